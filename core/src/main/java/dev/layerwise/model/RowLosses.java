package dev.layerwise.model;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.nn.Loss;
import dev.layerwise.tensor.Matrix;

/**
 * The losses of many rows and how many are classified as labelled, a few rows at a time: threads
 * may share the rows, and the order of a sum does not depend on how they do.
 */
final class RowLosses {
  /** The rows whose losses are summed first. */
  private static final int BLOCK = Region.ROW_GRAIN;

  private final Loss loss;
  private final Kernels kernels;
  private final Matrix gradient;
  private final double[] losses;
  private final int[] correct;

  /** Allocates for up to {@code capacity} rows of so many outputs. */
  RowLosses(Loss loss, Kernels kernels, int capacity, int outputs) {
    this.loss = loss;
    this.kernels = kernels;
    this.gradient = new Matrix(capacity, outputs);
    this.losses = new double[Math.ceilDiv(capacity, BLOCK)];
    this.correct = new int[losses.length];
  }

  /** What has the gradient of the mean loss with respect to the logits; sized as they are. */
  Matrix gradient() {
    return gradient;
  }

  /**
   * Computes {@code count} rows, {@code from} being a multiple of {@link Region#ROW_GRAIN}.
   *
   * @param labels of all rows, those of row 0 at {@code first}
   */
  void compute(Matrix logits, int[] labels, int first, int from, int count) {
    for (int row = from; row < from + count; row += BLOCK) {
      int rows = Math.min(BLOCK, from + count - row);
      int block = row / BLOCK;
      int label = first + row;
      correct[block] = loss.countCorrect(kernels, logits, row, rows, labels, label);
      losses[block] = loss.sum(kernels, logits, row, rows, labels, label, gradient);
    }
  }

  /** The sum of the losses of all rows. */
  double sum() {
    double sum = 0;
    for (int block = 0; block * BLOCK < gradient.rows(); block++) {
      sum += losses[block];
    }
    return sum;
  }

  /** How many rows are classified as labelled. */
  int countCorrect() {
    int sum = 0;
    for (int block = 0; block * BLOCK < gradient.rows(); block++) {
      sum += correct[block];
    }
    return sum;
  }
}
