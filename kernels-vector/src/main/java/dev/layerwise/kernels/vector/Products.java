package dev.layerwise.kernels.vector;

/**
 * The three matrix products of a dense layer, strip by strip of output columns.
 *
 * <p>Every element is one chain of fused multiply-adds in ascending order of the summed index,
 * whatever the shape, so rows (and, in {@link #weightGradient}, input columns) can be divided at
 * will. Against the scalar reference, which rounds product and sum, a sum of k terms differs by at
 * most {@code 2 k ε Σ|aᵢ bᵢ|} with ε = 2^-24 (Higham, "Accuracy and Stability of Numerical
 * Algorithms", 2002, section 3.1: each side is within {@code k ε Σ|aᵢ bᵢ|} of the exact sum, to
 * first order).
 */
final class Products {
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
    Strip strip = open(d, x, xo, ldx, z, ldz);
    strip.listed =
        worthListing(n, d) && Zeros.frequent(n, d, x, xo, ldx) && Zeros.finite(d, u, w, wo, ldw);
    if (strip.listed) {
      strip.zeros.listColumns(n, d, x, xo, ldx);
    }
    for (int j = strip.first(u); j >= 0; j -= Strip.WIDTH) {
      strip.startFrom(b, bo + j);
      takeOrPack(strip, n, w, wo + j, ldw);
      strip.co = zo + j;
      strip.multiplyRows(n);
      strip.next();
    }
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
    Strip strip = open(u, dz, dzo, lddz, dx, lddx);
    strip.startFromZero();
    strip.listed = false;
    for (int k = strip.first(d); k >= 0; k -= Strip.WIDTH) {
      strip.packTransposed(w, wo + k * ldw, ldw);
      strip.co = dxo + k;
      strip.multiplyRows(n);
      strip.next();
    }
    strip.release();
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
    Strip strip = open(n, x, xo, ldx, dw, lddw);
    strip.startFromZero();
    strip.listed =
        worthListing(d, n) && Zeros.frequent(n, d, x, xo, ldx) && Zeros.finite(n, u, dz, dzo, lddz);
    if (strip.listed) {
      strip.zeros.listRows(n, d, x, xo, ldx);
    }
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

  /** A few tiles of some length: less is done before it is looked into. */
  private static boolean worthListing(int rows, int steps) {
    return Strip.EIGHT_ROWS && rows >= Zeros.TILE && steps >= 16 && (long) rows * steps >= 4096;
  }

  private static void takeOrPack(Strip strip, int rows, float[] b, int bo, int ldb) {
    if (ldb >= 4 * Strip.WIDTH && rows >= 32) {
      strip.pack(b, bo, ldb);
    } else {
      strip.take(b, bo, ldb);
    }
  }
}
