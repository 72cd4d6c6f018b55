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
 * <p>An entry names a row, counted from the first, in its lowest {@link #ROW_BITS} bits, and above
 * them the place where the block lies: one load tells both.
 *
 * <p>Lists may be kept one behind the other; whole vectors are stored, so that the next list begins
 * by overwriting what the one before left too much.
 */
final class BlockLists {
  private static final int BLOCK = SparseRows.BLOCK;

  static final int ROW_BITS = 9;

  /** The rows that an entry can tell apart. */
  static final int ROWS = 1 << ROW_BITS;

  /** The bits of an entry that name the row. */
  static final int ROW = ROWS - 1;

  /** The places that an entry can name. */
  static final int PLACES = 1 << (Integer.SIZE - ROW_BITS);

  /** What an entry grows by from one block of a row to its next. */
  private static final int NEXT = BLOCK << ROW_BITS;

  /** The lists. */
  int[] entries = {};

  /** The next entry of every row. */
  private int[] cursors = {};

  /**
   * The rows that can be listed together, at most {@code wanted}.
   *
   * @throws IllegalArgumentException if there are more columns than an entry can tell apart
   */
  static int atOnce(SparseRows x, int wanted) {
    if (x.stride() > PLACES) {
      throw new IllegalArgumentException(
          "sparse rows: at most " + PLACES + " columns can be listed, got " + x.columns());
    }
    return Math.min(wanted, PLACES / Math.max(1, x.stride()));
  }

  /**
   * Begins with n rows at some position.
   *
   * @param n at most as many as {@link #atOnce} allows
   * @param origin where the first of them begins
   * @param room the most that will be listed in all
   */
  void begin(SparseRows x, int row, int n, int origin, int position, int room) {
    if (entries.length < room + COUNT) {
      entries = new int[room + COUNT];
    }
    if (cursors.length < n + COUNT) {
      cursors = new int[n + COUNT];
    }
    for (int i = 0; i < n; i++) {
      int place = origin + i * x.stride() + x.blocksBefore(row + i, position) * BLOCK;
      cursors[i] = place << ROW_BITS | i;
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
    for (int i = 0; i < whole; i += COUNT) {
      VectorMask<Integer> found =
          IntVector.fromArray(INTS, bits, from + i).and(mask).compare(VectorOperators.NE, 0);
      IntVector cursor = IntVector.fromArray(INTS, cursors, i);
      cursor.compress(found).intoArray(entries, to);
      cursor.add(NEXT, found).intoArray(cursors, i);
      to += found.trueCount();
    }
    for (int i = whole; i < n; i++) {
      int found = (bits[from + i] >>> bit) & 1;
      entries[to] = cursors[i];
      cursors[i] += found * NEXT;
      to += found;
    }
    return to;
  }
}
