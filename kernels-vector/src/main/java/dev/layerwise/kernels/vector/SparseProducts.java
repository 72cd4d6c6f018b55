package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.kernels.vector.Lanes.INTS;

import dev.layerwise.kernel.SparseRows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The products of a dense layer whose inputs are {@link SparseRows}.
 *
 * <p>The order of every sum is that of {@link Products}, and leaving out a zero changes no bit of
 * it.
 */
final class SparseProducts {
  private static final ThreadLocal<SparseProducts> OF_THREAD =
      ThreadLocal.withInitial(SparseProducts::new);

  /** The columns of C from which on B is read in parts that stay in the nearest cache. */
  private static final int MANY = 2 * Strip.WIDTH;

  private static final int BLOCK = SparseRows.BLOCK;

  /** For the block at hand: the rows in which it is not empty, and where it lies there. */
  private int[] rows = {};

  private int[] places = {};

  /** For every row, where its next block lies. */
  private int[] cursors = {};

  /** dz, strip by strip, row by row. */
  private float[] panel = {};

  private SparseProducts() {}

  static void affine(
      SparseRows x,
      int row,
      int n,
      int u,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] z,
      int zo,
      int ldz) {
    if (n == 1 && SingleRow.fits(u)) {
      SingleRow.affine(x, row, u, w, wo, ldw, b, bo, z, zo);
      return;
    }
    Strip strip = Strip.ofThread();
    strip.c = z;
    strip.ldc = ldz;
    for (int j = strip.first(u); j >= 0; j -= Strip.WIDTH) {
      strip.startFrom(b, bo + j);
      strip.co = zo + j;
      boolean parts = u > MANY && strip.width == Strip.WIDTH;
      int words = parts ? 1 : x.words();
      for (int word = 0; word < x.words(); word += words) {
        int k = word * SparseRows.WORD;
        strip.inner = Math.min(x.columns() - k, words * SparseRows.WORD);
        int from = wo + j + k * ldw;
        if (parts && n >= 32) {
          strip.pack(w, from, ldw);
        } else {
          strip.take(w, from, ldw);
          if (reaches(x, row, n, word + words, k + strip.head)) {
            strip.pack(w, from, ldw);
          }
        }
        if (word > 0) {
          strip.goOn();
        }
        strip.multiplySparse(x, row, n, word, words, k);
      }
      strip.next();
    }
    strip.release();
  }

  /** Whether any row has an element before word {@code end} in column {@code k} or beyond. */
  private static boolean reaches(SparseRows x, int row, int n, int end, int k) {
    int[] starts = x.starts();
    for (int i = row; i < row + n; i++) {
      int count = starts[i * (x.words() + 1) + end];
      if (count > 0 && x.elementColumns()[i * x.stride() + count - 1] >= k) {
        return true;
      }
    }
    return false;
  }

  static void weightGradient(
      SparseRows x,
      int column,
      int d,
      int u,
      float[] dz,
      int dzo,
      int lddz,
      float[] dw,
      int dwo,
      int lddw) {
    SparseProducts own = OF_THREAD.get();
    int n = x.rows();
    own.prepare(x, column);
    own.pack(n, u, dz, dzo, lddz);
    Strip strip = Strip.ofThread();
    strip.c = dw;
    strip.ldc = lddw;
    for (int k = 0; k < d; k += BLOCK) {
      int count = own.list(x, column + k);
      for (int j = strip.first(u); j >= 0; j -= Strip.WIDTH) {
        strip.co = dwo + j;
        int from = j * n;
        strip.multiplyBlock(
            x.blocks(), own.rows, own.places, count, own.panel, from, k, Math.min(BLOCK, d - k), d);
        strip.next();
      }
    }
    strip.release();
  }

  private void prepare(SparseRows x, int column) {
    int n = x.rows();
    if (rows.length < n + COUNT) {
      rows = new int[n + COUNT];
      places = new int[n + COUNT];
      cursors = new int[n + COUNT];
    }
    for (int i = 0; i < n; i++) {
      cursors[i] = i * x.stride() + x.blocksBefore(i, column) * BLOCK;
    }
  }

  /** Lists the rows in which the block of a column is not empty; returns how many. */
  private int list(SparseRows x, int column) {
    int n = x.rows();
    int[] bits = x.bits();
    int from = column / SparseRows.WORD * x.capacity();
    int bit = column / BLOCK;
    int mask = 1 << bit;
    int to = 0;
    int whole = n - n % COUNT;
    IntVector index = IntVector.zero(INTS).addIndex(1);
    for (int i = 0; i < whole; i += COUNT) {
      VectorMask<Integer> found =
          IntVector.fromArray(INTS, bits, from + i).and(mask).compare(VectorOperators.NE, 0);
      IntVector cursor = IntVector.fromArray(INTS, cursors, i);
      index.compress(found).intoArray(rows, to);
      cursor.compress(found).intoArray(places, to);
      cursor.add(BLOCK, found).intoArray(cursors, i);
      to += found.trueCount();
      index = index.add(COUNT);
    }
    for (int i = whole; i < n; i++) {
      int found = (bits[from + i] >>> bit) & 1;
      rows[to] = i;
      places[to] = cursors[i];
      cursors[i] += found * BLOCK;
      to += found;
    }
    return to;
  }

  private void pack(int n, int u, float[] dz, int dzo, int lddz) {
    int strips = Math.ceilDiv(u, Strip.WIDTH);
    if (panel.length < strips * n * Strip.WIDTH) {
      panel = new float[strips * n * Strip.WIDTH];
    }
    for (int j = 0; j < u; j += Strip.WIDTH) {
      int inside = Lanes.rowsInside(n, dzo + j, lddz, Strip.WIDTH, dz.length);
      int to = j * n;
      int from = dzo + j;
      for (int i = 0; i < inside; i++, from += lddz, to += Strip.WIDTH) {
        FloatVector.fromArray(FLOATS, dz, from).intoArray(panel, to);
        FloatVector.fromArray(FLOATS, dz, from + COUNT).intoArray(panel, to + COUNT);
      }
      for (int i = inside; i < n; i++, from += lddz, to += Strip.WIDTH) {
        int width = Math.min(Strip.WIDTH, u - j);
        System.arraycopy(dz, from, panel, to, width);
        Arrays.fill(panel, to + width, to + Strip.WIDTH, 0);
      }
    }
  }
}
