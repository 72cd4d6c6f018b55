package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;

/**
 * Where a tile of {@link BlockTiles} puts its sums, and whether it puts or adds them there; those
 * of {@link ColumnUpdateTiles} always add.
 *
 * <p>Rows go in pairs: the second row of one lies a leading dimension behind the first.
 */
final class BlockTarget {
  private static final float[] NONE = {};
  private static final float[] ZEROS = new float[Strip.WIDTH];

  float[] c = NONE;

  /** Where the first row begins. */
  int at;

  int ld;

  /** How far apart the pairs begin. */
  int pair;

  /** Whether C is to have {@link #factor} times the sums added; it becomes the sums otherwise. */
  boolean adds;

  float factor;

  /** Units that share vectors, on their way into rows. */
  final float[] quarters = new float[2 * COUNT];

  /** C is to become the sums. */
  void become(float[] to, int first, int leading, int pairs) {
    c = to;
    at = first;
    ld = leading;
    pair = pairs;
    adds = false;
  }

  /** C is to have {@code times} the sums added. */
  void add(float times, float[] to, int first, int leading, int pairs) {
    become(to, first, leading, pairs);
    adds = true;
    factor = times;
  }

  /**
   * Whether tiles can add sums to rows of u columns that are {@code ld} apart: nothing that they
   * write lies beyond.
   */
  static boolean isFilledBy(int u, int ld) {
    boolean shared = StripPanel.shared(u) && u == COUNT + BlockTiles.SHARING && u == ld;
    return shared || (WideTiles.columns(u) == 0 && u % COUNT == 0);
  }

  /**
   * Computes the sums of a block for a strip of up to {@code units} columns, with the tile for
   * them; see {@link BlockTiles#block8x2}.
   */
  void take(float[] values, int[] list, int[] ends, int block, float[] b, int units) {
    if (StripPanel.shared(units)) {
      BlockTiles.block8Shared(values, list, ends, block, b, this);
    } else if (units > COUNT) {
      BlockTiles.block8x2(values, list, ends, block, b, ZEROS, 0, 0, this);
    } else {
      BlockTiles.block8x1(values, list, ends, block, b, ZEROS, 0, 0, this);
    }
  }

  /** Forgets the caller's array. */
  void release() {
    c = NONE;
  }
}
