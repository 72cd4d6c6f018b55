package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.SparseRows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The forward product of a dense layer with many sparse rows: a block of weights, eight inputs by
 * two vectors of units, stays in registers while the rows pass by that have something there.
 *
 * <p>Half of a block's inputs are zero where a digit has strokes, and are multiplied all the same.
 * That is still less than walking along the elements of a row, where every multiply-add waits for a
 * vector of weights to be loaded: here they are read once for all rows, in their order. The sums
 * are those of {@link Products}; a zero changes none of them.
 */
final class BlockwiseAffine {
  /** The rows from which on it is the faster way. */
  static final int LEAST_ROWS = 8;

  /** The rows at a time: their results stay in the nearest cache. */
  private static final int ROWS = 256;

  /** The same in wide strips, whose rows are twice as long. */
  private static final int WIDE_ROWS = 128;

  private static final int BLOCK = SparseRows.BLOCK;
  private static final ThreadLocal<BlockwiseAffine> OF_THREAD =
      ThreadLocal.withInitial(BlockwiseAffine::new);

  /** A strip of the results, row after row. */
  private final float[] results = new float[ROWS * Strip.WIDTH];

  /** A wide strip of them; empty until it is wanted. */
  private float[] wideResults = {};

  private final float[] start = new float[WideTiles.WIDTH];

  /** A block of weights that whole vectors would leave, or that had to be scaled. */
  private final float[] edge = new float[BLOCK * Strip.WIDTH];

  private final Shifts shifts = new Shifts();

  private BlockwiseAffine() {}

  static BlockwiseAffine ofThread() {
    return OF_THREAD.get();
  }

  /** {@link dev.layerwise.kernel.Kernels#affineSparse}. */
  void affine(
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
    int most = BlockLists.atOnce(x, WideTiles.columns(u) > 0 ? WIDE_ROWS : ROWS);
    for (int i = 0; i < n && u > 0; i += most) {
      int rows = Math.min(most, n - i);
      SparseLists lists = SparseLists.of(x, row + i, rows, 0, x.columns());
      int last = (u - 1) / Strip.WIDTH * Strip.WIDTH;
      int wide = WideTiles.columns(u);
      for (int j = last; j >= wide; j -= Strip.WIDTH) {
        int width = Math.min(Strip.WIDTH, u - j);
        start(x, width, w, wo + j, ldw, b, bo + j, 0);
        multiply(x, lists, rows, w, wo + j, ldw, width);
        // What is written beyond a row belongs to the next one, unless others compute that.
        boolean endToEnd = j == last && ldz == u;
        store(rows, width, endToEnd, z, zo + i * ldz + j, ldz);
      }
      if (wide > 0) {
        lists.halve(x);
        for (int j = 0; j < wide; j += WideTiles.WIDTH) {
          multiplyWide(x, lists, rows, w, wo + j, ldw, b, bo + j, z, zo + i * ldz + j, ldz);
        }
      }
    }
  }

  /** What the rows of a strip start from. */
  private void start(
      SparseRows x, int width, float[] w, int wo, int ldw, float[] b, int bo, int at) {
    if (x.standardized()) {
      shifts.startOf(x, width, w, wo, ldw, b, bo, start, at);
    } else {
      System.arraycopy(b, bo, start, at, width);
      Arrays.fill(start, at + width, at + Strip.WIDTH, 0);
    }
  }

  /** A wide strip of all rows, from its start to its place in z. */
  private void multiplyWide(
      SparseRows x,
      SparseLists lists,
      int rows,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] z,
      int zo,
      int ldz) {
    HalfLists halves = lists.halves;
    if (wideResults.length == 0) {
      wideResults = new float[WIDE_ROWS * WideTiles.WIDTH];
    }
    for (int j = 0; j < WideTiles.WIDTH; j += Strip.WIDTH) {
      start(x, Strip.WIDTH, w, wo + j, ldw, b, bo + j, j);
    }
    for (int i = 0; i < rows; i++) {
      System.arraycopy(start, 0, wideResults, i * WideTiles.WIDTH, WideTiles.WIDTH);
    }
    float[] values = lists.values(x);
    int block = 0;
    for (int k = 0; k < x.columns(); k += BLOCK, block++) {
      int low = lists.lowEnds[block];
      int lowEnd = lists.lowEnds[block + 1];
      spreadHalf(x, values, halves.lowRows, halves.lowPlaces, low, lowEnd, k, w, wo, ldw);
      int high = lists.highEnds[block];
      int highEnd = lists.highEnds[block + 1];
      int upper = k + HalfLists.HALF;
      spreadHalf(x, values, halves.highRows, halves.highPlaces, high, highEnd, upper, w, wo, ldw);
    }
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < WideTiles.WIDTH; j += COUNT) {
        FloatVector sum = FloatVector.fromArray(FLOATS, wideResults, i * WideTiles.WIDTH + j);
        // A sum of nothing is +0.
        sum.add(0).intoArray(z, zo + i * ldz + j);
      }
    }
  }

  /** Half a block, from position k on, meets the rows that list it. */
  private void spreadHalf(
      SparseRows x,
      float[] values,
      int[] rows,
      int[] places,
      int from,
      int to,
      int k,
      float[] w,
      int wo,
      int ldw) {
    if (from == to) {
      return;
    }
    float[] weights = w;
    int at = wo + x.order().column(k) * ldw;
    int ld = ldw;
    int pair = x.order().pairDistance() * ldw;
    if (k + HalfLists.HALF > x.columns()) {
      copyEdge(x, k, HalfLists.HALF, w, wo, ldw, WideTiles.WIDTH, WideTiles.WIDTH);
      weights = edge;
      at = 0;
      ld = WideTiles.WIDTH;
      pair = 2 * ld;
    }
    if (x.standardized()) {
      scale(x, k, HalfLists.HALF, weights, at, ld, pair, WideTiles.WIDTH);
      weights = edge;
      at = 0;
      ld = WideTiles.WIDTH;
      pair = 2 * ld;
    }
    WideTiles.spread(values, rows, places, from, to, weights, at, ld, pair, wideResults);
  }

  /** A strip of all rows. */
  private void multiply(
      SparseRows x, SparseLists all, int rows, float[] w, int wo, int ldw, int width) {
    boolean wide = width > COUNT;
    FloatVector first = FloatVector.fromArray(FLOATS, start, 0);
    FloatVector second = FloatVector.fromArray(FLOATS, start, COUNT);
    for (int i = 0; i < rows; i++) {
      first.intoArray(results, i * Strip.WIDTH);
      second.intoArray(results, i * Strip.WIDTH + COUNT);
    }
    int lanes = wide || x.standardized() ? Strip.WIDTH : COUNT;
    int inside = Lanes.rowsInside(x.order().allColumns(), wo, ldw, lanes, w.length);
    float[] values = all.values(x);
    int[] list = all.lists.entries;
    BlockOrder order = x.order();
    int block = 0;
    for (int k = 0; k < x.columns(); k += BLOCK, block++) {
      int from = all.ends[block];
      int to = all.ends[block + 1];
      if (from == to) {
        continue;
      }
      float[] weights = w;
      int at = wo + order.first(block) * ldw;
      int ld = ldw;
      int pair = order.pairDistance() * ldw;
      int last = order.first(block) + (BLOCK / 2 - 1) * order.pairDistance() + 1;
      if (last >= inside) {
        copyEdge(x, k, BLOCK, w, wo, ldw, width, Strip.WIDTH);
        weights = edge;
        at = 0;
        ld = Strip.WIDTH;
        pair = 2 * ld;
      }
      if (x.standardized()) {
        scale(x, k, BLOCK, weights, at, ld, pair, Strip.WIDTH);
        weights = edge;
        at = 0;
        ld = Strip.WIDTH;
        pair = 2 * ld;
      }
      if (wide) {
        spread2(values, list, from, to, weights, at, ld, pair, results);
      } else {
        spread1(values, list, from, to, weights, at, ld, pair, results);
      }
    }
  }

  /**
   * Multiplies the weights of some inputs from position k on by their factors, on their way to
   * {@link #edge}; beyond the last input there are zeros.
   */
  private void scale(
      SparseRows x, int k, int inputs, float[] w, int from, int ld, int pair, int width) {
    float[] factors = x.factors();
    int first = x.order().column(k);
    int distance = x.order().pairDistance();
    int count = Math.min(inputs, x.columns() - k);
    for (int r = 0; r < count; r++) {
      FloatVector factor = FloatVector.broadcast(FLOATS, factors[first + r / 2 * distance + r % 2]);
      int row = from + r / 2 * pair + r % 2 * ld;
      for (int j = 0; j < width; j += COUNT) {
        FloatVector.fromArray(FLOATS, w, row + j).mul(factor).intoArray(edge, r * width + j);
      }
    }
  }

  /**
   * Copies the weights of some inputs from position k on to {@link #edge}, rows {@code to} wide.
   */
  private void copyEdge(
      SparseRows x, int k, int inputs, float[] w, int wo, int ldw, int width, int to) {
    Arrays.fill(edge, 0);
    for (int r = 0; r < Math.min(inputs, x.columns() - k); r++) {
      System.arraycopy(w, wo + x.order().column(k + r) * ldw, edge, r * to, width);
    }
  }

  /** Copies a strip of the results to where they belong; a sum of nothing is +0. */
  private void store(int rows, int width, boolean endToEnd, float[] z, int zo, int ldz) {
    int lanes = width > COUNT ? Strip.WIDTH : COUNT;
    int whole = width == lanes ? rows : endToEnd ? rows - Math.ceilDiv(lanes - width, ldz) : 0;
    for (int i = 0; i < rows; i++) {
      int from = i * Strip.WIDTH;
      int to = zo + i * ldz;
      FloatVector first = FloatVector.fromArray(FLOATS, results, from).add(0);
      FloatVector second = FloatVector.fromArray(FLOATS, results, from + COUNT).add(0);
      if (i < whole) {
        first.intoArray(z, to);
        if (lanes > COUNT) {
          second.intoArray(z, to + COUNT);
        }
      } else {
        first.intoArray(results, from);
        second.intoArray(results, from + COUNT);
        System.arraycopy(results, from, z, to, width);
      }
    }
  }

  /**
   * A block of eight inputs and two vectors of units meets the rows that list it.
   *
   * @param pair how far apart the pairs of rows of W begin
   */
  private static void spread2(
      float[] values,
      int[] list,
      int from,
      int to,
      float[] w,
      int wo,
      int ldw,
      int pair,
      float[] c) {
    FloatVector w0 = FloatVector.fromArray(FLOATS, w, wo);
    FloatVector u0 = FloatVector.fromArray(FLOATS, w, wo + COUNT);
    FloatVector w1 = FloatVector.fromArray(FLOATS, w, wo + ldw);
    FloatVector u1 = FloatVector.fromArray(FLOATS, w, wo + ldw + COUNT);
    FloatVector w2 = FloatVector.fromArray(FLOATS, w, wo + pair);
    FloatVector u2 = FloatVector.fromArray(FLOATS, w, wo + pair + COUNT);
    FloatVector w3 = FloatVector.fromArray(FLOATS, w, wo + pair + ldw);
    FloatVector u3 = FloatVector.fromArray(FLOATS, w, wo + pair + ldw + COUNT);
    FloatVector w4 = FloatVector.fromArray(FLOATS, w, wo + 2 * pair);
    FloatVector u4 = FloatVector.fromArray(FLOATS, w, wo + 2 * pair + COUNT);
    FloatVector w5 = FloatVector.fromArray(FLOATS, w, wo + 2 * pair + ldw);
    FloatVector u5 = FloatVector.fromArray(FLOATS, w, wo + 2 * pair + ldw + COUNT);
    FloatVector w6 = FloatVector.fromArray(FLOATS, w, wo + 3 * pair);
    FloatVector u6 = FloatVector.fromArray(FLOATS, w, wo + 3 * pair + COUNT);
    FloatVector w7 = FloatVector.fromArray(FLOATS, w, wo + 3 * pair + ldw);
    FloatVector u7 = FloatVector.fromArray(FLOATS, w, wo + 3 * pair + ldw + COUNT);
    for (int q = from; q < to; q++) {
      int entry = list[q];
      int row = (entry & BlockLists.ROW) * Strip.WIDTH;
      int at = entry >>> BlockLists.ROW_BITS;
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[at]);
      FloatVector c0 = v0.fma(w0, FloatVector.fromArray(FLOATS, c, row));
      FloatVector c1 = v0.fma(u0, FloatVector.fromArray(FLOATS, c, row + COUNT));
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[at + 1]);
      c0 = v1.fma(w1, c0);
      c1 = v1.fma(u1, c1);
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[at + 2]);
      c0 = v2.fma(w2, c0);
      c1 = v2.fma(u2, c1);
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[at + 3]);
      c0 = v3.fma(w3, c0);
      c1 = v3.fma(u3, c1);
      FloatVector v4 = FloatVector.broadcast(FLOATS, values[at + 4]);
      c0 = v4.fma(w4, c0);
      c1 = v4.fma(u4, c1);
      FloatVector v5 = FloatVector.broadcast(FLOATS, values[at + 5]);
      c0 = v5.fma(w5, c0);
      c1 = v5.fma(u5, c1);
      FloatVector v6 = FloatVector.broadcast(FLOATS, values[at + 6]);
      c0 = v6.fma(w6, c0);
      c1 = v6.fma(u6, c1);
      FloatVector v7 = FloatVector.broadcast(FLOATS, values[at + 7]);
      c0 = v7.fma(w7, c0);
      c1 = v7.fma(u7, c1);
      c0.intoArray(c, row);
      c1.intoArray(c, row + COUNT);
    }
  }

  /** The same, one vector wide. */
  private static void spread1(
      float[] values,
      int[] list,
      int from,
      int to,
      float[] w,
      int wo,
      int ldw,
      int pair,
      float[] c) {
    FloatVector w0 = FloatVector.fromArray(FLOATS, w, wo);
    FloatVector w1 = FloatVector.fromArray(FLOATS, w, wo + ldw);
    FloatVector w2 = FloatVector.fromArray(FLOATS, w, wo + pair);
    FloatVector w3 = FloatVector.fromArray(FLOATS, w, wo + pair + ldw);
    FloatVector w4 = FloatVector.fromArray(FLOATS, w, wo + 2 * pair);
    FloatVector w5 = FloatVector.fromArray(FLOATS, w, wo + 2 * pair + ldw);
    FloatVector w6 = FloatVector.fromArray(FLOATS, w, wo + 3 * pair);
    FloatVector w7 = FloatVector.fromArray(FLOATS, w, wo + 3 * pair + ldw);
    for (int q = from; q < to; q++) {
      int entry = list[q];
      int row = (entry & BlockLists.ROW) * Strip.WIDTH;
      int at = entry >>> BlockLists.ROW_BITS;
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[at]);
      FloatVector c0 = v0.fma(w0, FloatVector.fromArray(FLOATS, c, row));
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[at + 1]);
      c0 = v1.fma(w1, c0);
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[at + 2]);
      c0 = v2.fma(w2, c0);
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[at + 3]);
      c0 = v3.fma(w3, c0);
      FloatVector v4 = FloatVector.broadcast(FLOATS, values[at + 4]);
      c0 = v4.fma(w4, c0);
      FloatVector v5 = FloatVector.broadcast(FLOATS, values[at + 5]);
      c0 = v5.fma(w5, c0);
      FloatVector v6 = FloatVector.broadcast(FLOATS, values[at + 6]);
      c0 = v6.fma(w6, c0);
      FloatVector v7 = FloatVector.broadcast(FLOATS, values[at + 7]);
      c0 = v7.fma(w7, c0);
      c0.intoArray(c, row);
    }
  }
}
