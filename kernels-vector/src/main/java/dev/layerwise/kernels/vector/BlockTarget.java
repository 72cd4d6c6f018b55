package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;

/**
 * Where a tile of {@link BlockTiles} puts its sums, and whether it puts or adds them there.
 *
 * <p>Rows go in pairs: the second row of one lies a leading dimension behind the first.
 */
final class BlockTarget {
  private static final float[] NONE = {};

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

  /** Forgets the caller's array. */
  void release() {
    c = NONE;
  }
}
