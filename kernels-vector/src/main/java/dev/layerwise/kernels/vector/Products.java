package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Panels.Layout.COLUMNS;
import static dev.layerwise.kernels.vector.Panels.Layout.ROWS;

/**
 * The three matrix products of a dense layer: the large ones by way of {@link Panels}, the others
 * strip by strip of output columns.
 *
 * <p>Every element is one chain of fused multiply-adds in ascending order of the summed index,
 * whatever the shape, so rows (and, in {@link #weightGradient}, input columns) can be divided at
 * will. Against the scalar reference, which rounds product and sum, a sum of k terms differs by at
 * most {@code 2 k ε Σ|aᵢ bᵢ|} with ε = 2^-24 (Higham, "Accuracy and Stability of Numerical
 * Algorithms", 2002, section 3.1: each side is within {@code k ε Σ|aᵢ bᵢ|} of the exact sum, to
 * first order).
 */
final class Products {
  private static final float[] NONE = {};

  private Products() {}

  static void affine(
      int n,
      int d,
      int u,
      float[] x,
      int xo,
      int ldx,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] z,
      int zo,
      int ldz) {
    if (n == 1) {
      SingleRow.affine(d, u, x, xo, w, wo, ldw, b, bo, z, zo);
      return;
    }
    if (Panels.pay(n, d, u)) {
      Panels.ofThread().multiply(n, d, u, ROWS, x, xo, ldx, ROWS, w, wo, ldw, b, bo, z, zo, ldz);
      return;
    }
    Strip strip = open(d, x, xo, ldx, z, ldz);
    multiplyRows(strip, n, u, w, wo, ldw, false, b, bo, zo);
    strip.release();
  }

  static void inputGradient(
      int n,
      int d,
      int u,
      float[] dz,
      int dzo,
      int lddz,
      float[] w,
      int wo,
      int ldw,
      float[] dx,
      int dxo,
      int lddx) {
    if (Panels.pay(n, u, d)) {
      Panels.ofThread()
          .multiply(n, u, d, ROWS, dz, dzo, lddz, COLUMNS, w, wo, ldw, NONE, 0, dx, dxo, lddx);
      return;
    }
    Strip strip = open(u, dz, dzo, lddz, dx, lddx);
    multiplyRows(strip, n, d, w, wo, ldw, true, NONE, 0, dxo);
    strip.release();
  }

  /** All strips of a product whose A lies row after row. */
  private static void multiplyRows(
      Strip strip,
      int rows,
      int columns,
      float[] b,
      int bo,
      int ldb,
      boolean transposed,
      float[] bias,
      int biasOffset,
      int co) {
    for (int j = strip.first(columns); j >= 0; j -= Strip.WIDTH) {
      start(strip, bias, biasOffset + j);
      takeOrPack(strip, rows, b, bo, ldb, transposed, j);
      strip.co = co + j;
      strip.multiplyRows(rows);
      strip.next();
    }
  }

  private static void start(Strip strip, float[] bias, int from) {
    if (bias.length == 0) {
      strip.startFromZero();
    } else {
      strip.startFrom(bias, from);
    }
  }

  /** Prepares column j and those that follow of B, which is given by its transpose if so said. */
  private static void takeOrPack(
      Strip strip, int rows, float[] b, int bo, int ldb, boolean transposed, int j) {
    if (transposed) {
      strip.packTransposed(b, bo + j * ldb, ldb);
    } else {
      takeOrPack(strip, rows, b, bo + j, ldb);
    }
  }

  static void weightGradient(
      int n,
      int d,
      int u,
      float[] x,
      int xo,
      int ldx,
      float[] dz,
      int dzo,
      int lddz,
      float[] dw,
      int dwo,
      int lddw) {
    if (Panels.pay(d, n, u)) {
      Panels.ofThread()
          .multiply(d, n, u, COLUMNS, x, xo, ldx, ROWS, dz, dzo, lddz, NONE, 0, dw, dwo, lddw);
      return;
    }
    Strip strip = open(n, x, xo, ldx, dw, lddw);
    strip.startFromZero();
    for (int j = strip.first(u); j >= 0; j -= Strip.WIDTH) {
      takeOrPack(strip, d, dz, dzo + j, lddz);
      strip.co = dwo + j;
      strip.multiplyColumns(d);
      strip.next();
    }
    strip.release();
  }

  private static Strip open(int inner, float[] a, int ao, int lda, float[] c, int ldc) {
    Strip strip = Strip.ofThread();
    strip.inner = inner;
    strip.a = a;
    strip.ao = ao;
    strip.lda = lda;
    strip.c = c;
    strip.ldc = ldc;
    return strip;
  }

  private static void takeOrPack(Strip strip, int rows, float[] b, int bo, int ldb) {
    if (ldb >= 4 * Strip.WIDTH && rows >= 32) {
      strip.pack(b, bo, ldb);
    } else {
      strip.take(b, bo, ldb);
    }
  }
}
