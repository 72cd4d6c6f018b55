package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Half a block of inputs, four of them, and four vectors of units: the tiles of wide layers.
 *
 * <p>They do as many multiply-adds for a row that is listed as eight inputs and two vectors, with
 * as many registers, but more of them count: halves that are empty are not listed. The sums are
 * those of {@link Products}. For vectors of sixteen floats, which come with 32 registers.
 */
final class WideTiles {
  /** The columns of a strip. */
  static final int WIDTH = 4 * COUNT;

  private WideTiles() {}

  /** How many of u columns, from the first on, are computed by these tiles. */
  static int columns(int u) {
    return Strip.EIGHT_ROWS ? u / WIDTH * WIDTH : 0;
  }

  /**
   * {@code C[rows[q], j] += Σ values[places[q] + k] · W[k, j]}, for q from {@code from} to {@code
   * to - 1}.
   *
   * @param pair how far apart the two pairs of rows of W begin
   * @param c rows {@link #WIDTH} apart
   */
  static void spread(
      float[] values,
      int[] rows,
      int[] places,
      int from,
      int to,
      float[] w,
      int wo,
      int ldw,
      int pair,
      float[] c) {
    FloatVector w00 = FloatVector.fromArray(FLOATS, w, wo);
    FloatVector w01 = FloatVector.fromArray(FLOATS, w, wo + COUNT);
    FloatVector w02 = FloatVector.fromArray(FLOATS, w, wo + 2 * COUNT);
    FloatVector w03 = FloatVector.fromArray(FLOATS, w, wo + 3 * COUNT);
    FloatVector w10 = FloatVector.fromArray(FLOATS, w, wo + ldw);
    FloatVector w11 = FloatVector.fromArray(FLOATS, w, wo + ldw + COUNT);
    FloatVector w12 = FloatVector.fromArray(FLOATS, w, wo + ldw + 2 * COUNT);
    FloatVector w13 = FloatVector.fromArray(FLOATS, w, wo + ldw + 3 * COUNT);
    FloatVector w20 = FloatVector.fromArray(FLOATS, w, wo + pair);
    FloatVector w21 = FloatVector.fromArray(FLOATS, w, wo + pair + COUNT);
    FloatVector w22 = FloatVector.fromArray(FLOATS, w, wo + pair + 2 * COUNT);
    FloatVector w23 = FloatVector.fromArray(FLOATS, w, wo + pair + 3 * COUNT);
    FloatVector w30 = FloatVector.fromArray(FLOATS, w, wo + pair + ldw);
    FloatVector w31 = FloatVector.fromArray(FLOATS, w, wo + pair + ldw + COUNT);
    FloatVector w32 = FloatVector.fromArray(FLOATS, w, wo + pair + ldw + 2 * COUNT);
    FloatVector w33 = FloatVector.fromArray(FLOATS, w, wo + pair + ldw + 3 * COUNT);
    for (int q = from; q < to; q++) {
      int row = rows[q] * WIDTH;
      int at = places[q];
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[at]);
      FloatVector c0 = v0.fma(w00, FloatVector.fromArray(FLOATS, c, row));
      FloatVector c1 = v0.fma(w01, FloatVector.fromArray(FLOATS, c, row + COUNT));
      FloatVector c2 = v0.fma(w02, FloatVector.fromArray(FLOATS, c, row + 2 * COUNT));
      FloatVector c3 = v0.fma(w03, FloatVector.fromArray(FLOATS, c, row + 3 * COUNT));
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[at + 1]);
      c0 = v1.fma(w10, c0);
      c1 = v1.fma(w11, c1);
      c2 = v1.fma(w12, c2);
      c3 = v1.fma(w13, c3);
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[at + 2]);
      c0 = v2.fma(w20, c0);
      c1 = v2.fma(w21, c1);
      c2 = v2.fma(w22, c2);
      c3 = v2.fma(w23, c3);
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[at + 3]);
      c0 = v3.fma(w30, c0);
      c1 = v3.fma(w31, c1);
      c2 = v3.fma(w32, c2);
      c3 = v3.fma(w33, c3);
      c0.intoArray(c, row);
      c1.intoArray(c, row + COUNT);
      c2.intoArray(c, row + 2 * COUNT);
      c3.intoArray(c, row + 3 * COUNT);
    }
  }

  /**
   * {@code C[k, j] = Σ values[places[q] + k] · B[rows[q], j]} for q from {@code from} to {@code to
   * - 1}.
   *
   * @param bo where row 0 of B begins, in strips of {@link Strip#WIDTH}; rows are as far apart
   * @param bp the same for the second strip
   * @param pair how far apart the two pairs of rows of C begin
   */
  static void gather(
      float[] values,
      int[] rows,
      int[] places,
      int from,
      int to,
      float[] b,
      int bo,
      int bp,
      float[] c,
      int co,
      int ldc,
      int pair) {
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c03 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c13 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c22 = c00;
    FloatVector c23 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c32 = c00;
    FloatVector c33 = c00;
    for (int q = from; q < to; q++) {
      int row = rows[q] * Strip.WIDTH;
      int at = places[q];
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bo + row);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bo + row + COUNT);
      FloatVector b2 = FloatVector.fromArray(FLOATS, b, bp + row);
      FloatVector b3 = FloatVector.fromArray(FLOATS, b, bp + row + COUNT);
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[at]);
      c00 = v0.fma(b0, c00);
      c01 = v0.fma(b1, c01);
      c02 = v0.fma(b2, c02);
      c03 = v0.fma(b3, c03);
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[at + 1]);
      c10 = v1.fma(b0, c10);
      c11 = v1.fma(b1, c11);
      c12 = v1.fma(b2, c12);
      c13 = v1.fma(b3, c13);
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[at + 2]);
      c20 = v2.fma(b0, c20);
      c21 = v2.fma(b1, c21);
      c22 = v2.fma(b2, c22);
      c23 = v2.fma(b3, c23);
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[at + 3]);
      c30 = v3.fma(b0, c30);
      c31 = v3.fma(b1, c31);
      c32 = v3.fma(b2, c32);
      c33 = v3.fma(b3, c33);
    }
    int at = co;
    c00.intoArray(c, at);
    c01.intoArray(c, at + COUNT);
    c02.intoArray(c, at + 2 * COUNT);
    c03.intoArray(c, at + 3 * COUNT);
    at += ldc;
    c10.intoArray(c, at);
    c11.intoArray(c, at + COUNT);
    c12.intoArray(c, at + 2 * COUNT);
    c13.intoArray(c, at + 3 * COUNT);
    at = co + pair;
    c20.intoArray(c, at);
    c21.intoArray(c, at + COUNT);
    c22.intoArray(c, at + 2 * COUNT);
    c23.intoArray(c, at + 3 * COUNT);
    at += ldc;
    c30.intoArray(c, at);
    c31.intoArray(c, at + COUNT);
    c32.intoArray(c, at + 2 * COUNT);
    c33.intoArray(c, at + 3 * COUNT);
  }
}
