package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.InterleavedKernels;

/** Interleaved rows in SIMD lanes. */
final class VectorInterleaved implements InterleavedKernels {
  static final VectorInterleaved INSTANCE = new VectorInterleaved();

  private VectorInterleaved() {}

  @Override
  public void interleave(int n, int u, float[] x, int xo, float[] y, int yo) {
    Interleaving.interleave(n, u, x, xo, y, yo);
  }

  @Override
  public void separate(int n, int u, float[] y, int yo, float[] x, int xo) {
    Interleaving.separate(n, u, y, yo, x, xo);
  }

  @Override
  public void affine(
      int n, int d, int u, float[] x, int xo, float[] w, float[] b, float[] z, int zo) {
    InterleavedProducts.affine(n, d, u, x, xo, w, b, z, zo);
  }

  @Override
  public void inputGradient(
      int n, int d, int u, float[] dz, int dzo, float[] w, float[] dx, int dxo) {
    InterleavedProducts.inputGradient(n, d, u, dz, dzo, w, dx, dxo);
  }

  @Override
  public void weightGradient(
      int n, int d, int u, int from, int count, float[] x, float[] dz, float[] dw) {
    InterleavedProducts.weightGradient(n, d, u, from, count, x, dz, dw);
  }

  @Override
  public void columnSums(int n, int u, float[] x, float[] sums) {
    InterleavedColumns.columnSums(n, u, x, sums);
  }

  @Override
  public void batchNorm(
      int n,
      int u,
      float[] x,
      float[] gamma,
      float[] beta,
      float epsilon,
      float[] mean,
      float[] variance,
      float[] inverse,
      float[] normalised,
      float[] y) {
    InterleavedColumns.batchNorm(
        n, u, x, gamma, beta, epsilon, mean, variance, inverse, normalised, y);
  }

  @Override
  public void batchNormGradient(
      int n,
      int u,
      float[] normalised,
      float[] inverse,
      float[] gamma,
      float[] dy,
      float[] dgamma,
      float[] dbeta,
      float[] dx) {
    InterleavedColumns.batchNormGradient(n, u, normalised, inverse, gamma, dy, dgamma, dbeta, dx);
  }

  @Override
  public int countCorrect(int n, int c, float[] z, int zo, int[] labels, int lo) {
    return NarrowRows.countCorrectInterleaved(n, c, z, zo, labels, lo);
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
    return NarrowRows.softmaxCrossEntropyInterleaved(
        n, c, z, zo, labels, lo, dz, dzo, gradientScale);
  }
}
