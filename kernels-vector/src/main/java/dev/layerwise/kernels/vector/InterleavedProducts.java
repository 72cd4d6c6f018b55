package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;

import dev.layerwise.tensor.Layout;

/**
 * The matrix products of narrow layers on interleaved rows, in tiles of several units; where units
 * are no multiple of those the last is computed more than once.
 *
 * <p>The sums of {@link #affine} and {@link #inputGradient} are the chains of {@link Products}.
 * Those of {@link #weightGradient} are one chain for every lane, summed up by {@link LaneSums}.
 */
final class InterleavedProducts {
  private static final float[] ZERO = {0};

  private InterleavedProducts() {}

  static void affine(
      int n, int d, int u, float[] x, int xo, float[] w, float[] b, float[] z, int zo) {
    multiply(n, d, u, x, xo, w, 1, u, b, 1, z, zo);
  }

  static void inputGradient(
      int n, int d, int u, float[] dz, int dzo, float[] w, float[] dx, int dxo) {
    multiply(n, u, d, dz, dzo, w, u, 1, ZERO, 0, dx, dxo);
  }

  /**
   * {@code z[j] = b[j] + Σ w[j, k] x[k]} for all rows.
   *
   * @param apart how far apart the weights of neighbouring j lie
   * @param step the same of neighbouring k
   * @param bApart how far apart neighbouring elements of b lie
   */
  private static void multiply(
      int n,
      int inner,
      int units,
      float[] x,
      int xo,
      float[] w,
      int apart,
      int step,
      float[] b,
      int bApart,
      float[] z,
      int zo) {
    int i = 0;
    for (; i + 2 * COUNT <= n; i += 2 * COUNT) {
      int x0 = xo + place(i, inner);
      int x1 = xo + place(i + COUNT, inner);
      int z0 = zo + place(i, units);
      int z1 = zo + place(i + COUNT, units);
      for (int j = 0; j < units; j += InterleavedTiles.UNITS) {
        InterleavedTiles.multiply2(
            inner, x, x0, x1, j, units - 1, w, apart, step, b, bApart, z, z0, z1);
      }
    }
    for (int j = 0; i < n && j < units; j += InterleavedTiles.UNITS) {
      InterleavedTiles.multiply1(
          inner,
          x,
          xo + place(i, inner),
          j,
          units - 1,
          w,
          apart,
          step,
          b,
          bApart,
          z,
          zo + place(i, units));
    }
  }

  /** Where column 0 of a row lies. */
  private static int place(int row, int columns) {
    return Layout.INTERLEAVED.index(row, 0, columns);
  }

  static void weightGradient(
      int n, int d, int u, int from, int count, float[] x, float[] dz, float[] dw) {
    Scratch s = Scratch.ofThread();
    int end = from + count - 1;
    for (int k = from; k <= end; k += InterleavedTiles.UNITS) {
      for (int j = 0; j < u; j += InterleavedTiles.UNITS) {
        InterleavedTiles.gradient(n, x, k, end, d, dz, j, u, s.chunk0, s.chunk1);
        int width = Math.min(InterleavedTiles.UNITS, u - j);
        for (int p = 0; p < Math.min(InterleavedTiles.UNITS, end + 1 - k); p++) {
          for (int q = 0; q < width; q++) {
            dw[(k + p) * u + j + q] = s.chunk1[InterleavedTiles.UNITS * p + q];
          }
        }
      }
    }
  }
}
