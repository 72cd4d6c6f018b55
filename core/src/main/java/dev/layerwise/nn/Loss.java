package dev.layerwise.nn;

import dev.layerwise.kernel.InterleavedKernels;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.tensor.Layout;
import dev.layerwise.tensor.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * The data term of the objective, computed from logits: n examples × c outputs against class
 * indices.
 */
public enum Loss {
  /** {@code 1/n Σᵢ -log softmax(z[i])[label]}: one class out of c. */
  SOFTMAX_CROSS_ENTROPY("softmax-cross-entropy"),
  /**
   * {@code 1/n Σᵢ Σⱼ -log P(t[i, j])} with {@code P(1) = sigmoid(z)}: the negative log-likelihood
   * of logistic units. One output serves two classes (the label is the target), c outputs are taken
   * one against the rest.
   */
  SIGMOID_CROSS_ENTROPY("sigmoid-cross-entropy"),
  /** {@code 1/(n c) Σᵢ Σⱼ (z - t)²} against 0/1 targets. */
  MEAN_SQUARED_ERROR("mean-squared-error");

  private final String label;

  Loss(String label) {
    this.label = label;
  }

  /** The name used in descriptions and on the command line. */
  public String label() {
    return label;
  }

  /**
   * The number of output units that a problem of {@code classes} classes needs: one for two
   * classes, except that softmax always has one for each.
   */
  public int outputs(int classes) {
    return this != SOFTMAX_CROSS_ENTROPY && classes == 2 ? 1 : classes;
  }

  /**
   * The sum of the losses of n examples; divided by n it is the mean loss. Writes the gradient of
   * the mean loss with respect to the logits.
   *
   * @param logits n × c
   * @param labels class indices; example i has {@code labels[from + i]}
   * @param gradient n × c, overwritten; may be {@code logits} itself if those are no longer needed
   */
  public double sum(Kernels kernels, Matrix logits, int[] labels, int from, Matrix gradient) {
    return sum(kernels, logits, 0, logits.rows(), labels, from, gradient);
  }

  /**
   * The same for {@code rows} rows from {@code row} on, the first of which has {@code
   * labels[from]}; the mean whose gradient is written is still that over all rows of the logits.
   */
  public double sum(
      Kernels kernels, Matrix logits, int row, int rows, int[] labels, int from, Matrix gradient) {
    int n = logits.rows();
    int c = logits.columns();
    float[] z = logits.data();
    float[] dz = gradient.data();
    int at = row * c;
    InterleavedKernels interleaved = interleaved(kernels, logits);
    if (interleaved != null) {
      return interleaved.softmaxCrossEntropy(rows, c, z, at, labels, from, dz, at, 1f / n);
    }
    return switch (this) {
      case SOFTMAX_CROSS_ENTROPY ->
          kernels.softmaxCrossEntropy(rows, c, z, at, labels, from, dz, at, 1f / n);
      case SIGMOID_CROSS_ENTROPY ->
          kernels.sigmoidCrossEntropy(rows, c, z, at, labels, from, dz, at, 1f / n);
      case MEAN_SQUARED_ERROR ->
          kernels.squaredError(
                  rows, c, z, at, labels, from, dz, at, (float) (1.0 / ((double) n * c)))
              / c;
    };
  }

  /** The class that row {@code row} of the logits stands for; the first of equals. */
  public int predictedClass(Matrix logits, int row) {
    int c = logits.columns();
    float[] z = logits.data();
    int start = row * c;
    if (c == 1) {
      float boundary = this == MEAN_SQUARED_ERROR ? 0.5f : 0;
      return z[start] > boundary ? 1 : 0;
    }
    int best = 0;
    for (int j = 1; j < c; j++) {
      if (z[start + j] > z[start + best]) {
        best = j;
      }
    }
    return best;
  }

  /**
   * How many of the n examples are classified as labelled. A row that holds NaN never counts as
   * correct.
   */
  public int countCorrect(Kernels kernels, Matrix logits, int[] labels, int from) {
    return countCorrect(kernels, logits, 0, logits.rows(), labels, from);
  }

  /**
   * The same for {@code rows} rows from {@code row} on, the first of which has {@code
   * labels[from]}.
   */
  public int countCorrect(
      Kernels kernels, Matrix logits, int row, int rows, int[] labels, int from) {
    int c = logits.columns();
    InterleavedKernels interleaved = interleaved(kernels, logits);
    if (interleaved != null) {
      return interleaved.countCorrect(rows, c, logits.data(), row * c, labels, from);
    }
    if (c > 1) {
      return kernels.countCorrect(rows, c, logits.data(), row * c, labels, from);
    }
    int correct = 0;
    for (int i = 0; i < rows; i++) {
      if (predictedClass(logits, row + i) == labels[from + i] && !holdsNaN(logits, row + i)) {
        correct++;
      }
    }
    return correct;
  }

  /** What computes if logits are interleaved; one column lies as it always does. */
  private static @Nullable InterleavedKernels interleaved(Kernels kernels, Matrix logits) {
    boolean several = logits.columns() > 1;
    return several && logits.layout() == Layout.INTERLEAVED ? kernels.interleaved() : null;
  }

  /** Whether a row holds NaN, so that it names no class. */
  public static boolean holdsNaN(Matrix logits, int row) {
    int c = logits.columns();
    boolean found = false;
    for (int j = 0; j < c; j++) {
      found |= Float.isNaN(logits.data()[row * c + j]);
    }
    return found;
  }

  /**
   * Turns logits into a value for every class, in place of the given matrix: probabilities for the
   * cross-entropies (for c logistic units, one probability a unit, not summing to 1), the outputs
   * themselves for squared error.
   *
   * @param logits n × outputs
   * @param scores n × classes, overwritten
   */
  public void scores(Kernels kernels, Matrix logits, Matrix scores) {
    scores.resize(logits.rows());
    int n = logits.rows();
    if (this == SOFTMAX_CROSS_ENTROPY) {
      kernels.softmax(n, logits.columns(), logits.data(), 0, scores.data(), 0);
      return;
    }
    int count = logits.size();
    float[] values = scores.data();
    if (this == SIGMOID_CROSS_ENTROPY) {
      kernels.activate(dev.layerwise.kernel.Activation.SIGMOID, count, logits.data(), 0, values, 0);
    } else {
      System.arraycopy(logits.data(), 0, values, 0, count);
    }
    if (logits.columns() != scores.columns()) {
      // From the end, so that no value is overwritten before it is read.
      for (int i = n - 1; i >= 0; i--) {
        float second = values[i];
        values[2 * i] = 1 - second;
        values[2 * i + 1] = second;
      }
    }
  }
}
