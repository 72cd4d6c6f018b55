package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.SparseRows;

/** Arrays of a thread that works with {@link PlainKernels}; they grow with what it meets. */
final class PlainScratch {
  /** A column of a matrix. */
  private float[] column = {};

  /** Rows that have something in a block of columns. */
  private int[] listed = {};

  /** Where the block lies in each of them. */
  int[] places = {};

  /** Sums, one for each column of a block. */
  final float[] sums = new float[SparseRows.BLOCK];

  float[] column(int length) {
    if (column.length < length) {
      column = new float[length];
    }
    return column;
  }

  /** Makes room for rows and places. */
  int[] listed(int length) {
    if (listed.length < length) {
      listed = new int[length];
      places = new int[length];
    }
    return listed;
  }
}
