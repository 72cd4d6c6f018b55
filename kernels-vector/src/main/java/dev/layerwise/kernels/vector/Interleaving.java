package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.tensor.Layout.GROUP;

import jdk.incubator.vector.FloatVector;

/**
 * The way of rows into {@link dev.layerwise.tensor.Layout#INTERLEAVED} and back: squares of as many
 * rows and columns as a vector has lanes are transposed, the last of them overlapping the one
 * before.
 */
final class Interleaving {
  private Interleaving() {}

  static void interleave(int n, int u, float[] x, int xo, float[] y, int yo) {
    Scratch s = Scratch.ofThread();
    for (int i = 0; i < n; i += COUNT) {
      int to = yo + i / GROUP * GROUP * u + i % GROUP;
      if (u < COUNT) {
        spread(u, x, xo + i * u, s.rows1);
        Transpose.square(s.rows1, 0, COUNT, s.chunk0, 0, COUNT, s.rows0);
        for (int j = 0; j < u; j++) {
          FloatVector.fromArray(FLOATS, s.chunk0, j * COUNT).intoArray(y, to + j * GROUP);
        }
        continue;
      }
      for (int j = 0; j < u; j += COUNT) {
        int column = Math.min(j, u - COUNT);
        Transpose.square(x, xo + i * u + column, u, y, to + column * GROUP, GROUP, s.rows0);
      }
    }
  }

  /** Copies rows that are narrower than a vector so that they lie a vector apart. */
  private static void spread(int u, float[] x, int xo, float[] rows) {
    int inside = Lanes.rowsInside(COUNT, xo, u, COUNT, x.length);
    for (int k = 0; k < inside; k++) {
      FloatVector.fromArray(FLOATS, x, xo + k * u).intoArray(rows, k * COUNT);
    }
    for (int k = inside; k < COUNT; k++) {
      System.arraycopy(x, xo + k * u, rows, k * COUNT, u);
    }
  }

  static void separate(int n, int u, float[] y, int yo, float[] x, int xo) {
    Scratch s = Scratch.ofThread();
    for (int i = 0; i < n; i += COUNT) {
      int from = yo + i / GROUP * GROUP * u + i % GROUP;
      if (u < COUNT) {
        for (int j = 0; j < u; j++) {
          FloatVector.fromArray(FLOATS, y, from + j * GROUP).intoArray(s.chunk0, j * COUNT);
        }
        Transpose.square(s.chunk0, 0, COUNT, s.rows1, 0, COUNT, s.rows0);
        gather(COUNT, u, s.rows1, x, xo + i * u);
        continue;
      }
      for (int j = 0; j < u; j += COUNT) {
        int column = Math.min(j, u - COUNT);
        Transpose.square(y, from + column * GROUP, GROUP, x, xo + i * u + column, u, s.rows0);
      }
    }
  }

  /** Copies n rows that lie a vector apart, of u elements each, to where they follow each other. */
  static void gather(int n, int u, float[] rows, float[] x, int xo) {
    // Whole vectors must not reach beyond the last row: others may be writing there.
    int inside = Lanes.rowsInside(n, xo, u, COUNT, xo + n * u);
    for (int k = 0; k < inside; k++) {
      // What is too much is overwritten by the next rows.
      FloatVector.fromArray(FLOATS, rows, k * COUNT).intoArray(x, xo + k * u);
    }
    for (int k = inside; k < n; k++) {
      System.arraycopy(rows, k * COUNT, x, xo + k * u, u);
    }
  }
}
