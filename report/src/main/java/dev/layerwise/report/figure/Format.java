package dev.layerwise.report.figure;

import dev.layerwise.experiments.table.Cells;
import java.util.Locale;

/** How a number is written. The script {@code format.js} does the same. */
public enum Format {
  /** Words, or whatever stands in the cell. */
  TEXT,
  /** A whole number with its thousands apart. */
  COUNT,
  /** Four decimals, or scientific notation where those say nothing. */
  LOSS,
  /** Four decimals; only where all is right they are {@code 1.0000}. */
  ACCURACY,
  /** As short as it can be said with six digits: learning rates and other settings. */
  SETTING,
  /** A duration, from seconds. */
  SECONDS,
  /** A difference, with its sign and four decimals. */
  DIFFERENCE,
  /** A probability such as a p-value: three decimals, and no more than can be believed of one. */
  PROBABILITY;

  /** A number as text; a dash for NaN, which stands for no value. */
  public String text(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    String sign = value < 0 ? "−" : this == DIFFERENCE ? "+" : "";
    return sign + unsigned(Math.abs(value));
  }

  private String unsigned(double size) {
    return switch (this) {
      case COUNT -> String.format(Locale.ROOT, "%,d", Math.round(size));
      case LOSS ->
          size != 0 && (size >= 1e4 || size < 1e-4)
              ? String.format(Locale.ROOT, "%.2e", size)
              : String.format(Locale.ROOT, "%.4f", size);
      case ACCURACY -> Cells.accuracy(size);
      case DIFFERENCE -> String.format(Locale.ROOT, "%.4f", size);
      case PROBABILITY -> size < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", size);
      case SECONDS -> duration(size);
      case TEXT, SETTING -> shortest(size);
    };
  }

  private static String shortest(double size) {
    if (size == Math.rint(size) && size < 1e6) {
      return Long.toString((long) size);
    }
    String text =
        String.format(
            Locale.ROOT, size >= 1e6 || size < 1e-4 ? "%.5e" : "%." + decimals(size) + "f", size);
    int exponent = text.indexOf('e');
    String digits = exponent < 0 ? text : text.substring(0, exponent);
    String rest = exponent < 0 ? "" : "e" + Integer.parseInt(text.substring(exponent + 1));
    return digits.replaceAll("\\.?0+$", "") + rest;
  }

  private static int decimals(double size) {
    return Math.max(1, 5 - (int) Math.floor(Math.log10(size)));
  }

  private static String duration(double seconds) {
    if (seconds < 0.0995) {
      return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
    }
    if (seconds < 59.95) {
      return String.format(Locale.ROOT, seconds < 9.995 ? "%.2f s" : "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
