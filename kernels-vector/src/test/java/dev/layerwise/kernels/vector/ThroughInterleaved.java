package dev.layerwise.kernels.vector;

import static dev.layerwise.tensor.Layout.GROUP;

import dev.layerwise.kernel.InterleavedKernels;
import dev.layerwise.kernel.ScalarKernels;

/**
 * The scalar reference, except that rows are interleaved, computed and separated wherever {@link
 * InterleavedKernels} have the operation and the shape fits. Rows of zeros fill the last group up
 * where they do no harm.
 */
final class ThroughInterleaved extends ScalarKernels {
  private final InterleavedKernels interleaved;

  ThroughInterleaved(InterleavedKernels interleaved) {
    this.interleaved = interleaved;
  }

  private static int whole(int n) {
    return Math.ceilDiv(n, GROUP) * GROUP;
  }

  /** Rows of a matrix, interleaved. */
  private float[] take(int n, int u, float[] x, int xo, int ldx) {
    float[] rows = new float[whole(n) * u];
    for (int i = 0; i < n; i++) {
      System.arraycopy(x, xo + i * ldx, rows, i * u, u);
    }
    float[] taken = new float[rows.length];
    if (u > 0) {
      interleaved.interleave(whole(n), u, rows, 0, taken, 0);
    }
    return taken;
  }

  private void give(int n, int u, float[] taken, float[] x, int xo, int ldx) {
    float[] rows = new float[taken.length];
    if (u > 0) {
      interleaved.separate(whole(n), u, taken, 0, rows, 0);
    }
    for (int i = 0; i < n; i++) {
      System.arraycopy(rows, i * u, x, xo + i * ldx, u);
    }
  }

  /** A matrix whose rows lie one after the other. */
  private static float[] dense(int rows, int columns, float[] x, int xo, int ldx) {
    float[] copy = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(x, xo + i * ldx, copy, i * columns, columns);
    }
    return copy;
  }

  @Override
  public void affine(
      int n,
      int d,
      int u,
      float[] x,
      int xo,
      int ldx,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] z,
      int zo,
      int ldz) {
    float[] result = new float[whole(n) * u];
    interleaved.affine(
        whole(n),
        d,
        u,
        take(n, d, x, xo, ldx),
        0,
        dense(d, u, w, wo, ldw),
        dense(1, u, b, bo, u),
        result,
        0);
    give(n, u, result, z, zo, ldz);
  }

  @Override
  public void inputGradient(
      int n,
      int d,
      int u,
      float[] dz,
      int dzo,
      int lddz,
      float[] w,
      int wo,
      int ldw,
      float[] dx,
      int dxo,
      int lddx) {
    float[] result = new float[whole(n) * d];
    interleaved.inputGradient(
        whole(n), d, u, take(n, u, dz, dzo, lddz), 0, dense(d, u, w, wo, ldw), result, 0);
    give(n, d, result, dx, dxo, lddx);
  }

  @Override
  public void weightGradient(
      int n,
      int d,
      int u,
      float[] x,
      int xo,
      int ldx,
      float[] dz,
      int dzo,
      int lddz,
      float[] dw,
      int dwo,
      int lddw) {
    float[] result = new float[d * u];
    interleaved.weightGradient(
        whole(n), d, u, 0, d, take(n, d, x, xo, ldx), take(n, u, dz, dzo, lddz), result);
    for (int k = 0; k < d; k++) {
      System.arraycopy(result, k * u, dw, dwo + k * lddw, u);
    }
  }

  @Override
  public void columnSums(int n, int u, float[] x, int xo, int ldx, float[] sums, int so) {
    if (u > InterleavedKernels.MOST_COLUMNS) {
      super.columnSums(n, u, x, xo, ldx, sums, so);
      return;
    }
    float[] result = new float[u];
    interleaved.columnSums(whole(n), u, take(n, u, x, xo, ldx), result);
    System.arraycopy(result, 0, sums, so, u);
  }

  @Override
  public void batchNorm(
      int n,
      int u,
      float[] x,
      int xo,
      float[] gamma,
      float[] beta,
      float epsilon,
      float[] mean,
      float[] variance,
      float[] inverse,
      float[] normalised,
      float[] y,
      int yo) {
    if (n % GROUP != 0 || u > InterleavedKernels.MOST_COLUMNS) {
      super.batchNorm(
          n, u, x, xo, gamma, beta, epsilon, mean, variance, inverse, normalised, y, yo);
      return;
    }
    float[] centred = new float[n * u];
    float[] result = new float[n * u];
    interleaved.batchNorm(
        n, u, take(n, u, x, xo, u), gamma, beta, epsilon, mean, variance, inverse, centred, result);
    give(n, u, centred, normalised, 0, u);
    give(n, u, result, y, yo, u);
  }

  @Override
  public void batchNormGradient(
      int n,
      int u,
      float[] normalised,
      float[] inverse,
      float[] gamma,
      float[] dy,
      int dyo,
      float[] dgamma,
      float[] dbeta,
      float[] dx,
      int dxo) {
    if (n % GROUP != 0 || u > InterleavedKernels.MOST_COLUMNS) {
      super.batchNormGradient(n, u, normalised, inverse, gamma, dy, dyo, dgamma, dbeta, dx, dxo);
      return;
    }
    float[] gradient = take(n, u, dy, dyo, u);
    float[] centred = take(n, u, normalised, 0, u);
    interleaved.batchNormGradient(n, u, centred, inverse, gamma, gradient, dgamma, dbeta, gradient);
    give(n, u, gradient, dx, dxo, u);
  }

  @Override
  public int countCorrect(int n, int c, float[] z, int zo, int[] labels, int lo) {
    if (c > InterleavedKernels.MOST_UNITS) {
      return super.countCorrect(n, c, z, zo, labels, lo);
    }
    int[] all = new int[whole(n)];
    System.arraycopy(labels, lo, all, 0, n);
    // Of zeros the first is the largest, and that is the label of what fills up.
    return interleaved.countCorrect(whole(n), c, take(n, c, z, zo, c), 0, all, 0) - whole(n) + n;
  }

  @Override
  public double softmaxCrossEntropy(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale) {
    if (n % GROUP != 0 || c > InterleavedKernels.MOST_UNITS) {
      return super.softmaxCrossEntropy(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
    }
    float[] result = new float[n * c];
    double loss =
        interleaved.softmaxCrossEntropy(
            n, c, take(n, c, z, zo, c), 0, labels, lo, result, 0, gradientScale);
    give(n, c, result, dz, dzo, c);
    return loss;
  }
}
