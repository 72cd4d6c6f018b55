package dev.layerwise.report;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Features;
import java.util.Locale;

/**
 * The numbers of data that cannot be drawn: examples per class, and the ranges of the first
 * features, by their names where they have some.
 */
public final class FeatureTable implements DataView {
  private static final int MOST_FEATURES = 12;
  private static final int MOST_CLASSES = 40;
  private static final int NUMBER_WIDTH = 12;

  private final Dataset data;

  /** Prepares the table. */
  public FeatureTable(Dataset data) {
    this.data = data;
  }

  @Override
  public String text(TextStyle style) {
    StringBuilder out = new StringBuilder();
    int features = data.features().columns();
    out.append(Counts.title(data)).append(", ");
    out.append(Counts.of(features, "feature", "features")).append('\n');
    out.append("Neither images nor points in the plane: there is nothing to draw.\n");
    if (data.labels() != null) {
      appendClasses(style, out);
    }
    appendFeatures(style, out);
    return out.toString();
  }

  private void appendClasses(TextStyle style, StringBuilder out) {
    int[] counts = data.classCounts();
    int longest = 5;
    for (String name : data.classNames()) {
      longest = Math.max(longest, name.codePointCount(0, name.length()));
    }
    int width = Math.min(longest, style.columns() - NUMBER_WIDTH);
    out.append('\n').append(pad("class", width)).append(right("examples")).append('\n');
    for (int c = 0; c < Math.min(counts.length, MOST_CLASSES); c++) {
      out.append(pad(style.fit(data.classNames().get(c), width), width));
      out.append(right(Counts.text(counts[c]))).append('\n');
    }
    appendRest(counts.length - MOST_CLASSES, out);
  }

  private void appendFeatures(TextStyle style, StringBuilder out) {
    Features features = data.features();
    int shown = Math.min(features.columns(), MOST_FEATURES);
    String[] heads = {"min", "mean", "max"};
    int longest = 7;
    for (int j = 0; j < shown; j++) {
      String name = data.featureName(j);
      longest = Math.max(longest, name.codePointCount(0, name.length()));
    }
    // Names are cut before the first number is, and numbers go before names are cut short.
    int width = Math.clamp(longest, 7, Math.clamp(style.columns() - NUMBER_WIDTH - 1, 7, 28)) + 1;
    int fits = Math.clamp((style.columns() - width) / NUMBER_WIDTH, 1, heads.length);
    out.append('\n').append(pad("feature", width));
    for (int k = 0; k < fits; k++) {
      out.append(right(heads[k]));
    }
    out.append('\n');
    for (int j = 0; j < shown && features.rows() > 0; j++) {
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (int i = 0; i < features.rows(); i++) {
        double value = features.get(i, j);
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        sum += value;
      }
      double[] numbers = {least, sum / features.rows(), greatest};
      out.append(pad(style.fit(data.featureName(j), width - 1), width));
      for (int k = 0; k < fits; k++) {
        out.append(right(number(numbers[k])));
      }
      out.append('\n');
    }
    appendRest(features.columns() - shown, out);
  }

  private static void appendRest(int rest, StringBuilder out) {
    if (rest > 0) {
      out.append("and ").append(Counts.text(rest)).append(" more\n");
    }
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e8) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, "%.5g", value);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.codePointCount(0, text.length())));
  }

  private static String right(String text) {
    return " ".repeat(Math.max(1, NUMBER_WIDTH - text.length())) + text;
  }
}
