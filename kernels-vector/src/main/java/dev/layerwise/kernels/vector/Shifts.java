package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.SparseRows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * What the shifts of {@link SparseRows#standardized} rows add to a product: {@code b + Σ shifts[k]
 * W[k, j]}, from which every row starts, since it is the same for all of them.
 *
 * <p>Nobody waits for one long chain of multiply-adds: the input at position k belongs to chain k
 * modulo 4, of which the first starts from b and the others from 0; then come the sums of the first
 * and the second two, and the sum of these.
 */
final class Shifts {
  /** The chains of an output. */
  static final int CHAINS = 4;

  private static final int WIDTH = Strip.WIDTH;

  private final float[] chains = new float[CHAINS * WIDTH];

  /**
   * Computes the start of a strip.
   *
   * @param width the columns that count, at most {@link Strip#WIDTH}
   * @param start receives them from {@code at} on, and zeros up to the strip's width
   */
  void startOf(
      SparseRows x,
      int width,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] start,
      int at) {
    int whole = blocksInside(x.order(), wo, ldw, w.length);
    Arrays.fill(chains, 0);
    System.arraycopy(b, bo, chains, 0, width);
    sum(x.order(), x.shifts(), whole, w, wo, ldw, chains);
    for (int k = whole * SparseRows.BLOCK; k < x.columns(); k++) {
      int column = x.order().column(k);
      float shift = x.shifts()[column];
      int chain = k % CHAINS * WIDTH;
      for (int j = 0; j < width; j++) {
        chains[chain + j] = Math.fma(shift, w[wo + column * ldw + j], chains[chain + j]);
      }
    }
    for (int j = 0; j < width; j++) {
      float first = chains[j] + chains[WIDTH + j];
      start[at + j] = first + (chains[2 * WIDTH + j] + chains[3 * WIDTH + j]);
    }
    Arrays.fill(start, at + width, at + WIDTH, 0);
  }

  /** How many blocks, from the first on, have weights that can be read as whole vectors. */
  private static int blocksInside(BlockOrder order, int wo, int ldw, int length) {
    int rows = Lanes.rowsInside(order.allColumns(), wo, ldw, WIDTH, length);
    int blocks = order.columns() / SparseRows.BLOCK;
    // The last rows of blocks come in the order of blocks.
    while (blocks > 0 && order.column(blocks * SparseRows.BLOCK - 1) >= rows) {
      blocks--;
    }
    return blocks;
  }

  /** All chains, over so many blocks. */
  private static void sum(
      BlockOrder order, float[] shifts, int blocks, float[] w, int wo, int ldw, float[] chains) {
    FloatVector c0 = FloatVector.fromArray(FLOATS, chains, 0);
    FloatVector e0 = FloatVector.fromArray(FLOATS, chains, COUNT);
    FloatVector c1 = FloatVector.fromArray(FLOATS, chains, WIDTH);
    FloatVector e1 = FloatVector.fromArray(FLOATS, chains, WIDTH + COUNT);
    FloatVector c2 = FloatVector.fromArray(FLOATS, chains, 2 * WIDTH);
    FloatVector e2 = FloatVector.fromArray(FLOATS, chains, 2 * WIDTH + COUNT);
    FloatVector c3 = FloatVector.fromArray(FLOATS, chains, 3 * WIDTH);
    FloatVector e3 = FloatVector.fromArray(FLOATS, chains, 3 * WIDTH + COUNT);
    int distance = order.pairDistance();
    // Two pairs at a time.
    for (int k = 0; k < 2 * blocks; k++) {
      int column = order.first(k / 2) + k % 2 * 2 * distance;
      int row = wo + column * ldw;
      FloatVector v0 = FloatVector.broadcast(FLOATS, shifts[column]);
      c0 = v0.fma(FloatVector.fromArray(FLOATS, w, row), c0);
      e0 = v0.fma(FloatVector.fromArray(FLOATS, w, row + COUNT), e0);
      row += ldw;
      FloatVector v1 = FloatVector.broadcast(FLOATS, shifts[column + 1]);
      c1 = v1.fma(FloatVector.fromArray(FLOATS, w, row), c1);
      e1 = v1.fma(FloatVector.fromArray(FLOATS, w, row + COUNT), e1);
      row += (distance - 1) * ldw;
      FloatVector v2 = FloatVector.broadcast(FLOATS, shifts[column + distance]);
      c2 = v2.fma(FloatVector.fromArray(FLOATS, w, row), c2);
      e2 = v2.fma(FloatVector.fromArray(FLOATS, w, row + COUNT), e2);
      row += ldw;
      FloatVector v3 = FloatVector.broadcast(FLOATS, shifts[column + distance + 1]);
      c3 = v3.fma(FloatVector.fromArray(FLOATS, w, row), c3);
      e3 = v3.fma(FloatVector.fromArray(FLOATS, w, row + COUNT), e3);
    }
    c0.intoArray(chains, 0);
    e0.intoArray(chains, COUNT);
    c1.intoArray(chains, WIDTH);
    e1.intoArray(chains, WIDTH + COUNT);
    c2.intoArray(chains, 2 * WIDTH);
    e2.intoArray(chains, 2 * WIDTH + COUNT);
    c3.intoArray(chains, 3 * WIDTH);
    e3.intoArray(chains, 3 * WIDTH + COUNT);
  }
}
