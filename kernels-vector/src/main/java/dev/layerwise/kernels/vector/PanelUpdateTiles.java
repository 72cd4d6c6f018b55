package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of {@code W = W + factor A B} between packed panels, which lie as those of {@link
 * PanelTiles} do.
 *
 * <p>The sum of products is complete, and its zeros positive, before it meets its weight, so the
 * bits are those of a gradient that is written and applied later. The processor can ask for weights
 * while it still multiplies, and for those of the next tile before they are wanted.
 */
final class PanelUpdateTiles {
  private PanelUpdateTiles() {}

  /** Eight rows, two vectors wide. */
  static void tile8x2(
      int inner, float[] a, int ao, float[] b, int bo, float factor, float[] w, int at, int ldw) {
    FloatVector c0 = FloatVector.zero(FLOATS);
    FloatVector e0 = FloatVector.zero(FLOATS);
    FloatVector c1 = FloatVector.zero(FLOATS);
    FloatVector e1 = FloatVector.zero(FLOATS);
    FloatVector c2 = FloatVector.zero(FLOATS);
    FloatVector e2 = FloatVector.zero(FLOATS);
    FloatVector c3 = FloatVector.zero(FLOATS);
    FloatVector e3 = FloatVector.zero(FLOATS);
    FloatVector c4 = FloatVector.zero(FLOATS);
    FloatVector e4 = FloatVector.zero(FLOATS);
    FloatVector c5 = FloatVector.zero(FLOATS);
    FloatVector e5 = FloatVector.zero(FLOATS);
    FloatVector c6 = FloatVector.zero(FLOATS);
    FloatVector e6 = FloatVector.zero(FLOATS);
    FloatVector c7 = FloatVector.zero(FLOATS);
    FloatVector e7 = FloatVector.zero(FLOATS);
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
    FloatVector f = FloatVector.broadcast(FLOATS, factor);
    int to = at;
    c0.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e0.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
    to += ldw;
    c1.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e1.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
    to += ldw;
    c2.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e2.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
    to += ldw;
    c3.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e3.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
    to += ldw;
    c4.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e4.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
    to += ldw;
    c5.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e5.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
    to += ldw;
    c6.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e6.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
    to += ldw;
    c7.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e7.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
  }

  /** Four rows, two vectors wide. */
  static void tile4x2(
      int inner, float[] a, int ao, float[] b, int bo, float factor, float[] w, int at, int ldw) {
    FloatVector c0 = FloatVector.zero(FLOATS);
    FloatVector e0 = FloatVector.zero(FLOATS);
    FloatVector c1 = FloatVector.zero(FLOATS);
    FloatVector e1 = FloatVector.zero(FLOATS);
    FloatVector c2 = FloatVector.zero(FLOATS);
    FloatVector e2 = FloatVector.zero(FLOATS);
    FloatVector c3 = FloatVector.zero(FLOATS);
    FloatVector e3 = FloatVector.zero(FLOATS);
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
    FloatVector f = FloatVector.broadcast(FLOATS, factor);
    int to = at;
    c0.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e0.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
    to += ldw;
    c1.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e1.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
    to += ldw;
    c2.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e2.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
    to += ldw;
    c3.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to)).intoArray(w, to);
    e3.add(0).fma(f, FloatVector.fromArray(FLOATS, w, to + COUNT)).intoArray(w, to + COUNT);
  }
}
