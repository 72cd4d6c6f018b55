package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.kernels.vector.Lanes.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Where the inputs of a layer are not zero, listed per tile: four fifths of the pixels of a
 * handwritten digit are zero, and they lie together.
 *
 * <p>A step of a tile can be left out if all of its inputs are zero and what they would be
 * multiplied with is finite.
 */
final class Zeros {
  /** The rows, or columns, of a tile. */
  static final int TILE = 8;

  private static final int SAMPLES = 128;

  /** Below this share of zeros it does not pay to look for tiles of them. */
  private static final double WORTH_LOOKING = 0.4;

  /** Steps that are listed cost a little more than steps in a row. */
  private static final double WORTH_LISTING = 0.8;

  /** The lists, a fixed distance apart, and how long they are. */
  int[] lists = {};

  int[] counts = {};
  int stride;

  /** Whether list t is to be used. */
  boolean lists(int tile) {
    return counts[tile] < WORTH_LISTING * stride;
  }

  private void reserve(int tiles, int steps) {
    // A vector of indices is stored whole, beyond the end of the last list.
    if (lists.length < tiles * steps + COUNT) {
      lists = new int[tiles * steps + COUNT];
    }
    if (counts.length < tiles) {
      counts = new int[tiles];
    }
    stride = steps;
  }

  /** Whether a sample of elements, spread over all rows, has many zeros. */
  static boolean frequent(int rows, int columns, float[] x, int xo, int ldx) {
    int zeros = 0;
    // Steps without a common divisor with usual widths, so that no column is preferred.
    int column = 0;
    for (int i = 0; i < SAMPLES; i++) {
      int row = (int) ((long) i * rows / SAMPLES);
      column = (column + 331) % columns;
      if (x[xo + row * ldx + column] == 0) {
        zeros++;
      }
    }
    return zeros >= WORTH_LOOKING * SAMPLES;
  }

  static boolean finite(int rows, int columns, float[] x, int xo, int ldx) {
    if (ldx == columns) {
      return Float.isFinite(Elements.maxAbs(rows * columns, x, xo));
    }
    for (int i = 0; i < rows; i++) {
      if (!Float.isFinite(Elements.maxAbs(columns, x, xo + i * ldx))) {
        return false;
      }
    }
    return true;
  }

  /** Lists for every eight rows the columns in which not all of them are zero. */
  void listColumns(int rows, int columns, float[] x, int xo, int ldx) {
    int tiles = rows / TILE;
    reserve(tiles, columns);
    for (int t = 0; t < tiles; t++) {
      counts[t] = listColumns(columns, x, xo + t * TILE * ldx, ldx, lists, t * columns);
    }
  }

  private static int listColumns(int columns, float[] x, int xo, int ldx, int[] list, int from) {
    int to = from;
    int whole = columns - columns % COUNT;
    IntVector index = IntVector.zero(INTS).addIndex(1);
    for (int k = 0; k < whole; k += COUNT) {
      int at = xo + k;
      IntVector any = IntVector.zero(INTS);
      for (int r = 0; r < TILE; r++) {
        any = any.or(FloatVector.fromArray(FLOATS, x, at).reinterpretAsInts());
        at += ldx;
      }
      VectorMask<Integer> found = any.compare(VectorOperators.NE, 0);
      index.compress(found).intoArray(list, to);
      to += found.trueCount();
      index = index.add(COUNT);
    }
    for (int k = whole; k < columns; k++) {
      int any = 0;
      for (int r = 0; r < TILE; r++) {
        any |= Float.floatToRawIntBits(x[xo + r * ldx + k]);
      }
      list[to] = k;
      to += any == 0 ? 0 : 1;
    }
    return to - from;
  }

  /** Lists for every eight columns the rows in which not all of them are zero. */
  void listRows(int rows, int columns, float[] x, int xo, int ldx) {
    int tiles = columns / TILE;
    reserve(tiles, rows);
    for (int t = 0; t < tiles; t += 2) {
      if (t * TILE + COUNT <= columns) {
        listRows(rows, x, xo + t * TILE, ldx, t);
      } else {
        // A single tile at the end: not worth a list.
        counts[t] = rows;
      }
    }
  }

  /** A vector of sixteen holds two tiles. */
  private void listRows(int rows, float[] x, int from, int ldx, int tile) {
    int left = tile * stride;
    int right = left + stride;
    int a = left;
    int b = right;
    for (int i = 0, at = from; i < rows; i++, at += ldx) {
      long found = FloatVector.fromArray(FLOATS, x, at).compare(VectorOperators.NE, 0).toLong();
      lists[a] = i;
      a += (found & 0xFF) == 0 ? 0 : 1;
      lists[b] = i;
      b += found >>> TILE == 0 ? 0 : 1;
    }
    counts[tile] = a - left;
    counts[tile + 1] = b - right;
  }
}
