package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.SparseRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The product of a dense layer for a single example: many columns side by side, since with one row
 * nothing else hides how long a multiply-add takes, and since W is then read once and in the order
 * in which it lies in memory. Up to ten vectors of columns are one pass: two passes would read the
 * lines of the cache twice in which they meet.
 *
 * <p>Sums have the order of {@link Products}. The last vector ends with the last column, perhaps
 * over columns that the one before it has computed already, with the same bits.
 */
final class SingleRow {
  private SingleRow() {}

  /** Whether a row of {@code u} columns fills vectors. */
  static boolean fits(int u) {
    return u >= COUNT;
  }

  static void affine(
      int d,
      int u,
      float[] x,
      int xo,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] z,
      int zo) {
    if (u < COUNT) {
      narrow(d, u, x, xo, w, wo, ldw, b, bo, z, zo);
      return;
    }
    int j = 0;
    for (; j + 10 * COUNT < u; j += 8 * COUNT) {
      eight(d, x, xo, w, wo + j, ldw, b, bo + j, z, zo + j);
    }
    if (j + 8 * COUNT < u) {
      int ninth = Math.min(8 * COUNT, u - COUNT - j);
      ten(d, x, xo, w, wo + j, ldw, b, bo + j, z, zo + j, ninth, u - COUNT - j);
      return;
    }
    if (j + 8 * COUNT == u) {
      eight(d, x, xo, w, wo + j, ldw, b, bo + j, z, zo + j);
      return;
    }
    if (j + 4 * COUNT <= u) {
      four(d, x, xo, w, wo + j, ldw, b, bo + j, z, zo + j);
      j += 4 * COUNT;
    }
    for (; j < u; j += 2 * COUNT) {
      int first = Math.min(j, u - COUNT);
      int second = Math.min(first + COUNT, u - COUNT) - first;
      two(d, x, xo, w, wo + first, ldw, b, bo + first, z, zo + first, second);
    }
  }

  /** The same for row {@code row} of x, without its zeros. */
  static void affine(
      SparseRows x,
      int row,
      int u,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] z,
      int zo) {
    int from = row * x.stride();
    int end = from + x.count(row);
    int j = 0;
    for (; j + 10 * COUNT < u; j += 8 * COUNT) {
      eight(x, from, end, w, wo + j, ldw, b, bo + j, z, zo + j);
    }
    if (j + 8 * COUNT < u) {
      int ninth = Math.min(8 * COUNT, u - COUNT - j);
      ten(x, from, end, w, wo + j, ldw, b, bo + j, z, zo + j, ninth, u - COUNT - j);
      return;
    }
    if (j + 8 * COUNT == u) {
      eight(x, from, end, w, wo + j, ldw, b, bo + j, z, zo + j);
      return;
    }
    if (j + 4 * COUNT <= u) {
      four(x, from, end, w, wo + j, ldw, b, bo + j, z, zo + j);
      j += 4 * COUNT;
    }
    for (; j < u; j += 2 * COUNT) {
      int first = Math.min(j, u - COUNT);
      int second = Math.min(first + COUNT, u - COUNT) - first;
      two(x, from, end, w, wo + first, ldw, b, bo + first, z, zo + first, second);
    }
  }

  /**
   * Ten vectors of z, the last two of them {@code ninth} and {@code tenth} columns behind the
   * first.
   */
  private static void ten(
      int d,
      float[] x,
      int xo,
      float[] w,
      int wo,
      int ldw,
      float[] bias,
      int bo,
      float[] z,
      int zo,
      int ninth,
      int tenth) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, bias, bo);
    FloatVector s1 = FloatVector.fromArray(FLOATS, bias, bo + COUNT);
    FloatVector s2 = FloatVector.fromArray(FLOATS, bias, bo + 2 * COUNT);
    FloatVector s3 = FloatVector.fromArray(FLOATS, bias, bo + 3 * COUNT);
    FloatVector s4 = FloatVector.fromArray(FLOATS, bias, bo + 4 * COUNT);
    FloatVector s5 = FloatVector.fromArray(FLOATS, bias, bo + 5 * COUNT);
    FloatVector s6 = FloatVector.fromArray(FLOATS, bias, bo + 6 * COUNT);
    FloatVector s7 = FloatVector.fromArray(FLOATS, bias, bo + 7 * COUNT);
    FloatVector s8 = FloatVector.fromArray(FLOATS, bias, bo + ninth);
    FloatVector s9 = FloatVector.fromArray(FLOATS, bias, bo + tenth);
    int row = wo;
    for (int k = 0; k < d; k++, row += ldw) {
      FloatVector v = FloatVector.broadcast(FLOATS, x[xo + k]);
      s0 = v.fma(FloatVector.fromArray(FLOATS, w, row), s0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, w, row + COUNT), s1);
      s2 = v.fma(FloatVector.fromArray(FLOATS, w, row + 2 * COUNT), s2);
      s3 = v.fma(FloatVector.fromArray(FLOATS, w, row + 3 * COUNT), s3);
      s4 = v.fma(FloatVector.fromArray(FLOATS, w, row + 4 * COUNT), s4);
      s5 = v.fma(FloatVector.fromArray(FLOATS, w, row + 5 * COUNT), s5);
      s6 = v.fma(FloatVector.fromArray(FLOATS, w, row + 6 * COUNT), s6);
      s7 = v.fma(FloatVector.fromArray(FLOATS, w, row + 7 * COUNT), s7);
      s8 = v.fma(FloatVector.fromArray(FLOATS, w, row + ninth), s8);
      s9 = v.fma(FloatVector.fromArray(FLOATS, w, row + tenth), s9);
    }
    s0.add(0).intoArray(z, zo);
    s1.add(0).intoArray(z, zo + COUNT);
    s2.add(0).intoArray(z, zo + 2 * COUNT);
    s3.add(0).intoArray(z, zo + 3 * COUNT);
    s4.add(0).intoArray(z, zo + 4 * COUNT);
    s5.add(0).intoArray(z, zo + 5 * COUNT);
    s6.add(0).intoArray(z, zo + 6 * COUNT);
    s7.add(0).intoArray(z, zo + 7 * COUNT);
    s8.add(0).intoArray(z, zo + ninth);
    s9.add(0).intoArray(z, zo + tenth);
  }

  /** Eight vectors of z. */
  private static void eight(
      int d,
      float[] x,
      int xo,
      float[] w,
      int wo,
      int ldw,
      float[] bias,
      int bo,
      float[] z,
      int zo) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, bias, bo);
    FloatVector s1 = FloatVector.fromArray(FLOATS, bias, bo + COUNT);
    FloatVector s2 = FloatVector.fromArray(FLOATS, bias, bo + 2 * COUNT);
    FloatVector s3 = FloatVector.fromArray(FLOATS, bias, bo + 3 * COUNT);
    FloatVector s4 = FloatVector.fromArray(FLOATS, bias, bo + 4 * COUNT);
    FloatVector s5 = FloatVector.fromArray(FLOATS, bias, bo + 5 * COUNT);
    FloatVector s6 = FloatVector.fromArray(FLOATS, bias, bo + 6 * COUNT);
    FloatVector s7 = FloatVector.fromArray(FLOATS, bias, bo + 7 * COUNT);
    int row = wo;
    for (int k = 0; k < d; k++, row += ldw) {
      FloatVector v = FloatVector.broadcast(FLOATS, x[xo + k]);
      s0 = v.fma(FloatVector.fromArray(FLOATS, w, row), s0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, w, row + COUNT), s1);
      s2 = v.fma(FloatVector.fromArray(FLOATS, w, row + 2 * COUNT), s2);
      s3 = v.fma(FloatVector.fromArray(FLOATS, w, row + 3 * COUNT), s3);
      s4 = v.fma(FloatVector.fromArray(FLOATS, w, row + 4 * COUNT), s4);
      s5 = v.fma(FloatVector.fromArray(FLOATS, w, row + 5 * COUNT), s5);
      s6 = v.fma(FloatVector.fromArray(FLOATS, w, row + 6 * COUNT), s6);
      s7 = v.fma(FloatVector.fromArray(FLOATS, w, row + 7 * COUNT), s7);
    }
    s0.add(0).intoArray(z, zo);
    s1.add(0).intoArray(z, zo + COUNT);
    s2.add(0).intoArray(z, zo + 2 * COUNT);
    s3.add(0).intoArray(z, zo + 3 * COUNT);
    s4.add(0).intoArray(z, zo + 4 * COUNT);
    s5.add(0).intoArray(z, zo + 5 * COUNT);
    s6.add(0).intoArray(z, zo + 6 * COUNT);
    s7.add(0).intoArray(z, zo + 7 * COUNT);
  }

  /** Four vectors of z. */
  private static void four(
      int d,
      float[] x,
      int xo,
      float[] w,
      int wo,
      int ldw,
      float[] bias,
      int bo,
      float[] z,
      int zo) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, bias, bo);
    FloatVector s1 = FloatVector.fromArray(FLOATS, bias, bo + COUNT);
    FloatVector s2 = FloatVector.fromArray(FLOATS, bias, bo + 2 * COUNT);
    FloatVector s3 = FloatVector.fromArray(FLOATS, bias, bo + 3 * COUNT);
    int row = wo;
    for (int k = 0; k < d; k++, row += ldw) {
      FloatVector v = FloatVector.broadcast(FLOATS, x[xo + k]);
      s0 = v.fma(FloatVector.fromArray(FLOATS, w, row), s0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, w, row + COUNT), s1);
      s2 = v.fma(FloatVector.fromArray(FLOATS, w, row + 2 * COUNT), s2);
      s3 = v.fma(FloatVector.fromArray(FLOATS, w, row + 3 * COUNT), s3);
    }
    s0.add(0).intoArray(z, zo);
    s1.add(0).intoArray(z, zo + COUNT);
    s2.add(0).intoArray(z, zo + 2 * COUNT);
    s3.add(0).intoArray(z, zo + 3 * COUNT);
  }

  /**
   * Fewer columns than a vector has: it reads on into the next row and leaves the surplus alone.
   * The last rows, behind which there is nothing to read, are added element by element, which
   * rounds in the same way.
   */
  private static void narrow(
      int d,
      int u,
      float[] x,
      int xo,
      float[] w,
      int wo,
      int ldw,
      float[] bias,
      int bo,
      float[] z,
      int zo) {
    VectorMask<Float> columns = FLOATS.indexInRange(0, u);
    FloatVector s = FloatVector.fromArray(FLOATS, bias, bo, columns);
    int k = 0;
    int row = wo;
    for (; k < d && row + COUNT <= w.length; k++, row += ldw) {
      s = FloatVector.broadcast(FLOATS, x[xo + k]).fma(FloatVector.fromArray(FLOATS, w, row), s);
    }
    s.intoArray(z, zo, columns);
    for (; k < d; k++, row += ldw) {
      for (int j = 0; j < u; j++) {
        z[zo + j] = Math.fma(x[xo + k], w[row + j], z[zo + j]);
      }
    }
    for (int j = 0; j < u; j++) {
      z[zo + j] += 0;
    }
  }

  /** Two vectors of z. */
  private static void two(
      int d,
      float[] x,
      int xo,
      float[] w,
      int wo,
      int ldw,
      float[] bias,
      int bo,
      float[] z,
      int zo,
      int second) {
    FloatVector s0 = FloatVector.fromArray(FLOATS, bias, bo);
    FloatVector s1 = FloatVector.fromArray(FLOATS, bias, bo + second);
    int row = wo;
    for (int k = 0; k < d; k++, row += ldw) {
      FloatVector v = FloatVector.broadcast(FLOATS, x[xo + k]);
      s0 = v.fma(FloatVector.fromArray(FLOATS, w, row), s0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, w, row + second), s1);
    }
    s0.add(0).intoArray(z, zo);
    s1.add(0).intoArray(z, zo + second);
  }

  /**
   * Ten vectors of z from the elements q of a list, the last two of them {@code ninth} and {@code
   * tenth} columns behind the first.
   */
  private static void ten(
      SparseRows x,
      int from,
      int end,
      float[] w,
      int wo,
      int ldw,
      float[] bias,
      int bo,
      float[] z,
      int zo,
      int ninth,
      int tenth) {
    int[] list = x.elementColumns();
    float[] values = x.elements();
    FloatVector s0 = FloatVector.fromArray(FLOATS, bias, bo);
    FloatVector s1 = FloatVector.fromArray(FLOATS, bias, bo + COUNT);
    FloatVector s2 = FloatVector.fromArray(FLOATS, bias, bo + 2 * COUNT);
    FloatVector s3 = FloatVector.fromArray(FLOATS, bias, bo + 3 * COUNT);
    FloatVector s4 = FloatVector.fromArray(FLOATS, bias, bo + 4 * COUNT);
    FloatVector s5 = FloatVector.fromArray(FLOATS, bias, bo + 5 * COUNT);
    FloatVector s6 = FloatVector.fromArray(FLOATS, bias, bo + 6 * COUNT);
    FloatVector s7 = FloatVector.fromArray(FLOATS, bias, bo + 7 * COUNT);
    FloatVector s8 = FloatVector.fromArray(FLOATS, bias, bo + ninth);
    FloatVector s9 = FloatVector.fromArray(FLOATS, bias, bo + tenth);
    for (int q = from; q < end; q++) {
      int row = wo + list[q] * ldw;
      FloatVector v = FloatVector.broadcast(FLOATS, values[q]);
      s0 = v.fma(FloatVector.fromArray(FLOATS, w, row), s0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, w, row + COUNT), s1);
      s2 = v.fma(FloatVector.fromArray(FLOATS, w, row + 2 * COUNT), s2);
      s3 = v.fma(FloatVector.fromArray(FLOATS, w, row + 3 * COUNT), s3);
      s4 = v.fma(FloatVector.fromArray(FLOATS, w, row + 4 * COUNT), s4);
      s5 = v.fma(FloatVector.fromArray(FLOATS, w, row + 5 * COUNT), s5);
      s6 = v.fma(FloatVector.fromArray(FLOATS, w, row + 6 * COUNT), s6);
      s7 = v.fma(FloatVector.fromArray(FLOATS, w, row + 7 * COUNT), s7);
      s8 = v.fma(FloatVector.fromArray(FLOATS, w, row + ninth), s8);
      s9 = v.fma(FloatVector.fromArray(FLOATS, w, row + tenth), s9);
    }
    s0.add(0).intoArray(z, zo);
    s1.add(0).intoArray(z, zo + COUNT);
    s2.add(0).intoArray(z, zo + 2 * COUNT);
    s3.add(0).intoArray(z, zo + 3 * COUNT);
    s4.add(0).intoArray(z, zo + 4 * COUNT);
    s5.add(0).intoArray(z, zo + 5 * COUNT);
    s6.add(0).intoArray(z, zo + 6 * COUNT);
    s7.add(0).intoArray(z, zo + 7 * COUNT);
    s8.add(0).intoArray(z, zo + ninth);
    s9.add(0).intoArray(z, zo + tenth);
  }

  /** Eight vectors of z from the elements q of a list. */
  private static void eight(
      SparseRows x,
      int from,
      int end,
      float[] w,
      int wo,
      int ldw,
      float[] bias,
      int bo,
      float[] z,
      int zo) {
    int[] list = x.elementColumns();
    float[] values = x.elements();
    FloatVector s0 = FloatVector.fromArray(FLOATS, bias, bo);
    FloatVector s1 = FloatVector.fromArray(FLOATS, bias, bo + COUNT);
    FloatVector s2 = FloatVector.fromArray(FLOATS, bias, bo + 2 * COUNT);
    FloatVector s3 = FloatVector.fromArray(FLOATS, bias, bo + 3 * COUNT);
    FloatVector s4 = FloatVector.fromArray(FLOATS, bias, bo + 4 * COUNT);
    FloatVector s5 = FloatVector.fromArray(FLOATS, bias, bo + 5 * COUNT);
    FloatVector s6 = FloatVector.fromArray(FLOATS, bias, bo + 6 * COUNT);
    FloatVector s7 = FloatVector.fromArray(FLOATS, bias, bo + 7 * COUNT);
    for (int q = from; q < end; q++) {
      int row = wo + list[q] * ldw;
      FloatVector v = FloatVector.broadcast(FLOATS, values[q]);
      s0 = v.fma(FloatVector.fromArray(FLOATS, w, row), s0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, w, row + COUNT), s1);
      s2 = v.fma(FloatVector.fromArray(FLOATS, w, row + 2 * COUNT), s2);
      s3 = v.fma(FloatVector.fromArray(FLOATS, w, row + 3 * COUNT), s3);
      s4 = v.fma(FloatVector.fromArray(FLOATS, w, row + 4 * COUNT), s4);
      s5 = v.fma(FloatVector.fromArray(FLOATS, w, row + 5 * COUNT), s5);
      s6 = v.fma(FloatVector.fromArray(FLOATS, w, row + 6 * COUNT), s6);
      s7 = v.fma(FloatVector.fromArray(FLOATS, w, row + 7 * COUNT), s7);
    }
    s0.add(0).intoArray(z, zo);
    s1.add(0).intoArray(z, zo + COUNT);
    s2.add(0).intoArray(z, zo + 2 * COUNT);
    s3.add(0).intoArray(z, zo + 3 * COUNT);
    s4.add(0).intoArray(z, zo + 4 * COUNT);
    s5.add(0).intoArray(z, zo + 5 * COUNT);
    s6.add(0).intoArray(z, zo + 6 * COUNT);
    s7.add(0).intoArray(z, zo + 7 * COUNT);
  }

  /** Four vectors of z from the elements q of a list. */
  private static void four(
      SparseRows x,
      int from,
      int end,
      float[] w,
      int wo,
      int ldw,
      float[] bias,
      int bo,
      float[] z,
      int zo) {
    int[] list = x.elementColumns();
    float[] values = x.elements();
    FloatVector s0 = FloatVector.fromArray(FLOATS, bias, bo);
    FloatVector s1 = FloatVector.fromArray(FLOATS, bias, bo + COUNT);
    FloatVector s2 = FloatVector.fromArray(FLOATS, bias, bo + 2 * COUNT);
    FloatVector s3 = FloatVector.fromArray(FLOATS, bias, bo + 3 * COUNT);
    for (int q = from; q < end; q++) {
      int row = wo + list[q] * ldw;
      FloatVector v = FloatVector.broadcast(FLOATS, values[q]);
      s0 = v.fma(FloatVector.fromArray(FLOATS, w, row), s0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, w, row + COUNT), s1);
      s2 = v.fma(FloatVector.fromArray(FLOATS, w, row + 2 * COUNT), s2);
      s3 = v.fma(FloatVector.fromArray(FLOATS, w, row + 3 * COUNT), s3);
    }
    s0.add(0).intoArray(z, zo);
    s1.add(0).intoArray(z, zo + COUNT);
    s2.add(0).intoArray(z, zo + 2 * COUNT);
    s3.add(0).intoArray(z, zo + 3 * COUNT);
  }

  /** Two vectors of z from the elements q of a list. */
  private static void two(
      SparseRows x,
      int from,
      int end,
      float[] w,
      int wo,
      int ldw,
      float[] bias,
      int bo,
      float[] z,
      int zo,
      int second) {
    int[] list = x.elementColumns();
    float[] values = x.elements();
    FloatVector s0 = FloatVector.fromArray(FLOATS, bias, bo);
    FloatVector s1 = FloatVector.fromArray(FLOATS, bias, bo + second);
    for (int q = from; q < end; q++) {
      int row = wo + list[q] * ldw;
      FloatVector v = FloatVector.broadcast(FLOATS, values[q]);
      s0 = v.fma(FloatVector.fromArray(FLOATS, w, row), s0);
      s1 = v.fma(FloatVector.fromArray(FLOATS, w, row + second), s1);
    }
    s0.add(0).intoArray(z, zo);
    s1.add(0).intoArray(z, zo + second);
  }
}
