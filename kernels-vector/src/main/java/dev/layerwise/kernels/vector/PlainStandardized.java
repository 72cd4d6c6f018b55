package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseRows;
import java.util.Arrays;

/**
 * Products with {@link SparseRows#standardized} rows in plain loops, to the bits of the vector
 * kernels: of {@link BlockwiseAffine}, {@link Shifts} and {@link SparseProducts}.
 */
final class PlainStandardized {
  private static final int BLOCK = SparseRows.BLOCK;

  private PlainStandardized() {}

  /**
   * {@link Kernels#affineSparse}.
   *
   * @param chains room for {@link Shifts#CHAINS} times u sums
   */
  static void affine(
      float[] chains,
      SparseRows x,
      int row,
      int n,
      int u,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] z,
      int zo,
      int ldz) {
    System.arraycopy(b, bo, chains, 0, u);
    Arrays.fill(chains, u, Shifts.CHAINS * u, 0);
    for (int k = 0; k < x.columns(); k++) {
      int column = x.order().column(k);
      add(u, x.shifts()[column], 1, w, wo + column * ldw, chains, k % Shifts.CHAINS * u);
    }
    for (int j = 0; j < u; j++) {
      chains[j] = (chains[j] + chains[u + j]) + (chains[2 * u + j] + chains[3 * u + j]);
    }
    for (int i = row; i < row + n; i++) {
      int to = zo + (i - row) * ldz;
      System.arraycopy(chains, 0, z, to, u);
      addBlocks(x, i, u, w, wo, ldw, z, to);
      for (int j = 0; j < u; j++) {
        z[to + j] += 0f;
      }
    }
  }

  private static void addBlocks(
      SparseRows x, int i, int u, float[] w, int wo, int ldw, float[] z, int zo) {
    int at = i * x.stride();
    for (int word = 0; word < x.words(); word++) {
      int bits = x.bits()[word * x.capacity() + i];
      for (; bits != 0; bits &= bits - 1, at += BLOCK) {
        int k = word * SparseRows.WORD + Integer.numberOfTrailingZeros(bits) * BLOCK;
        for (int q = 0; q < Math.min(BLOCK, x.columns() - k); q++) {
          int column = x.order().column(k + q);
          add(u, x.blocks()[at + q], x.factors()[column], w, wo + column * ldw, z, zo);
        }
      }
    }
  }

  /** {@code z += value · (factor · w)}. */
  private static void add(int u, float value, float factor, float[] w, int wo, float[] z, int zo) {
    for (int j = 0; j < u; j++) {
      z[zo + j] = Math.fma(value, factor * w[wo + j], z[zo + j]);
    }
  }

  /**
   * {@code dw[k, j] = factors[k] · dw[k, j] + shifts[k] · sums[j]} for d inputs from a position on.
   */
  static void standardize(
      SparseRows x, int position, int d, int u, float[] sums, float[] dw, int dwo, int lddw) {
    for (int q = position; q < position + d; q++) {
      int k = x.order().column(q);
      float factor = x.factors()[k];
      float shift = x.shifts()[k];
      int at = dwo + k * lddw;
      for (int j = 0; j < u; j++) {
        dw[at + j] = Math.fma(dw[at + j], factor, shift * sums[j]);
      }
    }
  }
}
