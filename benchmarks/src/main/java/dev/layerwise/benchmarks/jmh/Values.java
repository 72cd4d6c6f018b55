package dev.layerwise.benchmarks.jmh;

import java.util.Random;

/** Inputs of benchmarks, and the check of their outputs. */
final class Values {
  private Values() {}

  /** Normal values, of which about the given share is 0 instead. */
  static float[] random(int count, double zeros, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      float value = (float) random.nextGaussian();
      values[i] = random.nextDouble() < zeros ? 0 : value;
    }
    return values;
  }

  /** Labels of ten classes. */
  static int[] labels(int count, long seed) {
    return new Random(seed).ints(count, 0, 10).toArray();
  }

  /**
   * Checks a result against the scalar reference.
   *
   * @param terms the length of the sums behind each element: rounding grows with it
   * @throws IllegalStateException if an element is too far off
   */
  static void requireClose(String what, float[] expected, float[] actual, int terms) {
    double tolerance = 4e-7 * Math.max(1, terms);
    for (int i = 0; i < expected.length; i++) {
      double off = Math.abs((double) expected[i] - actual[i]);
      if (!(off <= tolerance * Math.max(1, Math.abs(expected[i])))) {
        throw new IllegalStateException(
            what + ": element " + i + " should be " + expected[i] + ", is " + actual[i]);
      }
    }
  }
}
