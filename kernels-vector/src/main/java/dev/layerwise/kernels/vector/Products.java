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
  private static final float[] NONE = {};

  /** With 32 columns of B, and eight rows of A: what the nearest cache holds. */
  private static final int DEPTH = 256;

  /** The columns of C from which on it pays to copy A into the order in which tiles read it. */
  private static final int MANY = 256;

  /** The distance of rows, nearly a page, from which on a walk down a column is slow. */
  private static final int FAR = 800;

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
    if (n == 1 && SingleRow.fits(u)) {
      SingleRow.affine(d, u, x, xo, w, wo, ldw, b, bo, z, zo);
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
    Strip strip = open(u, dz, dzo, lddz, dx, lddx);
    multiplyRows(strip, n, d, w, wo, ldw, true, NONE, 0, dxo);
    strip.release();
  }

  /**
   * All strips of a product whose A lies row after row. A deep product is cut into blocks of rows
   * of B, which stay in the nearest cache while they meet all rows of A; the sums pass from block
   * to block through C.
   */
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
    int inner = strip.inner;
    int ao = strip.ao;
    int lda = strip.lda;
    boolean deep = inner >= 2 * DEPTH && rows >= 32;
    int block = deep ? DEPTH : inner;
    int j = strip.first(columns);
    if (j >= 0 && strip.width < Strip.WIDTH) {
      start(strip, bias, biasOffset + j);
      multiplyStrip(strip, rows, j, b, bo, ldb, transposed, co);
      strip.next();
      j -= Strip.WIDTH;
    }
    float[] a = strip.a;
    int packed = j >= MANY && Strip.EIGHT_ROWS ? rows / 8 * 8 : 0;
    for (int k = 0; packed > 0 && k < inner; k += block) {
      strip.inner = Math.min(block, inner - k);
      strip.ao = ao + k;
      strip.packRows(packed, packed * k);
    }
    // The order in which B is read: along its rows as they lie in memory.
    int strips = j < 0 ? 0 : j / Strip.WIDTH + 1;
    int blocks = Math.max(1, (inner + block - 1) / Math.max(1, block));
    for (int i = 0; i < strips * blocks; i++) {
      int q = (transposed ? i / blocks : i % strips) * Strip.WIDTH;
      int k = (transposed ? i % blocks : i / strips) * block;
      strip.inner = Math.min(block, inner - k);
      if (k == 0) {
        start(strip, bias, biasOffset + q);
      } else {
        strip.goOn();
      }
      int from = transposed ? bo + k : bo + k * ldb;
      takeOrPack(strip, rows, b, from, ldb, transposed, q);
      strip.co = co + q;
      if (packed > 0) {
        strip.usePacked(packed * k);
        strip.multiplyColumns(packed);
        strip.co += packed * strip.ldc;
      }
      strip.useRows(a, ao + k + packed * lda, lda);
      strip.multiplyRows(rows - packed);
    }
  }

  private static void start(Strip strip, float[] bias, int from) {
    if (bias.length == 0) {
      strip.startFromZero();
    } else {
      strip.startFrom(bias, from);
    }
  }

  private static void multiplyStrip(
      Strip strip, int rows, int j, float[] b, int bo, int ldb, boolean transposed, int co) {
    takeOrPack(strip, rows, b, bo, ldb, transposed, j);
    strip.co = co + j;
    strip.multiplyRows(rows);
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
    Strip strip = open(n, x, xo, ldx, dw, lddw);
    strip.startFromZero();
    strip.columnStep = 1;
    int packed = u > 2 * Strip.WIDTH && ldx >= FAR ? d / 8 * 8 : 0;
    if (packed > 0) {
      strip.packColumns(packed);
      multiplyColumns(strip, packed, u, dz, dzo, lddz, dwo);
      strip.a = x;
      strip.ao = xo + packed;
      strip.lda = ldx;
      strip.columnStep = 1;
    }
    multiplyColumns(strip, d - packed, u, dz, dzo, lddz, dwo + packed * lddw);
    strip.release();
  }

  private static void multiplyColumns(
      Strip strip, int rows, int columns, float[] b, int bo, int ldb, int co) {
    for (int j = strip.first(columns); j >= 0; j -= Strip.WIDTH) {
      takeOrPack(strip, rows, b, bo + j, ldb);
      strip.co = co + j;
      strip.multiplyColumns(rows);
      strip.next();
    }
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
