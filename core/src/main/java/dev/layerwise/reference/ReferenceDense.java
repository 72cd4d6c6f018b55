package dev.layerwise.reference;

import java.util.List;

/** {@code z = x W + b}: x is n × d, W is d × u, b is 1 × u, z is n × u. */
final class ReferenceDense implements ReferenceLayer {
  private final ReferenceParameter weight;
  private final ReferenceParameter bias;
  private final double l2;
  private double[][] x = {};

  ReferenceDense(ReferenceParameter weight, ReferenceParameter bias, double l2) {
    this.weight = weight;
    this.bias = bias;
    this.l2 = l2;
  }

  @Override
  public double[][] forward(double[][] input) {
    x = input;
    int n = x.length;
    int d = weight.rows();
    int u = weight.columns();
    double[][] z = new double[n][u];
    for (int i = 0; i < n; i++) {
      System.arraycopy(bias.value()[0], 0, z[i], 0, u);
      for (int k = 0; k < d; k++) {
        for (int j = 0; j < u; j++) {
          z[i][j] += x[i][k] * weight.value()[k][j];
        }
      }
    }
    return z;
  }

  @Override
  public double[][] input() {
    return x;
  }

  @Override
  public double[][] backward(double[][] dz) {
    int n = x.length;
    int d = weight.rows();
    int u = weight.columns();
    double[][] dx = new double[n][d];
    weight.clearGradient();
    bias.clearGradient();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        bias.gradient()[0][j] += dz[i][j];
      }
      for (int k = 0; k < d; k++) {
        for (int j = 0; j < u; j++) {
          weight.gradient()[k][j] += x[i][k] * dz[i][j];
          dx[i][k] += dz[i][j] * weight.value()[k][j];
        }
      }
    }
    return dx;
  }

  /** {@code λ/2 · Σ W²}, unscaled. */
  double penalty() {
    double squares = 0;
    for (double[] row : weight.value()) {
      for (double w : row) {
        squares += w * w;
      }
    }
    return l2 / 2 * squares;
  }

  /** Adds the gradient of the penalty, {@code scale · λ W}, to that of the loss. */
  void addPenaltyGradient(double scale) {
    for (int k = 0; k < weight.rows(); k++) {
      for (int j = 0; j < weight.columns(); j++) {
        weight.gradient()[k][j] += scale * l2 * weight.value()[k][j];
      }
    }
  }

  @Override
  public List<ReferenceParameter> parameters() {
    return List.of(weight, bias);
  }
}
