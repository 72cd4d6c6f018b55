package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.WeightUpdate;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Large products {@code C = start + A B} by way of packed panels (Goto and van de Geijn, "Anatomy
 * of high-performance matrix multiplication", 2008).
 *
 * <p>{@link #DEPTH} columns of A at a time are copied, as many rows together as a tile is high,
 * turned into columns. Then a block of B, {@link #DEPTH} rows deep, is copied strip by strip into
 * memory of its own, and after it the next block of the same rows. Both copies stay in the
 * second-level cache. A panel of A stays in the nearest one while it meets all strips of the block,
 * and what they need of C is read along its rows, which the processor foresees.
 *
 * <p>Every thread has one instance; its memory grows to the largest product that the thread has met
 * and is then reused.
 */
final class Panels {
  /** The rows of B in a block. */
  static final int DEPTH = 512;

  /** The columns of B in a block, a multiple of the strip's width. */
  static final int BREADTH = 4 * Strip.WIDTH;

  /**
   * The most columns at a time where B has fewer rows: their gradients stay in the nearest cache.
   */
  private static final int MOST_COLUMNS = 8 * BREADTH;

  /** The rows of A that are packed at a time. */
  private static final int HEIGHT = 512;

  /** The elements from which on B is taken to come from memory. */
  private static final long FAR = 1 << 20;

  /** The floats of a cache line. */
  private static final int LINE = 16;

  private static final int TILE_ROWS = Strip.EIGHT_ROWS ? 8 : 4;

  /** The panels of A that are packed together where its columns are read in pairs. */
  private static final int PANELS = 4;

  private static final VectorMask<Float> SECOND_HALF =
      VectorMask.fromLong(FLOATS, -1L << (COUNT / 2));

  private static final ThreadLocal<Panels> OF_THREAD = ThreadLocal.withInitial(Panels::new);

  /** How the elements of an operand lie. */
  enum Layout {
    /** Row after row. */
    ROWS,
    /** Column after column: the array holds the transpose, row after row. */
    COLUMNS
  }

  private static final float[] NONE = {};

  /** All panels of A at hand. */
  private float[] a = {};

  /** A block of B, strip by strip. */
  private final float[] b = new float[DEPTH * BREADTH];

  /** A tile that does not lie whole in C, or among the weights. */
  private final float[] tile = new float[TILE_ROWS * Strip.WIDTH];

  /** Gradients of a panel, before rules other than plain descent apply them. */
  private final float[] gradient = new float[TILE_ROWS * MOST_COLUMNS];

  /** What C starts from, for a block of columns. */
  private final float[] start = new float[MOST_COLUMNS];

  /** Scratch memory. */
  private final float[] square = new float[COUNT * COUNT];

  private Panels() {}

  static Panels ofThread() {
    return OF_THREAD.get();
  }

  /** Whether a product is large enough for packing to pay. */
  static boolean pay(int rows, int inner, int columns) {
    return rows >= 2 * COUNT && inner >= 2 * COUNT && columns > 2 * Strip.WIDTH;
  }

  /**
   * {@code C = bias + A B}: A (rows × inner) lies in x, B (inner × columns) in y, C is rows ×
   * columns.
   *
   * @param bias what every row starts from, from {@code biasOffset} on; empty for zeros
   */
  void multiply(
      int rows,
      int inner,
      int columns,
      Layout layoutA,
      float[] x,
      int xo,
      int ldx,
      Layout layoutB,
      float[] y,
      int yo,
      int ldy,
      float[] bias,
      int biasOffset,
      float[] c,
      int co,
      int ldc) {
    boolean far = (long) inner * columns >= FAR;
    for (int i = 0; i < rows; i += HEIGHT) {
      int height = Math.min(HEIGHT, rows - i);
      for (int k = 0; k < inner; k += DEPTH) {
        int depth = Math.min(DEPTH, inner - k);
        packA(layoutA, x, xo, ldx, i, height, k, depth);
        for (int j = 0; j < columns; j += BREADTH) {
          int breadth = Math.min(BREADTH, columns - j);
          if (k == 0) {
            start(bias, biasOffset + j, breadth, BREADTH);
          }
          packB(layoutB, y, yo, ldy, far, k, depth, j, breadth);
          multiplyBlock(height, k == 0, depth, breadth, c, co + i * ldc + j, ldc);
        }
      }
    }
  }

  /**
   * {@link Kernels#weightUpdate} of at most {@link #DEPTH} rows: gradients are applied as soon as
   * they are there, by plain descent while they are in registers, by other rules a panel at a time.
   */
  void update(
      Kernels kernels,
      int n,
      int d,
      int u,
      float[] x,
      int xo,
      int ldx,
      float[] dz,
      int dzo,
      int lddz,
      int at,
      int ldw,
      WeightUpdate update,
      float rate,
      float decay) {
    int columns = Math.clamp((long) DEPTH * BREADTH / n / BREADTH * BREADTH, BREADTH, MOST_COLUMNS);
    boolean inPlace = update.rule() == WeightUpdate.Rule.PLAIN && decay == 0;
    if (!inPlace) {
      start(NONE, 0, 0, Math.min(MOST_COLUMNS, Math.ceilDiv(u, BREADTH) * BREADTH));
    }
    for (int i = 0; i < d; i += HEIGHT) {
      int height = Math.min(HEIGHT, d - i);
      packA(Layout.COLUMNS, x, xo, ldx, i, height, 0, n);
      for (int j = 0; j < u; j += columns) {
        int breadth = Math.min(columns, u - j);
        packB(Layout.ROWS, dz, dzo, lddz, false, 0, n, j, breadth);
        for (int r = 0; r < height; r += TILE_ROWS) {
          int rows = Math.min(TILE_ROWS, height - r);
          int to = at + (i + r) * ldw + j;
          if (inPlace) {
            updatePanel(rows, n, r * n, breadth, -rate, update.values(), to, ldw);
          } else {
            multiplyPanel(rows, r * n, true, n, breadth, gradient, 0, breadth);
            update.applyRows(kernels, rate, decay, rows, breadth, gradient, 0, breadth, to, ldw);
          }
        }
      }
    }
  }

  /** Plain descent of some rows of weights, in {@code breadth} columns. */
  private void updatePanel(
      int rows, int n, int from, int breadth, float factor, float[] w, int at, int ldw) {
    for (int j = 0; j < breadth; j += Strip.WIDTH) {
      int width = Math.min(Strip.WIDTH, breadth - j);
      if (width == Strip.WIDTH && rows == TILE_ROWS) {
        updateTile(n, from, j, factor, w, at + j, ldw);
      } else {
        copy(rows, width, w, at + j, ldw, tile, 0, Strip.WIDTH);
        updateTile(n, from, j, factor, tile, 0, Strip.WIDTH);
        copy(rows, width, tile, 0, Strip.WIDTH, w, at + j, ldw);
      }
    }
  }

  private void start(float[] bias, int from, int count, int columns) {
    int given = 0;
    if (bias.length > 0) {
      System.arraycopy(bias, from, start, 0, count);
      given = count;
    }
    Arrays.fill(start, given, columns, 0);
  }

  /** All packed rows of A with a block of B. */
  private void multiplyBlock(
      int height, boolean first, int depth, int breadth, float[] c, int co, int ldc) {
    for (int i = 0; i < height; i += TILE_ROWS) {
      int rows = Math.min(TILE_ROWS, height - i);
      multiplyPanel(rows, i * depth, first, depth, breadth, c, co + i * ldc, ldc);
    }
  }

  /** The rows of A in one panel with a block of B. */
  private void multiplyPanel(
      int rows, int from, boolean first, int depth, int breadth, float[] c, int co, int ldc) {
    for (int j = 0; j < breadth; j += Strip.WIDTH) {
      int width = Math.min(Strip.WIDTH, breadth - j);
      int at = co + j;
      if (width == Strip.WIDTH && rows == TILE_ROWS) {
        if (first) {
          tile(depth, from, j, width, start, j, 0, c, at, ldc);
        } else {
          tile(depth, from, j, width, c, at, ldc, c, at, ldc);
        }
        continue;
      }
      if (first) {
        tile(depth, from, j, width, start, j, 0, tile, 0, Strip.WIDTH);
      } else {
        copy(rows, width, c, at, ldc, tile, 0, Strip.WIDTH);
        tile(depth, from, j, width, tile, 0, Strip.WIDTH, tile, 0, Strip.WIDTH);
      }
      copy(rows, width, tile, 0, Strip.WIDTH, c, at, ldc);
    }
  }

  private static void copy(
      int rows, int width, float[] source, int from, int ld, float[] target, int to, int ldt) {
    for (int q = 0; q < rows; q++) {
      System.arraycopy(source, from + q * ld, target, to + q * ldt, width);
    }
  }

  /** A panel of A with the strip of B that begins at column j and has {@code width} columns. */
  private void tile(
      int depth,
      int from,
      int j,
      int width,
      float[] init,
      int io,
      int ldi,
      float[] c,
      int co,
      int ldc) {
    int at = j * depth;
    if (!Strip.EIGHT_ROWS) {
      PanelTiles.tile4x2(depth, a, from, b, at, init, io, ldi, c, co, ldc);
    } else if (width > COUNT) {
      PanelTiles.tile8x2(depth, a, from, b, at, init, io, ldi, c, co, ldc);
    } else {
      PanelTiles.tile8x1(depth, a, from, b, at, init, io, ldi, c, co, ldc);
    }
  }

  private void updateTile(int depth, int from, int j, float factor, float[] w, int at, int ldw) {
    if (Strip.EIGHT_ROWS) {
      PanelUpdateTiles.tile8x2(depth, a, from, b, j * depth, factor, w, at, ldw);
    } else {
      PanelUpdateTiles.tile4x2(depth, a, from, b, j * depth, factor, w, at, ldw);
    }
  }

  /**
   * Packs {@code height} rows of A from row i on, as far as they lie in {@code depth} columns from
   * column k on; rows that the last panel lacks become 0.
   */
  private void packA(
      Layout layout, float[] x, int xo, int ldx, int i, int height, int k, int depth) {
    int length = Math.ceilDiv(height, TILE_ROWS) * TILE_ROWS * depth;
    if (a.length < length) {
      a = new float[length];
    }
    int pairs = layout == Layout.COLUMNS && 2 * TILE_ROWS == COUNT ? height / TILE_ROWS : 0;
    for (int p = 0; p < pairs; p += PANELS) {
      int panels = Math.min(PANELS, pairs - p);
      copyPairs(x, xo + k * ldx + i + p * TILE_ROWS, ldx, panels, depth, p * TILE_ROWS * depth);
    }
    int to = pairs * TILE_ROWS * depth;
    for (int r = i + pairs * TILE_ROWS; r < i + height; r += TILE_ROWS, to += TILE_ROWS * depth) {
      int rows = Math.min(TILE_ROWS, i + height - r);
      if (layout == Layout.COLUMNS) {
        copyColumns(x, xo + k * ldx + r, ldx, rows, depth, to);
      } else if (rows == TILE_ROWS && depth >= COUNT) {
        turnPanel(x, xo + r * ldx + k, ldx, depth, to);
      } else {
        turn(x, xo + r * ldx + k, ldx, rows, depth, a, to, TILE_ROWS, TILE_ROWS);
      }
    }
  }

  /** Packs a tile's height of rows of A. */
  private void turnPanel(float[] x, int from, int ld, int depth, int to) {
    for (int k = 0; k < depth; k += COUNT) {
      // The last elements are turned together with some of those before them, once more.
      int at = Math.min(k, depth - COUNT);
      Transpose.half(x, from + at, ld, a, to + at * TILE_ROWS);
    }
  }

  /**
   * @param far whether B is so large that it is in no cache
   */
  private void packB(
      Layout layout,
      float[] y,
      int yo,
      int ldy,
      boolean far,
      int k,
      int depth,
      int j,
      int breadth) {
    if (layout == Layout.ROWS) {
      copyRows(y, yo + k * ldy + j, ldy, breadth, depth);
      return;
    }
    for (int q = 0; q < breadth; q += Strip.WIDTH) {
      int width = Math.min(Strip.WIDTH, breadth - q);
      int row = yo + (j + q) * ldy + k;
      if (far) {
        fetch(y, row, ldy, width, depth);
      }
      int to = q * depth;
      transpose(y, row, ldy, Math.min(COUNT, width), depth, b, to, Strip.WIDTH);
      int rest = Math.max(0, width - COUNT);
      transpose(y, row + COUNT * ldy, ldy, rest, depth, b, to + COUNT, Strip.WIDTH);
    }
  }

  /**
   * Reads an element of every cache line of some rows. Large weights come from memory: here many of
   * them are on their way at a time, more than between the operations of a transpose.
   */
  private void fetch(float[] source, int from, int ld, int rows, int length) {
    float first = 0;
    float second = 0;
    for (int r = 0; r < rows; r++) {
      int row = from + r * ld;
      for (int k = LINE; k < length; k += 2 * LINE) {
        first += source[row + k - LINE];
        second += source[row + k];
      }
    }
    // Into scratch memory, only so that the compiler does not leave out what nobody asks for.
    square[0] = first + second;
  }

  /**
   * Copies rows of B, all strips of a row one after the other: a row's elements lie together in
   * memory. What the last strip lacks is some number or other.
   */
  private void copyRows(float[] source, int from, int ld, int breadth, int rows) {
    for (int k = 0; k < rows; k++) {
      int row = from + k * ld;
      int to = k * Strip.WIDTH;
      int whole =
          row + Math.ceilDiv(breadth, Strip.WIDTH) * Strip.WIDTH <= source.length
              ? breadth
              : breadth / Strip.WIDTH * Strip.WIDTH;
      for (int q = 0; q < whole; q += Strip.WIDTH, to += rows * Strip.WIDTH) {
        FloatVector.fromArray(FLOATS, source, row + q).intoArray(b, to);
        FloatVector.fromArray(FLOATS, source, row + q + COUNT).intoArray(b, to + COUNT);
      }
      if (whole < breadth) {
        System.arraycopy(source, row + whole, b, to, breadth - whole);
      }
    }
  }

  /**
   * Packs whole panels of an A that lies as columns. What two columns have of a panel fills a
   * vector; several panels at a time, since a column's elements lie together in memory.
   */
  private void copyPairs(float[] source, int from, int ld, int panels, int depth, int to) {
    int even = depth & ~1;
    for (int k = 0; k < even; k += 2) {
      int first = from + k * ld;
      int second = first + ld - TILE_ROWS;
      int at = to + k * TILE_ROWS;
      for (int p = 0; p < panels; p++) {
        FloatVector.fromArray(FLOATS, source, first + p * TILE_ROWS)
            .blend(FloatVector.fromArray(FLOATS, source, second + p * TILE_ROWS), SECOND_HALF)
            .intoArray(a, at + p * TILE_ROWS * depth);
      }
    }
    for (int p = 0; even < depth && p < panels; p++) {
      int last = from + even * ld + p * TILE_ROWS;
      System.arraycopy(source, last, a, to + (p * depth + even) * TILE_ROWS, TILE_ROWS);
    }
  }

  /** Packs up to a tile's height of rows of A that lie as columns. */
  private void copyColumns(float[] source, int from, int ld, int rows, int depth, int to) {
    for (int k = 0; k < depth; k++) {
      int at = to + k * TILE_ROWS;
      if (rows == TILE_ROWS) {
        System.arraycopy(source, from + k * ld, a, at, TILE_ROWS);
      } else {
        System.arraycopy(source, from + k * ld, a, at, rows);
        Arrays.fill(a, at + rows, at + TILE_ROWS, 0);
      }
    }
  }

  /** Writes the transpose of up to {@code COUNT} rows, and zeros for those that are missing. */
  private void transpose(
      float[] source, int from, int ld, int rows, int length, float[] target, int to, int ldt) {
    if (rows < COUNT || length < COUNT) {
      turn(source, from, ld, rows, length, target, to, ldt, COUNT);
      return;
    }
    for (int k = 0; k < length; k += COUNT) {
      int at = Math.min(k, length - COUNT);
      Transpose.square(source, from + at, ld, target, to + at * ldt, ldt, square);
    }
  }

  /** Writes columns as rows of {@code width} elements, of which {@code rows} are given. */
  private static void turn(
      float[] source,
      int from,
      int ld,
      int rows,
      int columns,
      float[] target,
      int to,
      int ldt,
      int width) {
    for (int k = 0; k < columns; k++) {
      int at = to + k * ldt;
      for (int r = 0; r < rows; r++) {
        target[at + r] = source[from + r * ld + k];
      }
      Arrays.fill(target, at + rows, at + width, 0);
    }
  }
}
