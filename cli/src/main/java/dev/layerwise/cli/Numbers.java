package dev.layerwise.cli;

import dev.layerwise.experiments.table.Cells;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Numbers {
  private Numbers() {}

  /** A count with separators, such as {@code 12,000}. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A count of things named in the singular, such as {@code 1 epoch} or {@code 12,000 steps}. */
  static String count(long value, String thing) {
    return count(value) + " " + thing + (value == 1 ? "" : "s");
  }

  /** A loss with four decimals, or in scientific notation where those say nothing. */
  static String loss(double value) {
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    return Math.abs(value) >= 1e4 || (value != 0 && Math.abs(value) < 1e-4)
        ? String.format(Locale.ROOT, "%.2e", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  /** An accuracy with four decimals; only where all is right they are {@code 1.0000}. */
  static String accuracy(double value) {
    return Cells.accuracy(value);
  }

  /** The same with three decimals, for narrow terminals. */
  static String shortAccuracy(double value) {
    return String.format(Locale.ROOT, "%.3f", value < 1 ? Math.min(value, 0.999) : value);
  }

  /** A duration such as {@code 0.8 s}, {@code 1:05} or {@code 2:00:00}. */
  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "?";
    }
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  /** A rate such as {@code 950}, {@code 12.3 k} or {@code 1.25 M}. */
  static String rate(double perSecond) {
    if (!Double.isFinite(perSecond)) {
      return "?";
    }
    if (perSecond >= 1e6) {
      return String.format(Locale.ROOT, "%.2f M", perSecond / 1e6);
    }
    return perSecond >= 1e3
        ? String.format(Locale.ROOT, "%.1f k", perSecond / 1e3)
        : String.format(Locale.ROOT, "%.0f", perSecond);
  }

  /** A setting as people type it: {@code 1}, {@code 0.009}, {@code 1e-4}. */
  static String setting(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value).replace(".0E", "e").replace('E', 'e');
  }
}
