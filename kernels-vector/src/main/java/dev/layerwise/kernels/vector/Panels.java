package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.WeightUpdate;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Large products {@code C = start + A B} by way of packed panels (Goto and van de Geijn, "Anatomy
 * of high-performance matrix multiplication", 2008).
 *
 * <p>A is copied first, as many rows at a time as a tile is high, turned into columns. Then a block
 * of B, {@link #DEPTH} rows deep, is copied strip by strip into memory of its own, where it stays
 * in the second-level cache. A panel of A stays in the nearest cache while it meets all strips of
 * the block, and what they need of C is read along its rows, which the processor foresees.
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

  private static final int TILE_ROWS = Strip.EIGHT_ROWS ? 8 : 4;

  /** A vector as long as a tile is high. */
  private static final VectorSpecies<Float> TILE =
      VectorSpecies.of(float.class, VectorShape.forBitSize(TILE_ROWS * Float.SIZE));

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

  /** A tile that does not lie whole in C. */
  private final float[] tile = new float[TILE_ROWS * Strip.WIDTH];

  /** Gradients of a panel, before they are applied. */
  private final float[] gradient = new float[TILE_ROWS * MOST_COLUMNS];

  /** What C starts from, for a block of columns. */
  private final float[] start = new float[MOST_COLUMNS];

  /** A square of A on its way into two panels. */
  private final float[] turned = new float[COUNT * COUNT];

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
    for (int i = 0; i < rows; i += HEIGHT) {
      int height = Math.min(HEIGHT, rows - i);
      packA(layoutA, x, xo, ldx, i, height, inner);
      for (int j = 0; j < columns; j += BREADTH) {
        int breadth = Math.min(BREADTH, columns - j);
        start(bias, biasOffset + j, breadth, BREADTH);
        for (int k = 0; k < inner; k += DEPTH) {
          int depth = Math.min(DEPTH, inner - k);
          packB(layoutB, y, yo, ldy, k, depth, j, breadth);
          multiplyBlock(height, k, depth, breadth, c, co + i * ldc + j, ldc);
        }
      }
    }
  }

  /**
   * {@link Kernels#weightUpdate} of at most {@link #DEPTH} rows: the gradients of a panel are
   * applied as soon as they are there, and go nowhere else.
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
    start(NONE, 0, 0, Math.min(MOST_COLUMNS, Math.ceilDiv(u, BREADTH) * BREADTH));
    for (int i = 0; i < d; i += HEIGHT) {
      int height = Math.min(HEIGHT, d - i);
      packA(Layout.COLUMNS, x, xo, ldx, i, height, n);
      for (int j = 0; j < u; j += columns) {
        int breadth = Math.min(columns, u - j);
        packB(Layout.ROWS, dz, dzo, lddz, 0, n, j, breadth);
        for (int r = 0; r < height; r += TILE_ROWS) {
          int rows = Math.min(TILE_ROWS, height - r);
          multiplyPanel(rows, r * n, true, n, breadth, gradient, 0, breadth);
          int to = at + (i + r) * ldw + j;
          update.applyRows(kernels, rate, decay, rows, breadth, gradient, 0, breadth, to, ldw);
        }
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

  /** All packed rows of A, from column k on, with a block of B. */
  private void multiplyBlock(
      int height, int k, int depth, int breadth, float[] c, int co, int ldc) {
    int from = Math.ceilDiv(height, TILE_ROWS) * TILE_ROWS * k;
    for (int i = 0; i < height; i += TILE_ROWS, from += TILE_ROWS * depth) {
      int rows = Math.min(TILE_ROWS, height - i);
      multiplyPanel(rows, from, k == 0, depth, breadth, c, co + i * ldc, ldc);
    }
  }

  /** The rows of A in one panel with a block of B. */
  private void multiplyPanel(
      int rows, int from, boolean first, int depth, int breadth, float[] c, int co, int ldc) {
    for (int j = 0; j < breadth; j += Strip.WIDTH) {
      int width = Math.min(Strip.WIDTH, breadth - j);
      int at = co + j;
      if (width < Strip.WIDTH || rows < TILE_ROWS) {
        loadTile(rows, width, first, j, c, at, ldc);
        tile(depth, from, j, tile, 0, Strip.WIDTH, tile, 0, Strip.WIDTH);
        for (int q = 0; q < rows; q++) {
          System.arraycopy(tile, q * Strip.WIDTH, c, at + q * ldc, width);
        }
      } else if (first) {
        tile(depth, from, j, start, j, 0, c, at, ldc);
      } else {
        tile(depth, from, j, c, at, ldc, c, at, ldc);
      }
    }
  }

  private void loadTile(int rows, int width, boolean first, int j, float[] c, int at, int ldc) {
    for (int q = 0; q < rows; q++) {
      if (first) {
        System.arraycopy(start, j, tile, q * Strip.WIDTH, width);
      } else {
        System.arraycopy(c, at + q * ldc, tile, q * Strip.WIDTH, width);
      }
    }
  }

  private void tile(
      int depth, int from, int j, float[] init, int io, int ldi, float[] c, int co, int ldc) {
    if (Strip.EIGHT_ROWS) {
      PanelTiles.tile8x2(depth, a, from, b, j * depth, init, io, ldi, c, co, ldc);
    } else {
      PanelTiles.tile4x2(depth, a, from, b, j * depth, init, io, ldi, c, co, ldc);
    }
  }

  /**
   * Packs {@code height} rows of A from row i on: first the panels of {@link #DEPTH} columns, then
   * those of the next; rows that a panel lacks become 0.
   */
  private void packA(Layout layout, float[] x, int xo, int ldx, int i, int height, int inner) {
    int length = Math.ceilDiv(height, TILE_ROWS) * TILE_ROWS * inner;
    if (a.length < length) {
      a = new float[length];
    }
    int to = 0;
    for (int k = 0; k < inner; k += DEPTH) {
      int depth = Math.min(DEPTH, inner - k);
      for (int r = i; r < i + height; r += TILE_ROWS, to += TILE_ROWS * depth) {
        int rows = Math.min(TILE_ROWS, i + height - r);
        if (layout == Layout.COLUMNS) {
          copyColumns(x, xo + k * ldx + r, ldx, rows, depth, to);
        } else if (TILE_ROWS < COUNT && i + height - r >= COUNT) {
          packTwo(x, xo + r * ldx + k, ldx, depth, to);
          r += TILE_ROWS;
          to += TILE_ROWS * depth;
        } else {
          turn(x, xo + r * ldx + k, ldx, rows, 0, depth, a, to, TILE_ROWS, TILE_ROWS);
        }
      }
    }
  }

  /** Packs as many rows of A as a vector has lanes, into two panels. */
  private void packTwo(float[] x, int from, int ld, int depth, int to) {
    int second = to + TILE_ROWS * depth;
    int whole = depth / COUNT * COUNT;
    for (int k = 0; k < whole; k += COUNT) {
      Transpose.square(x, from + k, ld, turned, 0, COUNT, square);
      for (int q = 0; q < COUNT; q++) {
        int at = (k + q) * TILE_ROWS;
        FloatVector.fromArray(TILE, turned, q * COUNT).intoArray(a, to + at);
        FloatVector.fromArray(TILE, turned, q * COUNT + TILE_ROWS).intoArray(a, second + at);
      }
    }
    turn(x, from, ld, TILE_ROWS, whole, depth, a, to, TILE_ROWS, TILE_ROWS);
    turn(x, from + TILE_ROWS * ld, ld, TILE_ROWS, whole, depth, a, second, TILE_ROWS, TILE_ROWS);
  }

  private void packB(
      Layout layout, float[] y, int yo, int ldy, int k, int depth, int j, int breadth) {
    for (int q = 0; q < breadth; q += Strip.WIDTH) {
      int width = Math.min(Strip.WIDTH, breadth - q);
      int to = q * depth;
      if (layout == Layout.ROWS) {
        copyStrip(y, yo + k * ldy + j + q, ldy, width, depth, to);
      } else {
        int row = yo + (j + q) * ldy + k;
        transpose(y, row, ldy, Math.min(COUNT, width), depth, b, to, Strip.WIDTH);
        int rest = Math.max(0, width - COUNT);
        transpose(y, row + COUNT * ldy, ldy, rest, depth, b, to + COUNT, Strip.WIDTH);
      }
    }
  }

  /** Copies rows of a strip of B. */
  private void copyStrip(float[] source, int from, int ld, int width, int rows, int to) {
    if (width < Strip.WIDTH) {
      for (int k = 0; k < rows; k++) {
        int at = to + k * Strip.WIDTH;
        System.arraycopy(source, from + k * ld, b, at, width);
        Arrays.fill(b, at + width, at + Strip.WIDTH, 0);
      }
      return;
    }
    for (int k = 0; k < rows; k++) {
      int at = to + k * Strip.WIDTH;
      FloatVector.fromArray(FLOATS, source, from + k * ld).intoArray(b, at);
      FloatVector.fromArray(FLOATS, source, from + k * ld + COUNT).intoArray(b, at + COUNT);
    }
  }

  /** Packs up to a tile's height of rows of A that lie as columns. */
  private void copyColumns(float[] source, int from, int ld, int rows, int depth, int to) {
    for (int k = 0; k < depth; k++) {
      int at = to + k * TILE_ROWS;
      if (rows == TILE_ROWS) {
        FloatVector.fromArray(TILE, source, from + k * ld).intoArray(a, at);
      } else {
        System.arraycopy(source, from + k * ld, a, at, rows);
        Arrays.fill(a, at + rows, at + TILE_ROWS, 0);
      }
    }
  }

  /** Writes the transpose of up to {@code COUNT} rows, and zeros for those that are missing. */
  private void transpose(
      float[] source, int from, int ld, int rows, int length, float[] target, int to, int ldt) {
    int whole = rows == COUNT ? length / COUNT * COUNT : 0;
    for (int k = 0; k < whole; k += COUNT) {
      Transpose.square(source, from + k, ld, target, to + k * ldt, ldt, square);
    }
    turn(source, from, ld, rows, whole, length, target, to, ldt, COUNT);
  }

  /** Writes columns {@code k} to {@code end - 1} as rows of {@code width} elements. */
  private static void turn(
      float[] source,
      int from,
      int ld,
      int rows,
      int k,
      int end,
      float[] target,
      int to,
      int ldt,
      int width) {
    for (int q = k; q < end; q++) {
      int at = to + q * ldt;
      for (int r = 0; r < rows; r++) {
        target[at + r] = source[from + r * ld + q];
      }
      Arrays.fill(target, at + rows, at + width, 0);
    }
  }
}
