package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of {@code C = init + A B} where A lies row after row: element (r, k) at {@code ao
 * + r * lda + k}.
 *
 * <p>A tile has R rows and one or two vectors of columns; every element of it is one chain of fused
 * multiply-adds in ascending k. The chain is the same in every tile, full or not, so the bits of an
 * element do not depend on the tile that it falls into.
 *
 * <p>One step in k broadcasts R elements of A and loads the vectors of B: eight rows by two vectors
 * keep sixteen chains going, more than enough to hide a latency of four cycles on two fused
 * multiply-add units, and leave registers for the operands. The tiles are written out because the
 * compiler keeps vectors in registers only as local variables. The outer loop turns at most twice:
 * for the rows of B that can be loaded with whole vectors, and for the copies of its last ones.
 * Loads and stores are whole vectors: with masks a tile becomes too large for the compiler's
 * budgets.
 */
final class RowTiles {
  private RowTiles() {}

  static void tile8x2(Strip s, int first, float[] c, int co, int ldc) {
    float[] a = s.a;
    int a0 = s.ao + first * s.lda;
    int a1 = a0 + s.lda;
    int a2 = a1 + s.lda;
    int a3 = a2 + s.lda;
    int a4 = a3 + s.lda;
    int a5 = a4 + s.lda;
    int a6 = a5 + s.lda;
    int a7 = a6 + s.lda;
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
    io += s.ldi;
    FloatVector c4 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e4 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    io += s.ldi;
    FloatVector c5 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e5 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    io += s.ldi;
    FloatVector c6 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e6 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    io += s.ldi;
    FloatVector c7 = FloatVector.fromArray(FLOATS, init, io);
    FloatVector e7 = FloatVector.fromArray(FLOATS, init, io + COUNT);
    float[] b = s.b;
    int row = s.bo;
    int ldb = s.ldb;
    int end = s.head;
    int k = 0;
    while (true) {
      for (; k < end; k++, row += ldb) {
        FloatVector b0 = FloatVector.fromArray(FLOATS, b, row);
        FloatVector b1 = FloatVector.fromArray(FLOATS, b, row + COUNT);
        FloatVector v0 = FloatVector.broadcast(FLOATS, a[a0 + k]);
        c0 = v0.fma(b0, c0);
        e0 = v0.fma(b1, e0);
        FloatVector v1 = FloatVector.broadcast(FLOATS, a[a1 + k]);
        c1 = v1.fma(b0, c1);
        e1 = v1.fma(b1, e1);
        FloatVector v2 = FloatVector.broadcast(FLOATS, a[a2 + k]);
        c2 = v2.fma(b0, c2);
        e2 = v2.fma(b1, e2);
        FloatVector v3 = FloatVector.broadcast(FLOATS, a[a3 + k]);
        c3 = v3.fma(b0, c3);
        e3 = v3.fma(b1, e3);
        FloatVector v4 = FloatVector.broadcast(FLOATS, a[a4 + k]);
        c4 = v4.fma(b0, c4);
        e4 = v4.fma(b1, e4);
        FloatVector v5 = FloatVector.broadcast(FLOATS, a[a5 + k]);
        c5 = v5.fma(b0, c5);
        e5 = v5.fma(b1, e5);
        FloatVector v6 = FloatVector.broadcast(FLOATS, a[a6 + k]);
        c6 = v6.fma(b0, c6);
        e6 = v6.fma(b1, e6);
        FloatVector v7 = FloatVector.broadcast(FLOATS, a[a7 + k]);
        c7 = v7.fma(b0, c7);
        e7 = v7.fma(b1, e7);
      }
      if (end == s.inner) {
        break;
      }
      b = s.rest;
      row = 0;
      ldb = Strip.WIDTH;
      end = s.inner;
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

  static void tile8x1(Strip s, int first, float[] c, int co, int ldc) {
    float[] a = s.a;
    int a0 = s.ao + first * s.lda;
    int a1 = a0 + s.lda;
    int a2 = a1 + s.lda;
    int a3 = a2 + s.lda;
    int a4 = a3 + s.lda;
    int a5 = a4 + s.lda;
    int a6 = a5 + s.lda;
    int a7 = a6 + s.lda;
    float[] init = s.init;
    int io = s.io;
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c1 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c2 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c3 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c4 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c5 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c6 = FloatVector.fromArray(FLOATS, init, io);
    io += s.ldi;
    FloatVector c7 = FloatVector.fromArray(FLOATS, init, io);
    float[] b = s.b;
    int row = s.bo;
    int ldb = s.ldb;
    int end = s.head;
    int k = 0;
    while (true) {
      for (; k < end; k++, row += ldb) {
        FloatVector b0 = FloatVector.fromArray(FLOATS, b, row);
        FloatVector v0 = FloatVector.broadcast(FLOATS, a[a0 + k]);
        c0 = v0.fma(b0, c0);
        FloatVector v1 = FloatVector.broadcast(FLOATS, a[a1 + k]);
        c1 = v1.fma(b0, c1);
        FloatVector v2 = FloatVector.broadcast(FLOATS, a[a2 + k]);
        c2 = v2.fma(b0, c2);
        FloatVector v3 = FloatVector.broadcast(FLOATS, a[a3 + k]);
        c3 = v3.fma(b0, c3);
        FloatVector v4 = FloatVector.broadcast(FLOATS, a[a4 + k]);
        c4 = v4.fma(b0, c4);
        FloatVector v5 = FloatVector.broadcast(FLOATS, a[a5 + k]);
        c5 = v5.fma(b0, c5);
        FloatVector v6 = FloatVector.broadcast(FLOATS, a[a6 + k]);
        c6 = v6.fma(b0, c6);
        FloatVector v7 = FloatVector.broadcast(FLOATS, a[a7 + k]);
        c7 = v7.fma(b0, c7);
      }
      if (end == s.inner) {
        break;
      }
      b = s.rest;
      row = 0;
      ldb = Strip.WIDTH;
      end = s.inner;
    }
    int at = co;
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

  static void tile4x2(Strip s, int first, float[] c, int co, int ldc) {
    float[] a = s.a;
    int a0 = s.ao + first * s.lda;
    int a1 = a0 + s.lda;
    int a2 = a1 + s.lda;
    int a3 = a2 + s.lda;
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
    int row = s.bo;
    int ldb = s.ldb;
    int end = s.head;
    int k = 0;
    while (true) {
      for (; k < end; k++, row += ldb) {
        FloatVector b0 = FloatVector.fromArray(FLOATS, b, row);
        FloatVector b1 = FloatVector.fromArray(FLOATS, b, row + COUNT);
        FloatVector v0 = FloatVector.broadcast(FLOATS, a[a0 + k]);
        c0 = v0.fma(b0, c0);
        e0 = v0.fma(b1, e0);
        FloatVector v1 = FloatVector.broadcast(FLOATS, a[a1 + k]);
        c1 = v1.fma(b0, c1);
        e1 = v1.fma(b1, e1);
        FloatVector v2 = FloatVector.broadcast(FLOATS, a[a2 + k]);
        c2 = v2.fma(b0, c2);
        e2 = v2.fma(b1, e2);
        FloatVector v3 = FloatVector.broadcast(FLOATS, a[a3 + k]);
        c3 = v3.fma(b0, c3);
        e3 = v3.fma(b1, e3);
      }
      if (end == s.inner) {
        break;
      }
      b = s.rest;
      row = 0;
      ldb = Strip.WIDTH;
      end = s.inner;
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

  static void tile4x1(Strip s, int first, float[] c, int co, int ldc) {
    float[] a = s.a;
    int a0 = s.ao + first * s.lda;
    int a1 = a0 + s.lda;
    int a2 = a1 + s.lda;
    int a3 = a2 + s.lda;
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
    int row = s.bo;
    int ldb = s.ldb;
    int end = s.head;
    int k = 0;
    while (true) {
      for (; k < end; k++, row += ldb) {
        FloatVector b0 = FloatVector.fromArray(FLOATS, b, row);
        FloatVector v0 = FloatVector.broadcast(FLOATS, a[a0 + k]);
        c0 = v0.fma(b0, c0);
        FloatVector v1 = FloatVector.broadcast(FLOATS, a[a1 + k]);
        c1 = v1.fma(b0, c1);
        FloatVector v2 = FloatVector.broadcast(FLOATS, a[a2 + k]);
        c2 = v2.fma(b0, c2);
        FloatVector v3 = FloatVector.broadcast(FLOATS, a[a3 + k]);
        c3 = v3.fma(b0, c3);
      }
      if (end == s.inner) {
        break;
      }
      b = s.rest;
      row = 0;
      ldb = Strip.WIDTH;
      end = s.inner;
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
  static void tile1(Strip s, int first, boolean wide, float[] c, int co) {
    float[] a = s.a;
    int a0 = s.ao + first * s.lda;
    float[] init = s.init;
    int io = s.io;
    if (wide) {
      FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
      FloatVector e0 = FloatVector.fromArray(FLOATS, init, io + COUNT);
      float[] b = s.b;
      int row = s.bo;
      int ldb = s.ldb;
      int end = s.head;
      int k = 0;
      while (true) {
        for (; k < end; k++, row += ldb) {
          FloatVector b0 = FloatVector.fromArray(FLOATS, b, row);
          FloatVector b1 = FloatVector.fromArray(FLOATS, b, row + COUNT);
          FloatVector v0 = FloatVector.broadcast(FLOATS, a[a0 + k]);
          c0 = v0.fma(b0, c0);
          e0 = v0.fma(b1, e0);
        }
        if (end == s.inner) {
          break;
        }
        b = s.rest;
        row = 0;
        ldb = Strip.WIDTH;
        end = s.inner;
      }
      c0.add(0).intoArray(c, co);
      e0.add(0).intoArray(c, co + COUNT);
      return;
    }
    FloatVector c0 = FloatVector.fromArray(FLOATS, init, io);
    float[] b = s.b;
    int row = s.bo;
    int ldb = s.ldb;
    int end = s.head;
    int k = 0;
    while (true) {
      for (; k < end; k++, row += ldb) {
        FloatVector b0 = FloatVector.fromArray(FLOATS, b, row);
        FloatVector v0 = FloatVector.broadcast(FLOATS, a[a0 + k]);
        c0 = v0.fma(b0, c0);
      }
      if (end == s.inner) {
        break;
      }
      b = s.rest;
      row = 0;
      ldb = Strip.WIDTH;
      end = s.inner;
    }
    c0.add(0).intoArray(c, co);
  }
}
