package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.SparseRows;
import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of forward products with {@link SparseRows} of few rows: the sums of {@link
 * RowTiles} without the terms that are zero.
 *
 * <p>Every row has a list of its own, so its sum is one chain of fused multiply-adds, each waiting
 * for the one before. Four rows side by side, as far as the shortest list goes, fill the time.
 */
final class SparseTiles {
  private SparseTiles() {}

  /**
   * Four rows of C from {@code row} on, two vectors wide, over the elements of {@code words} words
   * from {@code word} on.
   *
   * @param k0 the row of B that lies at {@code s.bo}
   */
  static void rows4x2(
      Strip s, SparseRows x, int row, int word, int words, int k0, float[] c, int co, int ldc) {
    int[] list = x.elementColumns();
    float[] values = x.elements();
    int[] starts = x.starts();
    int at0 = (row + 0) * (x.words() + 1) + word;
    int l0 = (row + 0) * x.stride() + starts[at0];
    int n0 = starts[at0 + words] - starts[at0];
    int at1 = (row + 1) * (x.words() + 1) + word;
    int l1 = (row + 1) * x.stride() + starts[at1];
    int n1 = starts[at1 + words] - starts[at1];
    int at2 = (row + 2) * (x.words() + 1) + word;
    int l2 = (row + 2) * x.stride() + starts[at2];
    int n2 = starts[at2 + words] - starts[at2];
    int at3 = (row + 3) * (x.words() + 1) + word;
    int l3 = (row + 3) * x.stride() + starts[at3];
    int n3 = starts[at3 + words] - starts[at3];
    float[] init = s.init;
    int io = s.io;
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e0 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    io += s.ldi;
    FloatVector c1 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e1 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    io += s.ldi;
    FloatVector c2 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e2 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    io += s.ldi;
    FloatVector c3 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e3 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    float[] b = s.b;
    int ldb = s.ldb;
    int bo = s.bo - k0 * ldb;
    int common = Math.min(Math.min(n0, n1), Math.min(n2, n3));
    for (int q = 0; q < common; q++) {
      int b0 = bo + list[l0 + q] * ldb;
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[l0 + q]);
      c0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
      e0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0 + COUNT), e0);
      int b1 = bo + list[l1 + q] * ldb;
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[l1 + q]);
      c1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1), c1);
      e1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1 + COUNT), e1);
      int b2 = bo + list[l2 + q] * ldb;
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[l2 + q]);
      c2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2), c2);
      e2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2 + COUNT), e2);
      int b3 = bo + list[l3 + q] * ldb;
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[l3 + q]);
      c3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3), c3);
      e3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3 + COUNT), e3);
    }
    for (int q = l0 + common; q < l0 + n0; q++) {
      int b0 = bo + list[q] * ldb;
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[q]);
      c0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
      e0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0 + COUNT), e0);
    }
    for (int q = l1 + common; q < l1 + n1; q++) {
      int b1 = bo + list[q] * ldb;
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[q]);
      c1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1), c1);
      e1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1 + COUNT), e1);
    }
    for (int q = l2 + common; q < l2 + n2; q++) {
      int b2 = bo + list[q] * ldb;
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[q]);
      c2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2), c2);
      e2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2 + COUNT), e2);
    }
    for (int q = l3 + common; q < l3 + n3; q++) {
      int b3 = bo + list[q] * ldb;
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[q]);
      c3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3), c3);
      e3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3 + COUNT), e3);
    }
    int at = co;
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

  /** The same, one vector wide. */
  static void rows4x1(
      Strip s, SparseRows x, int row, int word, int words, int k0, float[] c, int co, int ldc) {
    int[] list = x.elementColumns();
    float[] values = x.elements();
    int[] starts = x.starts();
    int at0 = (row + 0) * (x.words() + 1) + word;
    int l0 = (row + 0) * x.stride() + starts[at0];
    int n0 = starts[at0 + words] - starts[at0];
    int at1 = (row + 1) * (x.words() + 1) + word;
    int l1 = (row + 1) * x.stride() + starts[at1];
    int n1 = starts[at1 + words] - starts[at1];
    int at2 = (row + 2) * (x.words() + 1) + word;
    int l2 = (row + 2) * x.stride() + starts[at2];
    int n2 = starts[at2 + words] - starts[at2];
    int at3 = (row + 3) * (x.words() + 1) + word;
    int l3 = (row + 3) * x.stride() + starts[at3];
    int n3 = starts[at3 + words] - starts[at3];
    float[] init = s.init;
    int io = s.io;
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c1 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c2 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c3 = FloatVector.fromArray(FLOATS, init, io);
    float[] b = s.b;
    int ldb = s.ldb;
    int bo = s.bo - k0 * ldb;
    int common = Math.min(Math.min(n0, n1), Math.min(n2, n3));
    for (int q = 0; q < common; q++) {
      int b0 = bo + list[l0 + q] * ldb;
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[l0 + q]);
      c0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
      int b1 = bo + list[l1 + q] * ldb;
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[l1 + q]);
      c1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1), c1);
      int b2 = bo + list[l2 + q] * ldb;
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[l2 + q]);
      c2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2), c2);
      int b3 = bo + list[l3 + q] * ldb;
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[l3 + q]);
      c3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3), c3);
    }
    for (int q = l0 + common; q < l0 + n0; q++) {
      int b0 = bo + list[q] * ldb;
      FloatVector v0 = FloatVector.broadcast(FLOATS, values[q]);
      c0 = v0.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
    }
    for (int q = l1 + common; q < l1 + n1; q++) {
      int b1 = bo + list[q] * ldb;
      FloatVector v1 = FloatVector.broadcast(FLOATS, values[q]);
      c1 = v1.fma(FloatVector.fromArray(FLOATS, b, b1), c1);
    }
    for (int q = l2 + common; q < l2 + n2; q++) {
      int b2 = bo + list[q] * ldb;
      FloatVector v2 = FloatVector.broadcast(FLOATS, values[q]);
      c2 = v2.fma(FloatVector.fromArray(FLOATS, b, b2), c2);
    }
    for (int q = l3 + common; q < l3 + n3; q++) {
      int b3 = bo + list[q] * ldb;
      FloatVector v3 = FloatVector.broadcast(FLOATS, values[q]);
      c3 = v3.fma(FloatVector.fromArray(FLOATS, b, b3), c3);
    }
    int at = co;
    c0.add(0).intoArray(c, at);
    at += ldc;
    c1.add(0).intoArray(c, at);
    at += ldc;
    c2.add(0).intoArray(c, at);
    at += ldc;
    c3.add(0).intoArray(c, at);
  }

  /** One row, of two vectors or one. */
  static void row1(
      Strip s,
      SparseRows x,
      int row,
      int word,
      int words,
      int k0,
      boolean wide,
      float[] c,
      int co) {
    int[] list = x.elementColumns();
    float[] values = x.elements();
    int[] starts = x.starts();
    int at = row * (x.words() + 1) + word;
    int from = row * x.stride() + starts[at];
    int end = row * x.stride() + starts[at + words];
    float[] b = s.b;
    int ldb = s.ldb;
    int bo = s.bo - k0 * ldb;
    float[] init = s.init;
    int io = s.io;
    if (wide) {
      FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
      FloatVector e0 = FloatVector.fromArray(FLOATS, init, io + COUNT);
      for (int q = from; q < end; q++) {
        int b0 = bo + list[q] * ldb;
        FloatVector v = FloatVector.broadcast(FLOATS, values[q]);
        c0 = v.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
        e0 = v.fma(FloatVector.fromArray(FLOATS, b, b0 + COUNT), e0);
      }
      c0.add(0).intoArray(c, co);
      e0.add(0).intoArray(c, co + COUNT);
      return;
    }
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
    for (int q = from; q < end; q++) {
      int b0 = bo + list[q] * ldb;
      FloatVector v = FloatVector.broadcast(FLOATS, values[q]);
      c0 = v.fma(FloatVector.fromArray(FLOATS, b, b0), c0);
    }
    c0.add(0).intoArray(c, co);
  }
}
