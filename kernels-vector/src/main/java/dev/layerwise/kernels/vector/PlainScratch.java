package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.SparseRows;

/** Arrays of a thread that works with {@link PlainKernels}; they grow with what it meets. */
final class PlainScratch {
  private static final int BLOCK = SparseRows.BLOCK;

  /** A column of a matrix. */
  private float[] column = {};

  /** Rows that have something in a block of columns. */
  private int[] listed = {};

  /** Where the block lies in each of them. */
  private int[] places = {};

  /** For every row, where its next block lies. */
  private int[] cursors = {};

  /** Sums of a block, a column each, for two units. */
  final float[] sums = new float[2 * BLOCK];

  float[] column(int length) {
    if (column.length < length) {
      column = new float[length];
    }
    return column;
  }

  /** Begins with all rows at some position. */
  void begin(SparseRows x, int first) {
    int n = x.rows();
    if (cursors.length < n) {
      listed = new int[n];
      places = new int[n];
      cursors = new int[n];
    }
    for (int i = 0; i < n; i++) {
      cursors[i] = i * x.stride() + x.blocksBefore(i, first) * BLOCK;
    }
  }

  /** Lists the rows in which the block of a position is not empty; blocks come in their order. */
  int list(SparseRows x, int first) {
    int[] bits = x.bits();
    int from = first / SparseRows.WORD * x.capacity();
    int bit = 1 << (first / BLOCK);
    int count = 0;
    for (int i = 0; i < x.rows(); i++) {
      if ((bits[from + i] & bit) != 0) {
        listed[count] = i;
        places[count++] = cursors[i];
        cursors[i] += BLOCK;
      }
    }
    return count;
  }

  /** Sums up, over the rows listed, a block of x times one unit of dz and times another. */
  void sumBlock(float[] x, int count, float[] dz, int one, int other, int lddz) {
    int[] rows = listed;
    int[] at = places;
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float t0 = 0;
    float t1 = 0;
    float t2 = 0;
    float t3 = 0;
    float t4 = 0;
    float t5 = 0;
    float t6 = 0;
    float t7 = 0;
    for (int q = 0; q < count; q++) {
      int row = rows[q] * lddz;
      float v = dz[one + row];
      float w = dz[other + row];
      int from = at[q];
      s0 = Math.fma(x[from], v, s0);
      t0 = Math.fma(x[from], w, t0);
      s1 = Math.fma(x[from + 1], v, s1);
      t1 = Math.fma(x[from + 1], w, t1);
      s2 = Math.fma(x[from + 2], v, s2);
      t2 = Math.fma(x[from + 2], w, t2);
      s3 = Math.fma(x[from + 3], v, s3);
      t3 = Math.fma(x[from + 3], w, t3);
      s4 = Math.fma(x[from + 4], v, s4);
      t4 = Math.fma(x[from + 4], w, t4);
      s5 = Math.fma(x[from + 5], v, s5);
      t5 = Math.fma(x[from + 5], w, t5);
      s6 = Math.fma(x[from + 6], v, s6);
      t6 = Math.fma(x[from + 6], w, t6);
      s7 = Math.fma(x[from + 7], v, s7);
      t7 = Math.fma(x[from + 7], w, t7);
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
    sums[4] = s4;
    sums[5] = s5;
    sums[6] = s6;
    sums[7] = s7;
    sums[8] = t0;
    sums[9] = t1;
    sums[10] = t2;
    sums[11] = t3;
    sums[12] = t4;
    sums[13] = t5;
    sums[14] = t6;
    sums[15] = t7;
  }
}
