package dev.layerwise.runs;

import dev.layerwise.data.Suggestions;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Settings that name one of a few known things. */
final class Choice {
  private Choice() {}

  /** The value whose label is {@code text}; the message of a miss names the nearest label. */
  static <T> T of(String setting, String text, T[] values, Function<T, String> label) {
    List<String> labels = Arrays.stream(values).map(label).toList();
    return values[labels.indexOf(of(setting, text, labels))];
  }

  /** {@code text} itself if it is one of the known words. */
  static String of(String setting, String text, List<String> known) {
    if (!known.contains(text)) {
      throw new IllegalArgumentException(
          setting
              + ": expected one of "
              + String.join(", ", known)
              + ", got '"
              + text
              + "'"
              + Suggestions.didYouMean(text, known));
    }
    return text;
  }
}
