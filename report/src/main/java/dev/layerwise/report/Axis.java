package dev.layerwise.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A stretch of numbers with round marks on it.
 *
 * @param low where it begins
 * @param high where it ends, above {@code low}
 */
record Axis(double low, double high) {
  /** Room left free at both ends, as a part of the values' range. */
  private static final double PADDING = 0.05;

  /** An axis that holds values from {@code least} to {@code greatest}, with room at both ends. */
  static Axis around(double least, double greatest) {
    if (!(least <= greatest)) {
      return new Axis(0, 1);
    }
    double range = greatest - least;
    double room = range > 0 ? PADDING * range : Math.max(Math.abs(least) * 0.1, 0.5);
    return new Axis(least - room, greatest + room);
  }

  double range() {
    return high - low;
  }

  /** This axis about its middle, at another length. */
  Axis widened(double range) {
    double middle = (low + high) / 2;
    return new Axis(middle - range / 2, middle + range / 2);
  }

  /** The place of a value: 0 at the beginning, 1 at the end. */
  double place(double value) {
    return (value - low) / range();
  }

  /**
   * Round numbers on the axis, one or two or five times a power of ten apart.
   *
   * @param most how many at most, at least 2
   */
  List<BigDecimal> ticks(int most) {
    double rough = range() / most;
    int power = (int) Math.floor(Math.log10(rough));
    BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(power);
    BigDecimal step = unit.multiply(BigDecimal.TEN);
    for (int factor : new int[] {5, 2, 1}) {
      BigDecimal smaller = unit.multiply(BigDecimal.valueOf(factor));
      if (smaller.doubleValue() >= rough) {
        step = smaller;
      }
    }
    step = step.stripTrailingZeros();
    List<BigDecimal> ticks = new ArrayList<>();
    long index = (long) Math.ceil(low / step.doubleValue());
    BigDecimal tick = step.multiply(BigDecimal.valueOf(index));
    while (tick.doubleValue() <= high && ticks.size() <= most) {
      ticks.add(tick);
      tick = tick.add(step);
    }
    return ticks;
  }

  /** A mark's number, in plain notation unless that is long. */
  static String label(BigDecimal tick) {
    String plain = tick.signum() == 0 ? "0" : tick.toPlainString();
    return plain.length() <= 8 ? plain : String.format(Locale.ROOT, "%.3g", tick);
  }
}
