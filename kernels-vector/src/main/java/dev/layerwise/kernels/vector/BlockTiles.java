package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.kernels.vector.Lanes.INTS;

import dev.layerwise.kernel.SparseRows;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Register tiles of gradients of weights whose inputs are {@link SparseRows}: the sums of {@link
 * ColumnTiles} without the terms that are zero. A tile is a block of eight inputs by one or two
 * vectors of units, and all of its chains go down the same list of rows.
 *
 * <p>The loops have just enough registers for their integers. With one more to keep, an offset of B
 * or of the values, the compiler moves the counter, or an array, to a vector register and back in
 * every round, which takes longer than the multiply-adds; so it does with bounds that are
 * arguments. What is wanted after a loop is therefore kept in a {@link BlockTarget}.
 */
final class BlockTiles {
  /** The units for which four inputs can share a vector. */
  static final int SHARING = 4;

  /** Each of the first four elements four times. */
  static final VectorShuffle<Float> LOWER_HALF = VectorShuffle.fromOp(FLOATS, l -> l / 4);

  /** Each of the next four. */
  static final VectorShuffle<Float> UPPER_HALF = VectorShuffle.fromOp(FLOATS, l -> 4 + l / 4);

  /** A pair of rows of twenty elements: two and a half vectors. */
  static final int PAIR = 2 * (COUNT + SHARING);

  // It is written as three: the first sixteen elements, the next sixteen and the last sixteen. The
  // next ones are the first row's last four, from the lower or upper half of the vector that
  // inputs share, and twelve of the second row; the last ones are twelve of the second row, and
  // four from the shared vector again.
  static final IntVector LOWER_MIDDLE = lanes(l -> l < 4 ? l : COUNT + l - 4);
  static final IntVector LOWER_END = lanes(l -> l < 12 ? COUNT + l + 4 : l - 8);
  static final IntVector UPPER_MIDDLE = lanes(l -> l < 4 ? l + 8 : COUNT + l - 4);
  static final IntVector UPPER_END = lanes(l -> l < 12 ? COUNT + l + 4 : l);

  private BlockTiles() {}

  private static IntVector lanes(IntUnaryOperator source) {
    return IntVector.fromArray(INTS, IntStream.range(0, COUNT).map(source).toArray(), 0);
  }

  /**
   * Eight rows, two vectors wide, of {@code init[k, j] + Σ x[row, k] · B[row, j]}, over the list of
   * a block, which has the places of x in {@code values}; see {@link BlockLists}.
   *
   * @param ends where the lists of blocks begin and end: that of block k at {@code ends[k]} and
   *     {@code ends[k + 1]}
   * @param b rows {@link Strip#WIDTH} apart, from the beginning
   * @param ldi how far apart rows of {@code init} are
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
      BlockTarget target) {
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
    float[] c = target.c;
    int pair = target.pair;
    int ld = target.ld;
    int at = target.at;
    if (target.adds) {
      FloatVector factor = FloatVector.broadcast(FLOATS, target.factor);
      c0.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      e0.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT)).intoArray(c, at + COUNT);
      at += ld;
      c1.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      e1.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT)).intoArray(c, at + COUNT);
      at = target.at + pair;
      c2.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      e2.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT)).intoArray(c, at + COUNT);
      at += ld;
      c3.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      e3.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT)).intoArray(c, at + COUNT);
      at = target.at + 2 * pair;
      c4.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      e4.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT)).intoArray(c, at + COUNT);
      at += ld;
      c5.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      e5.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT)).intoArray(c, at + COUNT);
      at = target.at + 3 * pair;
      c6.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      e6.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT)).intoArray(c, at + COUNT);
      at += ld;
      c7.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      e7.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT)).intoArray(c, at + COUNT);
      return;
    }
    c0.intoArray(c, at);
    e0.intoArray(c, at + COUNT);
    at += ld;
    c1.intoArray(c, at);
    e1.intoArray(c, at + COUNT);
    at = target.at + pair;
    c2.intoArray(c, at);
    e2.intoArray(c, at + COUNT);
    at += ld;
    c3.intoArray(c, at);
    e3.intoArray(c, at + COUNT);
    at = target.at + 2 * pair;
    c4.intoArray(c, at);
    e4.intoArray(c, at + COUNT);
    at += ld;
    c5.intoArray(c, at);
    e5.intoArray(c, at + COUNT);
    at = target.at + 3 * pair;
    c6.intoArray(c, at);
    e6.intoArray(c, at + COUNT);
    at += ld;
    c7.intoArray(c, at);
    e7.intoArray(c, at + COUNT);
  }

  /**
   * {@link #block8x2} of no more than {@link #SHARING} units in the second vector, from zero on:
   * four inputs share one, so that ten multiply-adds do for a row instead of sixteen. Sums are
   * added only to rows of sixteen and {@link #SHARING} elements, one behind the other.
   *
   * @param b rows whose second vector repeats its first four elements
   */
  static void block8Shared(
      float[] values, int[] list, int[] ends, int block, float[] b, BlockTarget target) {
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
    float[] c = target.c;
    int pair = target.pair;
    int at = target.at;
    if (target.adds) {
      FloatVector factor = FloatVector.broadcast(FLOATS, target.factor);
      IntVector shared = e0.reinterpretAsInts();
      IntVector second = c1.reinterpretAsInts();
      FloatVector middle = LOWER_MIDDLE.selectFrom(shared, second).reinterpretAsFloats();
      FloatVector end = LOWER_END.selectFrom(shared, second).reinterpretAsFloats();
      middle = middle.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT));
      end = end.fma(factor, FloatVector.fromArray(FLOATS, c, at + PAIR - COUNT));
      c0.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      middle.intoArray(c, at + COUNT);
      end.intoArray(c, at + PAIR - COUNT);
      at += pair;
      second = c3.reinterpretAsInts();
      middle = UPPER_MIDDLE.selectFrom(shared, second).reinterpretAsFloats();
      end = UPPER_END.selectFrom(shared, second).reinterpretAsFloats();
      middle = middle.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT));
      end = end.fma(factor, FloatVector.fromArray(FLOATS, c, at + PAIR - COUNT));
      c2.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      middle.intoArray(c, at + COUNT);
      end.intoArray(c, at + PAIR - COUNT);
      at += pair;
      shared = e4.reinterpretAsInts();
      second = c5.reinterpretAsInts();
      middle = LOWER_MIDDLE.selectFrom(shared, second).reinterpretAsFloats();
      end = LOWER_END.selectFrom(shared, second).reinterpretAsFloats();
      middle = middle.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT));
      end = end.fma(factor, FloatVector.fromArray(FLOATS, c, at + PAIR - COUNT));
      c4.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      middle.intoArray(c, at + COUNT);
      end.intoArray(c, at + PAIR - COUNT);
      at += pair;
      second = c7.reinterpretAsInts();
      middle = UPPER_MIDDLE.selectFrom(shared, second).reinterpretAsFloats();
      end = UPPER_END.selectFrom(shared, second).reinterpretAsFloats();
      middle = middle.fma(factor, FloatVector.fromArray(FLOATS, c, at + COUNT));
      end = end.fma(factor, FloatVector.fromArray(FLOATS, c, at + PAIR - COUNT));
      c6.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      middle.intoArray(c, at + COUNT);
      end.intoArray(c, at + PAIR - COUNT);
      return;
    }
    float[] quarters = target.quarters;
    e0.intoArray(quarters, 0);
    e4.intoArray(quarters, COUNT);
    int ld = target.ld;
    // Row by row: what is too much is overwritten by the next.
    c0.intoArray(c, at);
    System.arraycopy(quarters, 0, c, at + COUNT, SHARING);
    at += ld;
    c1.intoArray(c, at);
    System.arraycopy(quarters, 4, c, at + COUNT, SHARING);
    at = target.at + pair;
    c2.intoArray(c, at);
    System.arraycopy(quarters, 8, c, at + COUNT, SHARING);
    at += ld;
    c3.intoArray(c, at);
    System.arraycopy(quarters, 12, c, at + COUNT, SHARING);
    at = target.at + 2 * pair;
    c4.intoArray(c, at);
    System.arraycopy(quarters, 16, c, at + COUNT, SHARING);
    at += ld;
    c5.intoArray(c, at);
    System.arraycopy(quarters, 20, c, at + COUNT, SHARING);
    at = target.at + 3 * pair;
    c6.intoArray(c, at);
    System.arraycopy(quarters, 24, c, at + COUNT, SHARING);
    at += ld;
    c7.intoArray(c, at);
    System.arraycopy(quarters, 28, c, at + COUNT, SHARING);
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
      BlockTarget target) {
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
    float[] c = target.c;
    int pair = target.pair;
    int ld = target.ld;
    int at = target.at;
    if (target.adds) {
      FloatVector factor = FloatVector.broadcast(FLOATS, target.factor);
      c0.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      at += ld;
      c1.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      at = target.at + pair;
      c2.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      at += ld;
      c3.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      at = target.at + 2 * pair;
      c4.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      at += ld;
      c5.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      at = target.at + 3 * pair;
      c6.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      at += ld;
      c7.fma(factor, FloatVector.fromArray(FLOATS, c, at)).intoArray(c, at);
      return;
    }
    c0.intoArray(c, at);
    at += ld;
    c1.intoArray(c, at);
    at = target.at + pair;
    c2.intoArray(c, at);
    at += ld;
    c3.intoArray(c, at);
    at = target.at + 2 * pair;
    c4.intoArray(c, at);
    at += ld;
    c5.intoArray(c, at);
    at = target.at + 3 * pair;
    c6.intoArray(c, at);
    at += ld;
    c7.intoArray(c, at);
  }
}
