package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.SparseRows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The operands of one strip of a product {@code C = start + A B}: all rows, and as many columns as
 * two vectors hold.
 *
 * <p>Every thread has one instance, which also owns the scratch memory: it grows to the largest
 * product that the thread has met and is then reused.
 */
final class Strip {
  /** The most columns of a strip. */
  static final int WIDTH = 2 * COUNT;

  /** Sixteen accumulators need the 32 registers that come with 512-bit vectors. */
  static final boolean EIGHT_ROWS = COUNT >= 16;

  private static final ThreadLocal<Strip> OF_THREAD = ThreadLocal.withInitial(Strip::new);
  private static final float[] NONE = {};
  private static final float[] ZEROS = new float[WIDTH];

  /**
   * A: element (r, k) at {@code ao + r * lda + k}, or at {@code ao + k * lda + r} if it lies in
   * columns.
   */
  float[] a = NONE;

  int ao;
  int lda;

  /** B: rows 0 to {@code head - 1} from {@code bo}, {@code ldb} apart, whole vectors wide. */
  float[] b = NONE;

  int bo;
  int ldb;
  int head;

  /** The rows of B from {@code head} to {@code inner - 1}, {@link #WIDTH} apart. */
  final float[] rest = new float[WIDTH * WIDTH];

  /** The number of columns of A and rows of B. */
  int inner;

  /** What every row of C starts from, unless it goes on from what is there. */
  final float[] start = new float[WIDTH];

  /** Whether C holds the sums over earlier rows of B. Only for strips of {@link #WIDTH} columns. */
  boolean goesOn;

  /** What the rows of a tile start from, {@code ldi} apart. */
  float[] init = start;

  int io;
  int ldi;

  /** C: element (r, j) at {@code co + r * ldc + j}. */
  float[] c = NONE;

  int co;
  int ldc;

  /** The number of columns of the strip. */
  int width;

  /**
   * Whether the strip ends where the rows of C do, without a gap between them, and comes before all
   * other strips of C.
   */
  boolean endToEnd;

  private float[] panel = NONE;

  private final float[] square = new float[COUNT * COUNT];

  /** A tile of a strip that does not fill its vectors. */
  private final float[] block = new float[8 * WIDTH];

  private final BlockTarget target = new BlockTarget();

  private float[] out = NONE;
  private int oo;
  private int ldo;

  /** Whether the tile is computed apart from C, to be copied into it. */
  private boolean buffered;

  private Strip() {}

  static Strip ofThread() {
    return OF_THREAD.get();
  }

  /** Forgets the caller's arrays, so that they can be collected. */
  void release() {
    a = NONE;
    b = NONE;
    c = NONE;
    out = NONE;
    init = start;
    target.release();
  }

  /**
   * Begins with the last strip of {@code columns}, the only one that may be narrower than its
   * vectors; returns where it begins, or less than 0 if there are no columns.
   */
  int first(int columns) {
    int from = (columns - 1) / WIDTH * WIDTH;
    width = columns - from;
    endToEnd = columns == ldc;
    return columns == 0 ? -1 : from;
  }

  /** Goes on to the strip before, which is whole. */
  void next() {
    width = WIDTH;
    endToEnd = false;
  }

  void startFrom(float[] values, int from) {
    System.arraycopy(values, from, start, 0, width);
    Arrays.fill(start, width, WIDTH, 0);
    useStart();
  }

  void startFromZero() {
    Arrays.fill(start, 0);
    useStart();
  }

  private void useStart() {
    goesOn = false;
    init = start;
    io = 0;
    ldi = 0;
  }

  /** Starts from what C holds. */
  void goOn() {
    goesOn = true;
    init = c;
  }

  private int lanes() {
    return width > COUNT ? WIDTH : COUNT;
  }

  /** Takes B as it lies, except for its last rows where whole vectors would leave the array. */
  void take(float[] source, int from, int ld) {
    b = source;
    bo = from;
    ldb = ld;
    head = Lanes.rowsInside(inner, from, ld, lanes(), source.length);
    copyRows(source, from + head * ld, ld, inner - head, rest);
  }

  /**
   * Copies B to contiguous scratch memory, which pays if its rows lie far apart and are used often.
   */
  void pack(float[] source, int from, int ld) {
    usePanel();
    copyRows(source, from, ld, inner, panel);
  }

  private void usePanel() {
    if (panel.length < inner * WIDTH) {
      panel = new float[inner * WIDTH];
    }
    b = panel;
    bo = 0;
    ldb = WIDTH;
    head = inner;
  }

  private void copyRows(float[] source, int from, int ld, int rows, float[] target) {
    if (width == WIDTH) {
      for (int k = 0; k < rows; k++) {
        int row = from + k * ld;
        FloatVector.fromArray(FLOATS, source, row).intoArray(target, k * WIDTH);
        FloatVector.fromArray(FLOATS, source, row + COUNT).intoArray(target, k * WIDTH + COUNT);
      }
      return;
    }
    for (int k = 0; k < rows; k++) {
      System.arraycopy(source, from + k * ld, target, k * WIDTH, width);
      Arrays.fill(target, k * WIDTH + width, (k + 1) * WIDTH, 0);
    }
  }

  /** Copies the transpose of {@code width} rows of a matrix: row k of B is their column k. */
  void packTransposed(float[] source, int from, int ld) {
    usePanel();
    int whole = inner / COUNT * COUNT;
    for (int lane = 0; lane < width; lane += COUNT) {
      int row = from + lane * ld;
      int lanes = Math.min(COUNT, width - lane);
      int done = lanes == COUNT ? whole : 0;
      for (int k = 0; k < done; k += COUNT) {
        Transpose.square(source, row + k, ld, panel, k * WIDTH + lane, WIDTH, square);
      }
      for (int r = 0; r < lanes; r++) {
        for (int k = done; k < inner; k++) {
          panel[k * WIDTH + lane + r] = source[row + r * ld + k];
        }
      }
    }
    if (width < WIDTH) {
      for (int k = 0; k < inner; k++) {
        Arrays.fill(panel, k * WIDTH + width, (k + 1) * WIDTH, 0);
      }
    }
  }

  /**
   * Computes {@code rows} rows of C with an A that lies row after row.
   *
   * <p>Up to three rows that are left over are computed with others that are there already, and
   * come out the same: four chains side by side take no longer than one.
   */
  void multiplyRows(int rows) {
    boolean wide = width > COUNT;
    int r = 0;
    for (; EIGHT_ROWS && r + 8 <= rows; r += 8) {
      place(r, 8, rows);
      if (wide) {
        RowTiles.tile8x2(this, r, out, oo, ldo);
      } else {
        RowTiles.tile8x1(this, r, out, oo, ldo);
      }
      finish(r, 8);
    }
    for (; r < rows && rows >= 4; r += 4) {
      r = Math.min(r, rows - 4);
      place(r, 4, rows);
      if (wide) {
        RowTiles.tile4x2(this, r, out, oo, ldo);
      } else {
        RowTiles.tile4x1(this, r, out, oo, ldo);
      }
      finish(r, 4);
    }
    for (; r < rows; r++) {
      place(r, 1, rows);
      RowTiles.tile1(this, r, wide, out, oo);
      finish(r, 1);
    }
  }

  /**
   * Computes n rows of C with the elements of x that lie in some words of its rows.
   *
   * @param row the row of x that makes the first of C
   * @param k the first column of those words
   */
  void multiplySparse(SparseRows x, int row, int n, int word, int words, int k) {
    boolean wide = width > COUNT;
    int r = 0;
    for (; r + 4 <= n; r += 4) {
      place(r, 4, n);
      if (wide) {
        SparseTiles.rows4x2(this, x, row + r, word, words, k, out, oo, ldo);
      } else {
        SparseTiles.rows4x1(this, x, row + r, word, words, k, out, oo, ldo);
      }
      finish(r, 4);
    }
    for (; r < n; r++) {
      place(r, 1, n);
      SparseTiles.row1(this, x, row + r, word, words, k, wide, out, oo);
      finish(r, 1);
    }
  }

  /**
   * Computes {@code valid} rows of C, out of {@code all}, from the block of inputs that they begin
   * with.
   *
   * @param list the lists of all blocks, which begin and end at {@code ends}
   * @param row the first of them
   * @param more whether C holds the sums over earlier rows of B
   */
  void multiplyBlock(
      float[] values,
      int[] list,
      int[] ends,
      float[] panel,
      int row,
      int valid,
      int all,
      boolean more) {
    // Rows below hold sums that must survive.
    endToEnd &= !more;
    place(row, SparseRows.BLOCK, all);
    for (int r = 0; more && buffered && r < valid; r++) {
      System.arraycopy(c, co + (row + r) * ldc, block, r * WIDTH, width);
    }
    float[] init = more ? out : ZEROS;
    int at = more ? oo : 0;
    int ld = more ? ldo : 0;
    int k = row / SparseRows.BLOCK;
    target.become(out, oo, ldo, 2 * ldo);
    if (width > COUNT) {
      BlockTiles.block8x2(values, list, ends, k, panel, init, at, ld, target);
    } else {
      BlockTiles.block8x1(values, list, ends, k, panel, init, at, ld, target);
    }
    finish(row, valid);
  }

  /** The same with an A that lies column after column. */
  void multiplyColumns(int rows) {
    boolean wide = width > COUNT;
    int r = 0;
    for (; EIGHT_ROWS && r + 8 <= rows; r += 8) {
      place(r, 8, rows);
      if (wide) {
        ColumnTiles.tile8x2(this, r, out, oo, ldo);
      } else {
        ColumnTiles.tile8x1(this, r, out, oo, ldo);
      }
      finish(r, 8);
    }
    for (; r < rows && rows >= 4; r += 4) {
      r = Math.min(r, rows - 4);
      place(r, 4, rows);
      if (wide) {
        ColumnTiles.tile4x2(this, r, out, oo, ldo);
      } else {
        ColumnTiles.tile4x1(this, r, out, oo, ldo);
      }
      finish(r, 4);
    }
    for (; r < rows; r++) {
      place(r, 1, rows);
      ColumnTiles.tile1(this, r, wide, out, oo);
      finish(r, 1);
    }
  }

  /**
   * Tiles are whole vectors wide. They go straight to C if the strip is so too, or if rows of C lie
   * end to end and what is written beyond the strip belongs to later rows, to be overwritten.
   */
  private void place(int row, int tileRows, int rows) {
    boolean within = endToEnd && (row + tileRows) * ldc - width + lanes() <= rows * ldc;
    buffered = row + tileRows > rows || (width != lanes() && !within);
    if (!buffered) {
      out = c;
      oo = co + row * ldc;
      ldo = ldc;
    } else {
      out = block;
      oo = 0;
      ldo = WIDTH;
    }
    if (goesOn) {
      io = oo;
      ldi = ldo;
    }
  }

  private void finish(int row, int rows) {
    if (buffered) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(block, r * WIDTH, c, co + (row + r) * ldc, width);
      }
    }
  }
}
