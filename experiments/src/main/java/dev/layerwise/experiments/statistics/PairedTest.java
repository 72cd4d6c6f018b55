package dev.layerwise.experiments.statistics;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.inference.TTest;

/**
 * Student's paired t-test: do two variants differ, measured on the same seeds? It takes the
 * differences for independent draws from a normal distribution; two-sided.
 *
 * @param difference the differences, first minus second
 * @param t the statistic {@code mean / (deviation / √n)}; NaN where it has no meaning
 * @param p the probability of a difference at least as large if there were none; NaN if it cannot
 *     be told: for fewer than two pairs, or if all pairs differ by the very same amount
 */
public record PairedTest(Sample difference, double t, double p) {
  /**
   * Tests.
   *
   * @param first the figures of one variant
   * @param second those of the other, for the same seeds in the same order
   */
  public static PairedTest of(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "paired test: expected as many values of the second, got "
              + first.length
              + " and "
              + second.length);
    }
    double[] differences = new double[first.length];
    Arrays.setAll(differences, i -> first[i] - second[i]);
    Sample difference = Sample.of(differences);
    if (first.length < 2) {
      return new PairedTest(difference, Double.NaN, Double.NaN);
    }
    if (Arrays.stream(differences).allMatch(value -> value == 0)) {
      return new PairedTest(difference, 0, 1);
    }
    // Equal differences of decimal fractions differ in the last bits of what they are taken from.
    double size =
        DoubleStream.concat(Arrays.stream(first), Arrays.stream(second))
            .map(Math::abs)
            .max()
            .orElse(0);
    if (difference.deviation() <= 1e-12 * size) {
      return new PairedTest(difference, Double.NaN, Double.NaN);
    }
    TTest.Result result = TTest.withDefaults().pairedTest(first, second);
    return new PairedTest(difference, result.getStatistic(), result.getPValue());
  }
}
