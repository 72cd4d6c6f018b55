package dev.layerwise.report;

import dev.layerwise.data.Dataset;
import java.util.Locale;

/** Numbers as people read them. */
final class Counts {
  private Counts() {}

  /** A whole number with its thousands apart, such as {@code 60,000}. */
  static String text(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A count with its noun, such as {@code 1 class} or {@code 10 classes}. */
  static String of(long count, String one, String many) {
    return text(count) + " " + (count == 1 ? one : many);
  }

  /** A data set's name and size. */
  static String title(Dataset data) {
    String size = data.name() + ": " + of(data.size(), "example", "examples");
    return data.labels() == null
        ? size + " without labels"
        : size + ", " + of(data.classes(), "class", "classes");
  }
}
