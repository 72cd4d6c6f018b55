package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.BlockTiles.LOWER_END;
import static dev.layerwise.kernels.vector.BlockTiles.LOWER_HALF;
import static dev.layerwise.kernels.vector.BlockTiles.LOWER_MIDDLE;
import static dev.layerwise.kernels.vector.BlockTiles.PAIR;
import static dev.layerwise.kernels.vector.BlockTiles.UPPER_END;
import static dev.layerwise.kernels.vector.BlockTiles.UPPER_HALF;
import static dev.layerwise.kernels.vector.BlockTiles.UPPER_MIDDLE;
import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Register tiles of {@code W = W + factor Xᵀ B} for eight inputs, columns of an X that lies row
 * after row: those of {@link PanelUpdateTiles} for mini-batches too small to be worth packing.
 *
 * <p>Row r of B begins at {@code r * Strip.WIDTH}, input k of row r at {@code first + r * ldx + k}.
 * What is wanted after a loop is kept in a {@link BlockTarget}, as {@link BlockTiles} do it.
 */
final class ColumnUpdateTiles {
  private ColumnUpdateTiles() {}

  /** Two vectors wide. */
  static void tile8x2(int n, float[] x, int first, int ldx, float[] b, BlockTarget target) {
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
    for (int r = 0; r < n; r++) {
      int at = first + r * ldx;
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, r * Strip.WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, r * Strip.WIDTH + COUNT);
      FloatVector v0 = FloatVector.broadcast(FLOATS, x[at]);
      c0 = v0.fma(b0, c0);
      e0 = v0.fma(b1, e0);
      FloatVector v1 = FloatVector.broadcast(FLOATS, x[at + 1]);
      c1 = v1.fma(b0, c1);
      e1 = v1.fma(b1, e1);
      FloatVector v2 = FloatVector.broadcast(FLOATS, x[at + 2]);
      c2 = v2.fma(b0, c2);
      e2 = v2.fma(b1, e2);
      FloatVector v3 = FloatVector.broadcast(FLOATS, x[at + 3]);
      c3 = v3.fma(b0, c3);
      e3 = v3.fma(b1, e3);
      FloatVector v4 = FloatVector.broadcast(FLOATS, x[at + 4]);
      c4 = v4.fma(b0, c4);
      e4 = v4.fma(b1, e4);
      FloatVector v5 = FloatVector.broadcast(FLOATS, x[at + 5]);
      c5 = v5.fma(b0, c5);
      e5 = v5.fma(b1, e5);
      FloatVector v6 = FloatVector.broadcast(FLOATS, x[at + 6]);
      c6 = v6.fma(b0, c6);
      e6 = v6.fma(b1, e6);
      FloatVector v7 = FloatVector.broadcast(FLOATS, x[at + 7]);
      c7 = v7.fma(b0, c7);
      e7 = v7.fma(b1, e7);
    }
    float[] w = target.c;
    int at = target.at;
    FloatVector factor = FloatVector.broadcast(FLOATS, target.factor);
    int ldw = target.ld;
    c0.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    e0.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT)).intoArray(w, at + COUNT);
    at += ldw;
    c1.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    e1.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT)).intoArray(w, at + COUNT);
    at += ldw;
    c2.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    e2.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT)).intoArray(w, at + COUNT);
    at += ldw;
    c3.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    e3.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT)).intoArray(w, at + COUNT);
    at += ldw;
    c4.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    e4.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT)).intoArray(w, at + COUNT);
    at += ldw;
    c5.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    e5.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT)).intoArray(w, at + COUNT);
    at += ldw;
    c6.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    e6.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT)).intoArray(w, at + COUNT);
    at += ldw;
    c7.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    e7.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT)).intoArray(w, at + COUNT);
  }

  /** One vector wide; B is still two vectors wide. */
  static void tile8x1(int n, float[] x, int first, int ldx, float[] b, BlockTarget target) {
    FloatVector c0 = FloatVector.zero(FLOATS);
    FloatVector c1 = FloatVector.zero(FLOATS);
    FloatVector c2 = FloatVector.zero(FLOATS);
    FloatVector c3 = FloatVector.zero(FLOATS);
    FloatVector c4 = FloatVector.zero(FLOATS);
    FloatVector c5 = FloatVector.zero(FLOATS);
    FloatVector c6 = FloatVector.zero(FLOATS);
    FloatVector c7 = FloatVector.zero(FLOATS);
    for (int r = 0; r < n; r++) {
      int at = first + r * ldx;
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, r * Strip.WIDTH);
      FloatVector v0 = FloatVector.broadcast(FLOATS, x[at]);
      c0 = v0.fma(b0, c0);
      FloatVector v1 = FloatVector.broadcast(FLOATS, x[at + 1]);
      c1 = v1.fma(b0, c1);
      FloatVector v2 = FloatVector.broadcast(FLOATS, x[at + 2]);
      c2 = v2.fma(b0, c2);
      FloatVector v3 = FloatVector.broadcast(FLOATS, x[at + 3]);
      c3 = v3.fma(b0, c3);
      FloatVector v4 = FloatVector.broadcast(FLOATS, x[at + 4]);
      c4 = v4.fma(b0, c4);
      FloatVector v5 = FloatVector.broadcast(FLOATS, x[at + 5]);
      c5 = v5.fma(b0, c5);
      FloatVector v6 = FloatVector.broadcast(FLOATS, x[at + 6]);
      c6 = v6.fma(b0, c6);
      FloatVector v7 = FloatVector.broadcast(FLOATS, x[at + 7]);
      c7 = v7.fma(b0, c7);
    }
    float[] w = target.c;
    int at = target.at;
    FloatVector factor = FloatVector.broadcast(FLOATS, target.factor);
    int ldw = target.ld;
    c0.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    at += ldw;
    c1.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    at += ldw;
    c2.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    at += ldw;
    c3.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    at += ldw;
    c4.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    at += ldw;
    c5.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    at += ldw;
    c6.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    at += ldw;
    c7.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
  }

  /**
   * Twenty columns, all that there are: four inputs share the second vector. See {@link
   * BlockTiles#block8Shared}.
   *
   * @param x with a whole vector from the first of the eight inputs on, in every row
   */
  static void tile8Shared(int n, float[] x, int first, int ldx, float[] b, BlockTarget target) {
    FloatVector c0 = FloatVector.zero(FLOATS);
    FloatVector c1 = FloatVector.zero(FLOATS);
    FloatVector c2 = FloatVector.zero(FLOATS);
    FloatVector c3 = FloatVector.zero(FLOATS);
    FloatVector c4 = FloatVector.zero(FLOATS);
    FloatVector c5 = FloatVector.zero(FLOATS);
    FloatVector c6 = FloatVector.zero(FLOATS);
    FloatVector c7 = FloatVector.zero(FLOATS);
    FloatVector e0 = FloatVector.zero(FLOATS);
    FloatVector e4 = FloatVector.zero(FLOATS);
    for (int r = 0; r < n; r++) {
      int at = first + r * ldx;
      FloatVector b0 = FloatVector.fromArray(FLOATS, b, r * Strip.WIDTH);
      FloatVector b1 = FloatVector.fromArray(FLOATS, b, r * Strip.WIDTH + COUNT);
      FloatVector v = FloatVector.fromArray(FLOATS, x, at);
      e0 = v.rearrange(LOWER_HALF).fma(b1, e0);
      e4 = v.rearrange(UPPER_HALF).fma(b1, e4);
      FloatVector v0 = FloatVector.broadcast(FLOATS, x[at]);
      c0 = v0.fma(b0, c0);
      FloatVector v1 = FloatVector.broadcast(FLOATS, x[at + 1]);
      c1 = v1.fma(b0, c1);
      FloatVector v2 = FloatVector.broadcast(FLOATS, x[at + 2]);
      c2 = v2.fma(b0, c2);
      FloatVector v3 = FloatVector.broadcast(FLOATS, x[at + 3]);
      c3 = v3.fma(b0, c3);
      FloatVector v4 = FloatVector.broadcast(FLOATS, x[at + 4]);
      c4 = v4.fma(b0, c4);
      FloatVector v5 = FloatVector.broadcast(FLOATS, x[at + 5]);
      c5 = v5.fma(b0, c5);
      FloatVector v6 = FloatVector.broadcast(FLOATS, x[at + 6]);
      c6 = v6.fma(b0, c6);
      FloatVector v7 = FloatVector.broadcast(FLOATS, x[at + 7]);
      c7 = v7.fma(b0, c7);
    }
    float[] w = target.c;
    int at = target.at;
    FloatVector factor = FloatVector.broadcast(FLOATS, target.factor);
    IntVector shared = e0.add(0).reinterpretAsInts();
    IntVector second = c1.add(0).reinterpretAsInts();
    FloatVector middle = LOWER_MIDDLE.selectFrom(shared, second).reinterpretAsFloats();
    FloatVector end = LOWER_END.selectFrom(shared, second).reinterpretAsFloats();
    middle = middle.fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT));
    end = end.fma(factor, FloatVector.fromArray(FLOATS, w, at + PAIR - COUNT));
    c0.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    middle.intoArray(w, at + COUNT);
    end.intoArray(w, at + PAIR - COUNT);
    at += PAIR;
    second = c3.add(0).reinterpretAsInts();
    middle = UPPER_MIDDLE.selectFrom(shared, second).reinterpretAsFloats();
    end = UPPER_END.selectFrom(shared, second).reinterpretAsFloats();
    middle = middle.fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT));
    end = end.fma(factor, FloatVector.fromArray(FLOATS, w, at + PAIR - COUNT));
    c2.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    middle.intoArray(w, at + COUNT);
    end.intoArray(w, at + PAIR - COUNT);
    at += PAIR;
    shared = e4.add(0).reinterpretAsInts();
    second = c5.add(0).reinterpretAsInts();
    middle = LOWER_MIDDLE.selectFrom(shared, second).reinterpretAsFloats();
    end = LOWER_END.selectFrom(shared, second).reinterpretAsFloats();
    middle = middle.fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT));
    end = end.fma(factor, FloatVector.fromArray(FLOATS, w, at + PAIR - COUNT));
    c4.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    middle.intoArray(w, at + COUNT);
    end.intoArray(w, at + PAIR - COUNT);
    at += PAIR;
    second = c7.add(0).reinterpretAsInts();
    middle = UPPER_MIDDLE.selectFrom(shared, second).reinterpretAsFloats();
    end = UPPER_END.selectFrom(shared, second).reinterpretAsFloats();
    middle = middle.fma(factor, FloatVector.fromArray(FLOATS, w, at + COUNT));
    end = end.fma(factor, FloatVector.fromArray(FLOATS, w, at + PAIR - COUNT));
    c6.add(0).fma(factor, FloatVector.fromArray(FLOATS, w, at)).intoArray(w, at);
    middle.intoArray(w, at + COUNT);
    end.intoArray(w, at + PAIR - COUNT);
  }
}
