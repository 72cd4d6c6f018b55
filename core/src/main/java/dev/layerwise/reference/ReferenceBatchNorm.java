package dev.layerwise.reference;

import java.util.List;

/**
 * {@code y = γ x̂ + β} with {@code x̂ = (x - mean) / sqrt(variance + ε)}: x and y are n × u; γ, β,
 * mean and variance have u elements. Ioffe and Szegedy, 2015.
 */
final class ReferenceBatchNorm implements ReferenceLayer {
  private final ReferenceParameter gamma;
  private final ReferenceParameter beta;
  private final double epsilon;
  private final double[] runningMean;
  private final double[] runningVariance;
  private boolean running;
  private double[][] x = {};
  private double[][] normalised = {};
  private double[] deviation = {};

  ReferenceBatchNorm(
      ReferenceParameter gamma,
      ReferenceParameter beta,
      double epsilon,
      double[] runningMean,
      double[] runningVariance) {
    this.gamma = gamma;
    this.beta = beta;
    this.epsilon = epsilon;
    this.runningMean = runningMean;
    this.runningVariance = runningVariance;
  }

  /**
   * Whether to normalise by the running statistics, which are held still, or by those of the
   * mini-batch.
   */
  void useRunningStatistics(boolean use) {
    running = use;
  }

  @Override
  public double[][] forward(double[][] input) {
    x = input;
    int n = x.length;
    int u = gamma.columns();
    normalised = new double[n][u];
    deviation = new double[u];
    double[][] y = new double[n][u];
    for (int j = 0; j < u; j++) {
      double mean = running ? runningMean[j] : mean(j);
      double variance = running ? runningVariance[j] : variance(j, mean);
      deviation[j] = Math.sqrt(variance + epsilon);
      for (int i = 0; i < n; i++) {
        normalised[i][j] = (x[i][j] - mean) / deviation[j];
        y[i][j] = gamma.value()[0][j] * normalised[i][j] + beta.value()[0][j];
      }
    }
    return y;
  }

  private double mean(int j) {
    double sum = 0;
    for (double[] row : x) {
      sum += row[j];
    }
    return sum / x.length;
  }

  /** The biased variance: the sum of squares is divided by n. */
  private double variance(int j, double mean) {
    double sum = 0;
    for (double[] row : x) {
      sum += (row[j] - mean) * (row[j] - mean);
    }
    return sum / x.length;
  }

  @Override
  public double[][] input() {
    return x;
  }

  /**
   * Statistics of the mini-batch depend on every row of x, so that, with {@code g = γ dy}, the
   * chain rule through mean and variance leaves {@code dx = (g - mean(g) - x̂ mean(g x̂)) /
   * sqrt(variance + ε)}. Statistics that are held still leave {@code dx = g / sqrt(variance + ε)}.
   */
  @Override
  public double[][] backward(double[][] dy) {
    int n = x.length;
    int u = gamma.columns();
    double[][] dx = new double[n][u];
    for (int j = 0; j < u; j++) {
      double sum = 0;
      double sumWithNormalised = 0;
      for (int i = 0; i < n; i++) {
        sum += dy[i][j];
        sumWithNormalised += dy[i][j] * normalised[i][j];
      }
      beta.gradient()[0][j] = sum;
      gamma.gradient()[0][j] = sumWithNormalised;
      for (int i = 0; i < n; i++) {
        double throughStatistics = running ? 0 : (sum + normalised[i][j] * sumWithNormalised) / n;
        dx[i][j] = gamma.value()[0][j] * (dy[i][j] - throughStatistics) / deviation[j];
      }
    }
    return dx;
  }

  @Override
  public List<ReferenceParameter> parameters() {
    return List.of(gamma, beta);
  }
}
