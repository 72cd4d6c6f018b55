package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.SparseRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Register tiles of products with {@link SparseRows}: the sums of {@link RowTiles} and {@link
 * ColumnTiles} without the terms that are zero.
 *
 * <p>Forward, every row has a list of its own, so its sum is one chain of fused multiply-adds, each
 * waiting for the one before. Four rows side by side, as far as the shortest list goes, fill the
 * time.
 *
 * <p>Backward, a tile is a block of eight inputs by two vectors of units, and all of its sixteen
 * chains go down the same list of rows.
 */
final class SparseTiles {
  /** The units for which four inputs can share a vector. */
  static final int SHARING = 4;

  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;

  /** Each of the first four elements four times. */
  private static final VectorShuffle<Float> LOWER_HALF = VectorShuffle.fromOp(FLOATS, l -> l / 4);

  /** Each of the next four. */
  private static final VectorShuffle<Float> UPPER_HALF =
      VectorShuffle.fromOp(FLOATS, l -> 4 + l / 4);

  private SparseTiles() {}

  /**
   * Four rows of C from {@code row} on, two vectors wide, over the elements of {@code words} words
   * from {@code word} on.
   *
   * @param k0 the row of B that lies at {@code s.bo}
   */
  static void rows4x2(
      Strip s, SparseRows x, int row, int word, int words, int k0, float[] c, int co, int ldc) {
    int[] list = x.elementColumns();
    float[] values = x.elements();
    int[] starts = x.starts();
    int at0 = (row + 0) * (x.words() + 1) + word;
    int l0 = (row + 0) * x.stride() + starts[at0];
    int n0 = starts[at0 + words] - starts[at0];
    int at1 = (row + 1) * (x.words() + 1) + word;
    int l1 = (row + 1) * x.stride() + starts[at1];
    int n1 = starts[at1 + words] - starts[at1];
    int at2 = (row + 2) * (x.words() + 1) + word;
    int l2 = (row + 2) * x.stride() + starts[at2];
    int n2 = starts[at2 + words] - starts[at2];
    int at3 = (row + 3) * (x.words() + 1) + word;
    int l3 = (row + 3) * x.stride() + starts[at3];
    int n3 = starts[at3 + words] - starts[at3];
    float[] init = s.init;
    int io = s.io;
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e0 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    io += s.ldi;
    FloatVector c1 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e1 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    io += s.ldi;
    FloatVector c2 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e2 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    io += s.ldi;
    FloatVector c3 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e3 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    float[] b = s.b;
    int ldb = s.ldb;
    int bo = s.bo - k0 * ldb;
    int common = Math.min(Math.min(n0, n1), Math.min(n2, n3));
    for (int q = 0; q < common; q++) {
      int b0 = bo + list[l0 + q] * ldb;
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[l0 + q]);
      c0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
      e0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0 + COUNT), e0);
      int b1 = bo + list[l1 + q] * ldb;
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[l1 + q]);
      c1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1), c1);
      e1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1 + COUNT), e1);
      int b2 = bo + list[l2 + q] * ldb;
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[l2 + q]);
      c2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2), c2);
      e2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2 + COUNT), e2);
      int b3 = bo + list[l3 + q] * ldb;
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[l3 + q]);
      c3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3), c3);
      e3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3 + COUNT), e3);
    }
    for (int q = l0 + common; q < l0 + n0; q++) {
      int b0 = bo + list[q] * ldb;
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[q]);
      c0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
      e0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0 + COUNT), e0);
    }
    for (int q = l1 + common; q < l1 + n1; q++) {
      int b1 = bo + list[q] * ldb;
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[q]);
      c1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1), c1);
      e1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1 + COUNT), e1);
    }
    for (int q = l2 + common; q < l2 + n2; q++) {
      int b2 = bo + list[q] * ldb;
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[q]);
      c2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2), c2);
      e2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2 + COUNT), e2);
    }
    for (int q = l3 + common; q < l3 + n3; q++) {
      int b3 = bo + list[q] * ldb;
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[q]);
      c3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3), c3);
      e3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3 + COUNT), e3);
    }
    int at = co;
    c0.add(0).intoArray(c, at);
    e0.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c1.add(0).intoArray(c, at);
    e1.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c2.add(0).intoArray(c, at);
    e2.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c3.add(0).intoArray(c, at);
    e3.add(0).intoArray(c, at + COUNT);
  }

  /** The same, one vector wide. */
  static void rows4x1(
      Strip s, SparseRows x, int row, int word, int words, int k0, float[] c, int co, int ldc) {
    int[] list = x.elementColumns();
    float[] values = x.elements();
    int[] starts = x.starts();
    int at0 = (row + 0) * (x.words() + 1) + word;
    int l0 = (row + 0) * x.stride() + starts[at0];
    int n0 = starts[at0 + words] - starts[at0];
    int at1 = (row + 1) * (x.words() + 1) + word;
    int l1 = (row + 1) * x.stride() + starts[at1];
    int n1 = starts[at1 + words] - starts[at1];
    int at2 = (row + 2) * (x.words() + 1) + word;
    int l2 = (row + 2) * x.stride() + starts[at2];
    int n2 = starts[at2 + words] - starts[at2];
    int at3 = (row + 3) * (x.words() + 1) + word;
    int l3 = (row + 3) * x.stride() + starts[at3];
    int n3 = starts[at3 + words] - starts[at3];
    float[] init = s.init;
    int io = s.io;
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c1 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c2 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c3 = FloatVector.fromArray(FLOATS, init, io);
    float[] b = s.b;
    int ldb = s.ldb;
    int bo = s.bo - k0 * ldb;
    int common = Math.min(Math.min(n0, n1), Math.min(n2, n3));
    for (int q = 0; q < common; q++) {
      int b0 = bo + list[l0 + q] * ldb;
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[l0 + q]);
      c0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
      int b1 = bo + list[l1 + q] * ldb;
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[l1 + q]);
      c1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1), c1);
      int b2 = bo + list[l2 + q] * ldb;
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[l2 + q]);
      c2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2), c2);
      int b3 = bo + list[l3 + q] * ldb;
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[l3 + q]);
      c3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3), c3);
    }
    for (int q = l0 + common; q < l0 + n0; q++) {
      int b0 = bo + list[q] * ldb;
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[q]);
      c0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
    }
    for (int q = l1 + common; q < l1 + n1; q++) {
      int b1 = bo + list[q] * ldb;
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[q]);
      c1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1), c1);
    }
    for (int q = l2 + common; q < l2 + n2; q++) {
      int b2 = bo + list[q] * ldb;
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[q]);
      c2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2), c2);
    }
    for (int q = l3 + common; q < l3 + n3; q++) {
      int b3 = bo + list[q] * ldb;
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[q]);
      c3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3), c3);
    }
    int at = co;
    c0.add(0).intoArray(c, at);
    at += ldc;
    c1.add(0).intoArray(c, at);
    at += ldc;
    c2.add(0).intoArray(c, at);
    at += ldc;
    c3.add(0).intoArray(c, at);
  }

  /** One row, of two vectors or one. */
  static void row1(
      Strip s,
      SparseRows x,
      int row,
      int word,
      int words,
      int k0,
      boolean wide,
      float[] c,
      int co) {
    int[] list = x.elementColumns();
    float[] values = x.elements();
    int[] starts = x.starts();
    int at = row * (x.words() + 1) + word;
    int from = row * x.stride() + starts[at];
    int end = row * x.stride() + starts[at + words];
    float[] b = s.b;
    int ldb = s.ldb;
    int bo = s.bo - k0 * ldb;
    float[] init = s.init;
    int io = s.io;
    if (wide) {
      FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
      FloatVector e0 = FloatVector.fromArray(FLOATS, init, io + COUNT);
      for (int q = from; q < end; q++) {
        int b0 = bo + list[q] * ldb;
        FloatVector v = FloatVector.broadcast(FLOATS, values[q]);
        c0 = v.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
        e0 = v.fma(FloatVector.fromArray(FLOATS, b, b0 + COUNT), e0);
      }
      c0.add(0).intoArray(c, co);
      e0.add(0).intoArray(c, co + COUNT);
      return;
    }
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
    for (int q = from; q < end; q++) {
      int b0 = bo + list[q] * ldb;
      FloatVector v = FloatVector.broadcast(FLOATS, values[q]);
      c0 = v.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
    }
    c0.add(0).intoArray(c, co);
  }

  /**
   * Eight rows of C, two vectors wide: {@code C[k, j] = init[k, j] + Σ x[row, k] · B[row, j]}, over
   * the list of a block, which has the places of x in {@code values}; see {@link BlockLists}.
   *
   * <p>The loop has just enough registers for its integers. With one more to keep, an offset of B
   * or of the values, the compiler moves its counter, or an array, to a vector register and back in
   * every round, which takes longer than the multiply-adds; so it does with bounds that are
   * arguments.
   *
   * @param ends where the lists of blocks begin and end: that of block k at {@code ends[k]} and
   *     {@code ends[k + 1]}
   * @param b rows {@link Strip#WIDTH} apart, from the beginning
   */
  static void block8x2(
      float[] values,
      int[] list,
      int[] ends,
      int block,
      float[] b,
      float[] init,
      int io,
      int ldi,
      float[] c,
      int co,
      int ldc,
      int pair) {
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e0 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    FloatVector c1 = FloatVector.fromArray(FLOATS, init, io + 1 * ldi);
    FloatVector e1 = FloatVector.fromArray(FLOATS, init, io + 1 * ldi + COUNT);
    FloatVector c2 = FloatVector.fromArray(FLOATS, init, io + 2 * ldi);
    FloatVector e2 = FloatVector.fromArray(FLOATS, init, io + 2 * ldi + COUNT);
    FloatVector c3 = FloatVector.fromArray(FLOATS, init, io + 3 * ldi);
    FloatVector e3 = FloatVector.fromArray(FLOATS, init, io + 3 * ldi + COUNT);
    FloatVector c4 = FloatVector.fromArray(FLOATS, init, io + 4 * ldi);
    FloatVector e4 = FloatVector.fromArray(FLOATS, init, io + 4 * ldi + COUNT);
    FloatVector c5 = FloatVector.fromArray(FLOATS, init, io + 5 * ldi);
    FloatVector e5 = FloatVector.fromArray(FLOATS, init, io + 5 * ldi + COUNT);
    FloatVector c6 = FloatVector.fromArray(FLOATS, init, io + 6 * ldi);
    FloatVector e6 = FloatVector.fromArray(FLOATS, init, io + 6 * ldi + COUNT);
    FloatVector c7 = FloatVector.fromArray(FLOATS, init, io + 7 * ldi);
    FloatVector e7 = FloatVector.fromArray(FLOATS, init, io + 7 * ldi + COUNT);
    int to = ends[block + 1];
    for (int q = ends[block]; q < to; q++) {
      int entry = list[q];
      int row = (entry & BlockLists.ROW) * Strip.WIDTH;
      int at = entry >>> BlockLists.ROW_BITS;
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, row);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, row + COUNT);
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[at]);
      c0 = v0.fma(b0, c0);
      e0 = v0.fma(b1, e0);
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[at + 1]);
      c1 = v1.fma(b0, c1);
      e1 = v1.fma(b1, e1);
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[at + 2]);
      c2 = v2.fma(b0, c2);
      e2 = v2.fma(b1, e2);
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[at + 3]);
      c3 = v3.fma(b0, c3);
      e3 = v3.fma(b1, e3);
      FloatVector v4 = FloatVector.broadcast(FLOATS, values[at + 4]);
      c4 = v4.fma(b0, c4);
      e4 = v4.fma(b1, e4);
      FloatVector v5 = FloatVector.broadcast(FLOATS, values[at + 5]);
      c5 = v5.fma(b0, c5);
      e5 = v5.fma(b1, e5);
      FloatVector v6 = FloatVector.broadcast(FLOATS, values[at + 6]);
      c6 = v6.fma(b0, c6);
      e6 = v6.fma(b1, e6);
      FloatVector v7 = FloatVector.broadcast(FLOATS, values[at + 7]);
      c7 = v7.fma(b0, c7);
      e7 = v7.fma(b1, e7);
    }
    int at = co;
    c0.intoArray(c, at);
    e0.intoArray(c, at + COUNT);
    at += ldc;
    c1.intoArray(c, at);
    e1.intoArray(c, at + COUNT);
    at = co + pair;
    c2.intoArray(c, at);
    e2.intoArray(c, at + COUNT);
    at += ldc;
    c3.intoArray(c, at);
    e3.intoArray(c, at + COUNT);
    at = co + 2 * pair;
    c4.intoArray(c, at);
    e4.intoArray(c, at + COUNT);
    at += ldc;
    c5.intoArray(c, at);
    e5.intoArray(c, at + COUNT);
    at = co + 3 * pair;
    c6.intoArray(c, at);
    e6.intoArray(c, at + COUNT);
    at += ldc;
    c7.intoArray(c, at);
    e7.intoArray(c, at + COUNT);
  }

  /**
   * {@link #block8x2} of no more than {@link #SHARING} units in the second vector, from zero on:
   * four inputs share one, so that ten multiply-adds do for a row instead of sixteen.
   *
   * @param b strips whose second vector repeats its first four elements
   * @param quarters room for two vectors
   */
  static void block8Shared(
      float[] values,
      int[] list,
      int[] ends,
      int block,
      float[] b,
      float[] c,
      int co,
      int ldc,
      int pair,
      float[] quarters) {
    FloatVector c0 = FloatVector.zero(FLOATS);
    FloatVector c1 = FloatVector.zero(FLOATS);
    FloatVector c2 = FloatVector.zero(FLOATS);
    FloatVector c3 = FloatVector.zero(FLOATS);
    FloatVector c4 = FloatVector.zero(FLOATS);
    FloatVector c5 = FloatVector.zero(FLOATS);
    FloatVector c6 = FloatVector.zero(FLOATS);
    FloatVector c7 = FloatVector.zero(FLOATS);
    FloatVector e0 = FloatVector.zero(FLOATS);
    FloatVector e4 = FloatVector.zero(FLOATS);
    int to = ends[block + 1];
    for (int q = ends[block]; q < to; q++) {
      int entry = list[q];
      int row = (entry & BlockLists.ROW) * Strip.WIDTH;
      int at = entry >>> BlockLists.ROW_BITS;
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, row);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, row + COUNT);
      FloatVector v = FloatVector.fromArray(FLOATS, values, at);
      e0 = v.rearrange(LOWER_HALF).fma(b1, e0);
      e4 = v.rearrange(UPPER_HALF).fma(b1, e4);
      c0 = FloatVector.broadcast(FLOATS, values[at]).fma(b0, c0);
      c1 = FloatVector.broadcast(FLOATS, values[at + 1]).fma(b0, c1);
      c2 = FloatVector.broadcast(FLOATS, values[at + 2]).fma(b0, c2);
      c3 = FloatVector.broadcast(FLOATS, values[at + 3]).fma(b0, c3);
      c4 = FloatVector.broadcast(FLOATS, values[at + 4]).fma(b0, c4);
      c5 = FloatVector.broadcast(FLOATS, values[at + 5]).fma(b0, c5);
      c6 = FloatVector.broadcast(FLOATS, values[at + 6]).fma(b0, c6);
      c7 = FloatVector.broadcast(FLOATS, values[at + 7]).fma(b0, c7);
    }
    e0.intoArray(quarters, 0);
    e4.intoArray(quarters, COUNT);
    // Row by row: what is too much is overwritten by the next.
    int at = co;
    c0.intoArray(c, at);
    FloatVector.fromArray(FOUR, quarters, 0).intoArray(c, at + COUNT);
    at += ldc;
    c1.intoArray(c, at);
    FloatVector.fromArray(FOUR, quarters, 4).intoArray(c, at + COUNT);
    at = co + pair;
    c2.intoArray(c, at);
    FloatVector.fromArray(FOUR, quarters, 8).intoArray(c, at + COUNT);
    at += ldc;
    c3.intoArray(c, at);
    FloatVector.fromArray(FOUR, quarters, 12).intoArray(c, at + COUNT);
    at = co + 2 * pair;
    c4.intoArray(c, at);
    FloatVector.fromArray(FOUR, quarters, 16).intoArray(c, at + COUNT);
    at += ldc;
    c5.intoArray(c, at);
    FloatVector.fromArray(FOUR, quarters, 20).intoArray(c, at + COUNT);
    at = co + 3 * pair;
    c6.intoArray(c, at);
    FloatVector.fromArray(FOUR, quarters, 24).intoArray(c, at + COUNT);
    at += ldc;
    c7.intoArray(c, at);
    FloatVector.fromArray(FOUR, quarters, 28).intoArray(c, at + COUNT);
  }

  /** {@link #block8x2}, one vector wide. */
  static void block8x1(
      float[] values,
      int[] list,
      int[] ends,
      int block,
      float[] b,
      float[] init,
      int io,
      int ldi,
      float[] c,
      int co,
      int ldc,
      int pair) {
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector c1 = FloatVector.fromArray(FLOATS, init, io + 1 * ldi);
    FloatVector c2 = FloatVector.fromArray(FLOATS, init, io + 2 * ldi);
    FloatVector c3 = FloatVector.fromArray(FLOATS, init, io + 3 * ldi);
    FloatVector c4 = FloatVector.fromArray(FLOATS, init, io + 4 * ldi);
    FloatVector c5 = FloatVector.fromArray(FLOATS, init, io + 5 * ldi);
    FloatVector c6 = FloatVector.fromArray(FLOATS, init, io + 6 * ldi);
    FloatVector c7 = FloatVector.fromArray(FLOATS, init, io + 7 * ldi);
    int to = ends[block + 1];
    for (int q = ends[block]; q < to; q++) {
      int entry = list[q];
      int row = (entry & BlockLists.ROW) * Strip.WIDTH;
      int at = entry >>> BlockLists.ROW_BITS;
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, row);
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[at]);
      c0 = v0.fma(b0, c0);
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[at + 1]);
      c1 = v1.fma(b0, c1);
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[at + 2]);
      c2 = v2.fma(b0, c2);
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[at + 3]);
      c3 = v3.fma(b0, c3);
      FloatVector v4 = FloatVector.broadcast(FLOATS, values[at + 4]);
      c4 = v4.fma(b0, c4);
      FloatVector v5 = FloatVector.broadcast(FLOATS, values[at + 5]);
      c5 = v5.fma(b0, c5);
      FloatVector v6 = FloatVector.broadcast(FLOATS, values[at + 6]);
      c6 = v6.fma(b0, c6);
      FloatVector v7 = FloatVector.broadcast(FLOATS, values[at + 7]);
      c7 = v7.fma(b0, c7);
    }
    int at = co;
    c0.intoArray(c, at);
    at += ldc;
    c1.intoArray(c, at);
    at = co + pair;
    c2.intoArray(c, at);
    at += ldc;
    c3.intoArray(c, at);
    at = co + 2 * pair;
    c4.intoArray(c, at);
    at += ldc;
    c5.intoArray(c, at);
    at = co + 3 * pair;
    c6.intoArray(c, at);
    at += ldc;
    c7.intoArray(c, at);
  }
}
