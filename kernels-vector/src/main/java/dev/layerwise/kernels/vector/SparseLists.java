package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.SparseRows;

/**
 * The lists of some blocks, for some rows.
 *
 * <p>Every thread has two instances, since rows may come in halves. They remember what they have
 * listed for as long as the rows stay as they are: a layer's parts, forward and backward, ask for
 * the same lists again and again.
 */
final class SparseLists {
  private static final int BLOCK = SparseRows.BLOCK;
  private static final ThreadLocal<SparseLists[]> OF_THREAD =
      ThreadLocal.withInitial(() -> new SparseLists[] {new SparseLists(), new SparseLists()});

  /** The lists, one behind the other. */
  final BlockLists lists = new BlockLists();

  /** Where the list of each block begins, and where the last ends. */
  int[] ends = {};

  /** The lists of halves, if they have been asked for. */
  final HalfLists halves = new HalfLists();

  /** Where the lists of the lower halves begin, and where the last ends. */
  int[] lowEnds = {};

  /** The same for the upper halves. */
  int[] highEnds = {};

  /** The rows themselves, if they lie where entries of lists cannot name a place. */
  private float[] copies = {};

  private boolean copied;
  private long pass;
  private int row;
  private int rows;
  private int position;
  private int columns;
  private boolean halved;

  private SparseLists() {}

  /** The lists of {@code columns} columns from a position on, a multiple of a block. */
  static SparseLists of(SparseRows x, int row, int rows, int position, int columns) {
    // The halves of rows begin their passes one after the other.
    SparseLists own = OF_THREAD.get()[(int) (x.pass() & 1)];
    boolean known =
        x.pass() != 0
            && own.pass == x.pass()
            && own.row == row
            && own.rows == rows
            && own.position == position
            && own.columns == columns;
    if (!known) {
      own.pass = x.pass();
      own.row = row;
      own.rows = rows;
      own.position = position;
      own.columns = columns;
      own.halved = false;
      own.listBlocks(x);
    }
    return own;
  }

  private int blocks() {
    return Math.ceilDiv(columns, BLOCK);
  }

  private void listBlocks(SparseRows x) {
    int blocks = blocks();
    if (ends.length < blocks + 1) {
      ends = new int[blocks + 1];
    }
    copied = (long) (row + rows) * x.stride() > BlockLists.PLACES;
    if (copied) {
      copyRows(x);
    }
    lists.begin(x, row, rows, copied ? 0 : row * x.stride(), position, blocks * rows);
    for (int k = 0; k < blocks; k++) {
      ends[k + 1] = lists.list(x, row, rows, position + k * BLOCK, ends[k]);
    }
  }

  private void copyRows(SparseRows x) {
    int stride = x.stride();
    if (copies.length < rows * stride) {
      copies = new float[rows * stride];
    }
    for (int i = 0; i < rows; i++) {
      int length = x.blocksBefore(row + i, x.columns()) * BLOCK;
      System.arraycopy(x.blocks(), (row + i) * stride, copies, i * stride, length);
    }
  }

  /** What the places of entries are places of. */
  float[] values(SparseRows x) {
    return copied ? copies : x.blocks();
  }

  /** Lists the halves of all blocks. */
  void halve(SparseRows x) {
    if (halved) {
      return;
    }
    int blocks = blocks();
    if (lowEnds.length < blocks + 1) {
      lowEnds = new int[blocks + 1];
      highEnds = new int[blocks + 1];
    }
    halves.begin(ends[blocks] + 1);
    for (int k = 0; k < blocks; k++) {
      halves.split(values(x), lists.entries, ends[k], ends[k + 1]);
      lowEnds[k + 1] = halves.lowEnd;
      highEnds[k + 1] = halves.highEnd;
    }
    halved = true;
  }
}
