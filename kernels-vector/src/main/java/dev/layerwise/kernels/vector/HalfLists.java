package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.SparseRows;

/**
 * The lists of {@link BlockLists}, for each half of the blocks: of the halves of blocks that are
 * not empty a fifth (patches of handwritten digits) to a quarter (pieces of their lines) are empty
 * themselves, and need not be multiplied. Rows and places are lists of their own here: for wide
 * tiles that is faster, as measured.
 */
final class HalfLists {
  /** The columns of a half. */
  static final int HALF = SparseRows.BLOCK / 2;

  /** The rows, counted from the first, in which the lower half is not empty. */
  int[] lowRows = {};

  /** Where it lies in each of them. */
  int[] lowPlaces = {};

  /** The same for the upper half. */
  int[] highRows = {};

  int[] highPlaces = {};

  /** Where the list of lower halves ends. */
  int lowEnd;

  /** Where the list of upper halves ends. */
  int highEnd;

  /**
   * Begins with empty lists.
   *
   * @param room one more than the most entries: {@link #split} writes before it counts
   */
  void begin(int room) {
    if (lowRows.length < room) {
      lowRows = new int[room];
      lowPlaces = new int[room];
      highRows = new int[room];
      highPlaces = new int[room];
    }
    lowEnd = 0;
    highEnd = 0;
  }

  /** Goes on with entries {@code from} to {@code to - 1} of the lists of whole blocks. */
  void split(float[] values, int[] entries, int from, int to) {
    int low = lowEnd;
    int high = highEnd;
    for (int q = from; q < to; q++) {
      int row = entries[q] & BlockLists.ROW;
      int at = entries[q] >>> BlockLists.ROW_BITS;
      // Written in any case, and kept by counting: no branch has to be foreseen.
      lowRows[low] = row;
      lowPlaces[low] = at;
      low += isEmpty(values, at) ? 0 : 1;
      highRows[high] = row;
      highPlaces[high] = at + HALF;
      high += isEmpty(values, at + HALF) ? 0 : 1;
    }
    lowEnd = low;
    highEnd = high;
  }

  /** By their bits: NaN is not zero, nor is -0. */
  private static boolean isEmpty(float[] values, int at) {
    return (Float.floatToRawIntBits(values[at])
            | Float.floatToRawIntBits(values[at + 1])
            | Float.floatToRawIntBits(values[at + 2])
            | Float.floatToRawIntBits(values[at + 3]))
        == 0;
  }
}
