package dev.layerwise.experiments.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What repeated measurements say.
 *
 * @param n how many there are
 * @param mean their mean
 * @param deviation their standard deviation, with n − 1 in the denominator; NaN for fewer than two
 * @param margin half the width of the 95 % confidence interval of the mean, {@code t(0.975, n − 1)
 *     · deviation / √n}; NaN for fewer than two
 */
public record Sample(int n, double mean, double deviation, double margin) {
  /** Measures values; NaN of none. */
  public static Sample of(double... values) {
    int n = values.length;
    double mean = Arrays.stream(values).sum() / n;
    if (n < 2) {
      return new Sample(n, n == 0 ? Double.NaN : mean, Double.NaN, Double.NaN);
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / (n - 1));
    return new Sample(n, mean, deviation, quantile(n - 1) * deviation / Math.sqrt(n));
  }

  /** The 97.5 % quantile of Student's t distribution. */
  private static double quantile(int degreesOfFreedom) {
    return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(0.025);
  }

  /** The lower end of the 95 % confidence interval of the mean. */
  public double low() {
    return mean - margin;
  }

  /** The upper end of the 95 % confidence interval of the mean. */
  public double high() {
    return mean + margin;
  }
}
