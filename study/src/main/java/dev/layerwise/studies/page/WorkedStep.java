package dev.layerwise.studies.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One step of gradient descent of a logistic unit, every matrix by itself, in double precision.
 *
 * @param parts the matrices in the order they are computed
 * @param loss the mean loss before the step
 * @param weights the weights after the step, inputs × 1
 * @param bias the bias after the step
 */
record WorkedStep(List<Part> parts, double loss, double[][] weights, double bias) {
  /**
   * A matrix.
   *
   * @param formula what it is, with its shape
   * @param text its numbers
   */
  record Part(String formula, String text) {}

  /**
   * Does the step.
   *
   * @param x the inputs, n × d
   * @param y the labels, n × 1, 0 or 1
   * @param w the weights, d × 1
   */
  static WorkedStep of(double[][] x, double[][] y, double[][] w, double b, double rate) {
    int n = x.length;
    int d = w.length;
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("Inputs X (" + n + " × " + d + ")", text(x)));
    parts.add(new Part("Labels Y (" + n + " × 1)", text(y)));
    parts.add(
        new Part("Weights W (" + d + " × 1) and bias b", text(w) + "\nb = " + number(b)));
    double[][] z = new double[n][1];
    double[][] p = new double[n][1];
    double[][] dz = new double[n][1];
    double loss = 0;
    for (int i = 0; i < n; i++) {
      z[i][0] = b;
      for (int j = 0; j < d; j++) {
        z[i][0] += x[i][j] * w[j][0];
      }
      p[i][0] = 1 / (1 + Math.exp(-z[i][0]));
      dz[i][0] = (p[i][0] - y[i][0]) / n;
      // log(1 + e^z) − yz, written so that no e^z overflows.
      loss +=
          (Math.max(z[i][0], 0) - z[i][0] * y[i][0] + Math.log1p(Math.exp(-Math.abs(z[i][0])))) / n;
    }
    parts.add(new Part("Forward, linear: Z = XW + b (" + n + " × 1)", text(z)));
    parts.add(new Part("Forward, sigmoid: P = 1 / (1 + exp(−Z)) (" + n + " × 1)", text(p)));
    parts.add(
        new Part(
            "Forward, negative log-likelihood: L = −mean(Y·log P + (1 − Y)·log(1 − P))",
            "L = " + number(loss)));
    parts.add(
        new Part(
            "Backward, loss and sigmoid together: ∂L/∂Z = (P − Y) / n (" + n + " × 1)", text(dz)));
    double[][] dw = new double[d][1];
    double db = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        dw[j][0] += x[i][j] * dz[i][0];
      }
      db += dz[i][0];
    }
    parts.add(
        new Part(
            "Backward, linear: ∂L/∂W = Xᵀ ∂L/∂Z (" + d + " × " + n + " times " + n + " × 1 gives "
                + d + " × 1, the shape of W); ∂L/∂b is the sum of ∂L/∂Z",
            text(dw) + "\n∂L/∂b = " + number(db)));
    double[][] after = new double[d][1];
    for (int j = 0; j < d; j++) {
      after[j][0] = w[j][0] - rate * dw[j][0];
    }
    double biasAfter = b - rate * db;
    parts.add(
        new Part(
            "The step: W ← W − η ∂L/∂W, b ← b − η ∂L/∂b, with η = " + number(rate),
            text(after) + "\nb = " + number(biasAfter)));
    return new WorkedStep(parts, loss, after, biasAfter);
  }

  private static String text(double[][] matrix) {
    StringBuilder text = new StringBuilder();
    for (double[] row : matrix) {
      text.append(text.isEmpty() ? "[" : "\n[");
      for (double value : row) {
        text.append(String.format(Locale.ROOT, "%10s", number(value)));
      }
      text.append(" ]");
    }
    return text.toString();
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4f", value);
  }
}
