package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.INTS;

import dev.layerwise.kernel.SparseRows;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * For blocks, one after the other: the rows in which they are not empty.
 *
 * <p>Lists may be kept one behind the other; whole vectors are stored, so that the next list begins
 * by overwriting what the one before left too much.
 */
final class BlockLists {
  private static final int BLOCK = SparseRows.BLOCK;

  /** The rows, counted from the first. */
  int[] rows = {};

  /** Where the block lies in each of them. */
  int[] places = {};

  /** For every row, where its next block lies. */
  private int[] cursors = {};

  /**
   * Begins with n rows at some position.
   *
   * @param room the most that will be listed in all
   */
  void begin(SparseRows x, int row, int n, int position, int room) {
    if (rows.length < room + COUNT) {
      rows = new int[room + COUNT];
      places = new int[room + COUNT];
    }
    if (cursors.length < n + COUNT) {
      cursors = new int[n + COUNT];
    }
    for (int i = 0; i < n; i++) {
      cursors[i] = (row + i) * x.stride() + x.blocksBefore(row + i, position) * BLOCK;
    }
  }

  /**
   * Lists, from place {@code at} on, those of n rows in which the block of a position is not empty;
   * blocks must be asked for in their order.
   *
   * @return where the list ends
   */
  int list(SparseRows x, int row, int n, int position, int at) {
    int[] bits = x.bits();
    int from = position / SparseRows.WORD * x.capacity() + row;
    int bit = position / BLOCK;
    int mask = 1 << bit;
    int to = at;
    int whole = n - n % COUNT;
    IntVector index = IntVector.zero(INTS).addIndex(1);
    for (int i = 0; i < whole; i += COUNT) {
      VectorMask<Integer> found =
          IntVector.fromArray(INTS, bits, from + i).and(mask).compare(VectorOperators.NE, 0);
      IntVector cursor = IntVector.fromArray(INTS, cursors, i);
      index.compress(found).intoArray(rows, to);
      cursor.compress(found).intoArray(places, to);
      cursor.add(BLOCK, found).intoArray(cursors, i);
      to += found.trueCount();
      index = index.add(COUNT);
    }
    for (int i = whole; i < n; i++) {
      int found = (bits[from + i] >>> bit) & 1;
      rows[to] = i;
      places[to] = cursors[i];
      cursors[i] += found * BLOCK;
      to += found;
    }
    return to;
  }
}
