package dev.layerwise.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of numbers, linear or logarithmic, laid along a stretch of a sheet.
 *
 * @param low where it begins
 * @param high where it ends
 * @param log whether it is logarithmic
 * @param from the place of {@code low}
 * @param to the place of {@code high}
 */
record Scale(double low, double high, boolean log, double from, double to) {
  /** A scale that holds some values, with a little room if {@code roomy}. */
  static Scale holding(double[] values, boolean log, boolean roomy, double from, double to) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (Double.isFinite(value) && (!log || value > 0)) {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    if (!(least <= greatest)) {
      return new Scale(log ? 0.1 : 0, 1, log, from, to);
    }
    if (log) {
      double room = roomy || least == greatest ? 1.15 : 1;
      return new Scale(least / room, greatest * room, true, from, to);
    }
    if (roomy || least == greatest) {
      Axis axis = Axis.around(least, greatest);
      return new Scale(
          least >= 0 ? Math.max(0, axis.low()) : axis.low(), axis.high(), false, from, to);
    }
    return new Scale(least, greatest, false, from, to);
  }

  /** Whether a value can be shown. */
  boolean holds(double value) {
    return Double.isFinite(value) && (!log || value > 0);
  }

  double place(double value) {
    double t = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    return from + t * (to - from);
  }

  /** Round numbers with their texts. */
  List<Tick> ticks(int most) {
    List<Tick> ticks = new ArrayList<>();
    if (!log) {
      for (BigDecimal tick : new Axis(low, high).ticks(most)) {
        ticks.add(new Tick(tick.doubleValue(), Axis.label(tick)));
      }
      return ticks;
    }
    double decades = Math.log10(high / low);
    int every = (int) Math.ceil(decades / 8);
    double[] factors = decades > 3 ? new double[] {1} : new double[] {1, 2, 5};
    for (int k = (int) Math.floor(Math.log10(low)); k <= Math.log10(high); k++) {
      for (double factor : factors) {
        BigDecimal tick = BigDecimal.valueOf(factor).scaleByPowerOfTen(k).stripTrailingZeros();
        if (k % every == 0 && tick.doubleValue() >= low && tick.doubleValue() <= high) {
          ticks.add(new Tick(tick.doubleValue(), Axis.label(tick)));
        }
      }
    }
    return ticks;
  }

  record Tick(double value, String text) {}
}
