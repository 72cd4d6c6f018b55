package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * A matrix strip by strip, row by row, as tiles that gather rows want it: rows of a strip are whole
 * vectors, {@link Strip#WIDTH} apart. Strips that {@link WideTiles} take lie one behind the other,
 * all others have an array each.
 */
final class StripPanel {
  /** The first elements of a vector over and over again. */
  private static final VectorShuffle<Float> REPEATED =
      VectorShuffle.fromOp(FLOATS, l -> l % BlockTiles.SHARING);

  /** The strips of wide tiles: that of column j begins at j times the number of rows. */
  float[] wide = {};

  private float[][] narrow = {};

  /**
   * Whether four inputs share the second vector of a strip of so many units, which then repeats its
   * first elements.
   */
  static boolean shared(int units) {
    return COUNT == 16 && units > COUNT && units <= COUNT + BlockTiles.SHARING;
  }

  /** The strip that begins at column j, unless it is one of the wide ones. */
  float[] strip(int j) {
    return narrow[j / Strip.WIDTH];
  }

  /**
   * Takes over n rows of u columns.
   *
   * @param wideColumns how many of them are for wide tiles, the first ones
   */
  void pack(int n, int u, int wideColumns, float[] dz, int dzo, int lddz) {
    if (wide.length < n * wideColumns) {
      wide = new float[n * wideColumns];
    }
    int strips = Math.ceilDiv(u, Strip.WIDTH);
    if (narrow.length < strips) {
      narrow = Arrays.copyOf(narrow, strips);
    }
    for (int j = 0; j < u; j += Strip.WIDTH) {
      if (j < wideColumns) {
        pack(n, u - j, dz, dzo + j, lddz, wide, j * n);
      } else {
        pack(n, u - j, dz, dzo + j, lddz, roomFor(j / Strip.WIDTH, n), 0);
      }
    }
  }

  private float[] roomFor(int strip, int n) {
    float[] room = narrow[strip];
    if (room == null || room.length < n * Strip.WIDTH) {
      room = new float[n * Strip.WIDTH];
      narrow[strip] = room;
    }
    return room;
  }

  /** Packs the first strip of {@code units} columns. */
  private static void pack(
      int n, int units, float[] dz, int dzo, int lddz, float[] values, int first) {
    boolean shared = shared(units);
    int inside = Lanes.rowsInside(n, dzo, lddz, Strip.WIDTH, dz.length);
    int to = first;
    int from = dzo;
    for (int i = 0; i < inside; i++, from += lddz, to += Strip.WIDTH) {
      FloatVector.fromArray(FLOATS, dz, from).intoArray(values, to);
      FloatVector second = FloatVector.fromArray(FLOATS, dz, from + COUNT);
      second = shared ? second.rearrange(REPEATED) : second;
      second.intoArray(values, to + COUNT);
    }
    int width = Math.min(Strip.WIDTH, units);
    for (int i = inside; i < n; i++, from += lddz, to += Strip.WIDTH) {
      System.arraycopy(dz, from, values, to, width);
      Arrays.fill(values, to + width, to + Strip.WIDTH, 0);
      for (int q = COUNT; shared && q < Strip.WIDTH; q++) {
        values[to + q] = values[to + COUNT + q % BlockTiles.SHARING];
      }
    }
  }
}
