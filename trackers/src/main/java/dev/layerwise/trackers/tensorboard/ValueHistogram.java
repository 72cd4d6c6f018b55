package dev.layerwise.trackers.tensorboard;

import org.jspecify.annotations.Nullable;

/**
 * How values are distributed: counts in buckets of equal width from the least value to the largest.
 *
 * @param min the least value
 * @param max the largest value
 * @param count how many values there are
 * @param sum their sum
 * @param sumOfSquares the sum of their squares
 * @param limits the upper limit of each bucket, ascending; the last is {@code max}
 * @param counts how many values each bucket holds
 */
record ValueHistogram(
    double min,
    double max,
    long count,
    double sum,
    double sumOfSquares,
    double[] limits,
    double[] counts) {
  private static final int BUCKETS = 64;

  /** Counts values; those that are not finite are left out. Null if none is left. */
  static @Nullable ValueHistogram of(float[] values) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (float value : values) {
      if (Float.isFinite(value)) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
        squares += (double) value * value;
        count++;
      }
    }
    if (count == 0) {
      return null;
    }
    int buckets = min == max ? 1 : BUCKETS;
    double[] counts = new double[buckets];
    double scale = buckets / (max - min);
    for (float value : values) {
      if (Float.isFinite(value)) {
        counts[buckets == 1 ? 0 : Math.min(buckets - 1, (int) ((value - min) * scale))]++;
      }
    }
    double[] limits = new double[buckets];
    for (int i = 0; i < buckets; i++) {
      limits[i] = i == buckets - 1 ? max : min + (i + 1) / scale;
    }
    return new ValueHistogram(min, max, count, sum, squares, limits, counts);
  }
}
