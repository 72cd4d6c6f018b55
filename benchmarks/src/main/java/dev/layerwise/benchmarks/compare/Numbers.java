package dev.layerwise.benchmarks.compare;

import java.util.Locale;

/** Figures as people read them. */
final class Numbers {
  private Numbers() {}

  /** Three significant digits with k or M, such as {@code 1.03 M}; a dash for NaN. */
  static String rate(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (value >= 999_500) {
      return significant(value / 1e6) + " M";
    }
    return value >= 999.5 ? significant(value / 1e3) + " k" : significant(value);
  }

  /** Three significant digits, none of them after the point beyond 100; a dash for NaN. */
  static String significant(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A ratio, such as {@code 1.46 ×}; a dash for NaN or 0. */
  static String ratio(double value) {
    return Double.isNaN(value) || value == 0 ? "–" : significant(value) + " ×";
  }

  /** A share in percent. */
  static String percent(double share) {
    return Double.isNaN(share) ? "–" : significant(share * 100) + " %";
  }
}
