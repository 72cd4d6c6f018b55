package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of {@code C = init + A B} between packed panels: element (r, k) of a tile of R
 * rows of A at {@code ao + k * R + r}, row k of B at {@code bo + k * Strip.WIDTH}.
 *
 * <p>The sums are those of {@link RowTiles}. That all distances are constants lets the compiler
 * prove every access of the loop within bounds at once; on a core that can do two fused
 * multiply-adds a cycle this is the difference between 70 and 95 % of them. Taller and wider tiles
 * (12 by 2, 8 by 3, 24 by 1), and loops unrolled by hand, were measured and are no faster.
 */
final class PanelTiles {
  private PanelTiles() {}

  /** Eight rows, two vectors wide. */
  static void tile8x2(
      int inner,
      float[] a,
      int ao,
      float[] b,
      int bo,
      float[] init,
      int io,
      int ldi,
      float[] c,
      int co,
      int ldc) {
    int at = io;
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e0 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    at += ldi;
    FloatVector c1 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e1 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    at += ldi;
    FloatVector c2 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e2 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    at += ldi;
    FloatVector c3 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e3 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    at += ldi;
    FloatVector c4 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e4 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    at += ldi;
    FloatVector c5 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e5 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    at += ldi;
    FloatVector c6 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e6 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    at += ldi;
    FloatVector c7 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e7 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bo + k * Strip.WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bo + k * Strip.WIDTH + COUNT);
      FloatVector v0 = FloatVector.broadcast(FLOATS, a[ao + k * 8]);
      c0 = v0.fma(b0, c0);
      e0 = v0.fma(b1, e0);
      FloatVector v1 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 1]);
      c1 = v1.fma(b0, c1);
      e1 = v1.fma(b1, e1);
      FloatVector v2 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 2]);
      c2 = v2.fma(b0, c2);
      e2 = v2.fma(b1, e2);
      FloatVector v3 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 3]);
      c3 = v3.fma(b0, c3);
      e3 = v3.fma(b1, e3);
      FloatVector v4 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 4]);
      c4 = v4.fma(b0, c4);
      e4 = v4.fma(b1, e4);
      FloatVector v5 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 5]);
      c5 = v5.fma(b0, c5);
      e5 = v5.fma(b1, e5);
      FloatVector v6 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 6]);
      c6 = v6.fma(b0, c6);
      e6 = v6.fma(b1, e6);
      FloatVector v7 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 7]);
      c7 = v7.fma(b0, c7);
      e7 = v7.fma(b1, e7);
    }
    at = co;
    c0.add(0).intoArray(c, at);
    e0.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c1.add(0).intoArray(c, at);
    e1.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c2.add(0).intoArray(c, at);
    e2.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c3.add(0).intoArray(c, at);
    e3.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c4.add(0).intoArray(c, at);
    e4.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c5.add(0).intoArray(c, at);
    e5.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c6.add(0).intoArray(c, at);
    e6.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c7.add(0).intoArray(c, at);
    e7.add(0).intoArray(c, at + COUNT);
  }

  /** Eight rows, one vector wide; B is still two vectors wide. */
  static void tile8x1(
      int inner,
      float[] a,
      int ao,
      float[] b,
      int bo,
      float[] init,
      int io,
      int ldi,
      float[] c,
      int co,
      int ldc) {
    int at = io;
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, at);
    at += ldi;
    FloatVector c1 = FloatVector.fromArray(FLOATS, init, at);
    at += ldi;
    FloatVector c2 = FloatVector.fromArray(FLOATS, init, at);
    at += ldi;
    FloatVector c3 = FloatVector.fromArray(FLOATS, init, at);
    at += ldi;
    FloatVector c4 = FloatVector.fromArray(FLOATS, init, at);
    at += ldi;
    FloatVector c5 = FloatVector.fromArray(FLOATS, init, at);
    at += ldi;
    FloatVector c6 = FloatVector.fromArray(FLOATS, init, at);
    at += ldi;
    FloatVector c7 = FloatVector.fromArray(FLOATS, init, at);
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bo + k * Strip.WIDTH);
      FloatVector v0 = FloatVector.broadcast(FLOATS, a[ao + k * 8]);
      c0 = v0.fma(b0, c0);
      FloatVector v1 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 1]);
      c1 = v1.fma(b0, c1);
      FloatVector v2 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 2]);
      c2 = v2.fma(b0, c2);
      FloatVector v3 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 3]);
      c3 = v3.fma(b0, c3);
      FloatVector v4 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 4]);
      c4 = v4.fma(b0, c4);
      FloatVector v5 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 5]);
      c5 = v5.fma(b0, c5);
      FloatVector v6 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 6]);
      c6 = v6.fma(b0, c6);
      FloatVector v7 = FloatVector.broadcast(FLOATS, a[ao + k * 8 + 7]);
      c7 = v7.fma(b0, c7);
    }
    at = co;
    c0.add(0).intoArray(c, at);
    at += ldc;
    c1.add(0).intoArray(c, at);
    at += ldc;
    c2.add(0).intoArray(c, at);
    at += ldc;
    c3.add(0).intoArray(c, at);
    at += ldc;
    c4.add(0).intoArray(c, at);
    at += ldc;
    c5.add(0).intoArray(c, at);
    at += ldc;
    c6.add(0).intoArray(c, at);
    at += ldc;
    c7.add(0).intoArray(c, at);
  }

  /** Four rows, two vectors wide. */
  static void tile4x2(
      int inner,
      float[] a,
      int ao,
      float[] b,
      int bo,
      float[] init,
      int io,
      int ldi,
      float[] c,
      int co,
      int ldc) {
    int at = io;
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e0 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    at += ldi;
    FloatVector c1 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e1 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    at += ldi;
    FloatVector c2 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e2 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    at += ldi;
    FloatVector c3 = FloatVector.fromArray(FLOATS, init, at);
    FloatVector e3 = FloatVector.fromArray(FLOATS, init, at + COUNT);
    for (int k = 0; k < inner; k++) {
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, bo + k * Strip.WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, bo + k * Strip.WIDTH + COUNT);
      FloatVector v0 = FloatVector.broadcast(FLOATS, a[ao + k * 4]);
      c0 = v0.fma(b0, c0);
      e0 = v0.fma(b1, e0);
      FloatVector v1 = FloatVector.broadcast(FLOATS, a[ao + k * 4 + 1]);
      c1 = v1.fma(b0, c1);
      e1 = v1.fma(b1, e1);
      FloatVector v2 = FloatVector.broadcast(FLOATS, a[ao + k * 4 + 2]);
      c2 = v2.fma(b0, c2);
      e2 = v2.fma(b1, e2);
      FloatVector v3 = FloatVector.broadcast(FLOATS, a[ao + k * 4 + 3]);
      c3 = v3.fma(b0, c3);
      e3 = v3.fma(b1, e3);
    }
    at = co;
    c0.add(0).intoArray(c, at);
    e0.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c1.add(0).intoArray(c, at);
    e1.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c2.add(0).intoArray(c, at);
    e2.add(0).intoArray(c, at + COUNT);
    at += ldc;
    c3.add(0).intoArray(c, at);
    e3.add(0).intoArray(c, at + COUNT);
  }
}
