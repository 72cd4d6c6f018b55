package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Sums over rows, and what scales and shifts columns: lanes hold neighbouring columns, one vector
 * of them at a time.
 *
 * <p>For a sum, a strip of columns that does not fill its vector is loaded together with what
 * follows in memory. Only its last rows, from where a whole vector would leave the array, are
 * copied to {@link Scratch} first. Where rows are written, {@link RaggedRows} takes care of them.
 */
final class Columns {
  private Columns() {}

  static void columnSums(int n, int u, float[] x, int xo, int ldx, float[] sums, int so) {
    Scratch s = Scratch.ofThread();
    for (int j = 0; j < u; j += COUNT) {
      int width = Math.min(COUNT, u - j);
      sumStrip(s, n, width, x, xo + j, ldx);
      System.arraycopy(s.sums0, 0, sums, so + j, width);
    }
  }

  /** The sums of one strip, to {@code sums0}. */
  private static void sumStrip(Scratch s, int n, int width, float[] x, int from, int ld) {
    int inside = Lanes.rowsInside(n, from, ld, COUNT, x.length);
    Arrays.fill(s.sums0, 0);
    addRows(inside, x, from, ld, s.sums0);
    Scratch.copyRows(n - inside, width, x, from + inside * ld, ld, s.rows0);
    addRows(n - inside, s.rows0, 0, COUNT, s.sums0);
  }

  private static void addRows(int rows, float[] x, int from, int ld, float[] sums) {
    FloatVector sum = FloatVector.fromArray(FLOATS, sums, 0);
    for (int i = 0, row = from; i < rows; i++, row += ld) {
      sum = sum.add(FloatVector.fromArray(FLOATS, x, row));
    }
    sum.intoArray(sums, 0);
  }

  static void batchNorm(
      int n,
      int u,
      float[] x,
      int xo,
      float[] gamma,
      float[] beta,
      float epsilon,
      float[] mean,
      float[] variance,
      float[] inverse,
      float[] normalised,
      float[] y,
      int yo) {
    statistics(n, u, x, xo, epsilon, mean, variance, inverse);
    RaggedRows rows = RaggedRows.ofThread(u);
    float[] means = rows.parameter(0, mean, u);
    float[] inverses = rows.parameter(1, inverse, u);
    float[] scales = rows.parameter(2, gamma, u);
    float[] shifts = rows.parameter(3, beta, u);
    int step = rows.atOnce(n, u);
    for (int i = 0; i < n; i += step) {
      int row = i * u;
      int all = Math.min(step, n - i) * u;
      float[] in = rows.filled(0, x, xo + row, all);
      float[] centred = rows.operand(1, normalised, all);
      float[] out = rows.operand(2, y, all);
      int io = rows.place(xo + row);
      int co = rows.place(row);
      int oo = rows.place(yo + row);
      for (int j = RaggedRows.lastStrip(u); j >= 0; j -= COUNT) {
        FloatVector mu = FloatVector.fromArray(FLOATS, means, j);
        FloatVector factor = FloatVector.fromArray(FLOATS, inverses, j);
        FloatVector scale = FloatVector.fromArray(FLOATS, scales, j);
        FloatVector shift = FloatVector.fromArray(FLOATS, shifts, j);
        for (int at = j; at < all; at += u) {
          FloatVector v = FloatVector.fromArray(FLOATS, in, io + at).sub(mu).mul(factor);
          v.intoArray(centred, co + at);
          v.fma(scale, shift).intoArray(out, oo + at);
        }
      }
      rows.store(1, normalised, row, all);
      rows.store(2, y, yo + row, all);
    }
  }

  /** Mean, variance and the inverse of the deviation of every column. */
  private static void statistics(
      int n,
      int u,
      float[] x,
      int xo,
      float epsilon,
      float[] mean,
      float[] variance,
      float[] inverse) {
    Scratch s = Scratch.ofThread();
    for (int j = 0; j < u; j += COUNT) {
      int width = Math.min(COUNT, u - j);
      int inside = Lanes.rowsInside(n, xo + j, u, COUNT, x.length);
      sumStrip(s, n, width, x, xo + j, u);
      for (int q = 0; q < width; q++) {
        mean[j + q] = s.sums0[q] / n;
      }
      float[] means = Scratch.copy(mean, j, width, s.sums1, 0);
      Arrays.fill(s.sums0, 0);
      addSquares(inside, x, xo + j, u, means, s.sums0);
      addSquares(n - inside, s.rows0, 0, COUNT, means, s.sums0);
      for (int q = 0; q < width; q++) {
        variance[j + q] = s.sums0[q] / n;
        inverse[j + q] = (float) (1 / Math.sqrt(variance[j + q] + epsilon));
      }
    }
  }

  private static void addSquares(
      int rows, float[] x, int from, int ld, float[] means, float[] sums) {
    FloatVector mean = FloatVector.fromArray(FLOATS, means, 0);
    FloatVector sum = FloatVector.fromArray(FLOATS, sums, 0);
    for (int i = 0, row = from; i < rows; i++, row += ld) {
      FloatVector centred = FloatVector.fromArray(FLOATS, x, row).sub(mean);
      sum = centred.fma(centred, sum);
    }
    sum.intoArray(sums, 0);
  }

  /** {@link dev.layerwise.kernel.Kernels#scaleShift}; y may be x. */
  static void scaleShift(
      int n, int u, float[] x, int xo, float[] scale, float[] shift, float[] y, int yo) {
    RaggedRows rows = RaggedRows.ofThread(u);
    float[] scales = rows.parameter(0, scale, u);
    float[] shifts = rows.parameter(1, shift, u);
    int step = rows.atOnce(n, u);
    for (int i = 0; i < n; i += step) {
      int row = i * u;
      int all = Math.min(step, n - i) * u;
      float[] in = rows.filled(0, x, xo + row, all);
      float[] out = rows.operand(1, y, all);
      int io = rows.place(xo + row);
      int oo = rows.place(yo + row);
      for (int j = RaggedRows.lastStrip(u); j >= 0; j -= COUNT) {
        FloatVector factor = FloatVector.fromArray(FLOATS, scales, j);
        FloatVector term = FloatVector.fromArray(FLOATS, shifts, j);
        for (int at = j; at < all; at += u) {
          FloatVector v = FloatVector.fromArray(FLOATS, in, io + at);
          v.fma(factor, term).intoArray(out, oo + at);
        }
      }
      rows.store(1, y, yo + row, all);
    }
  }

  static void batchNormGradient(
      int n,
      int u,
      float[] normalised,
      float[] inverse,
      float[] gamma,
      float[] dy,
      int dyo,
      float[] dgamma,
      float[] dbeta,
      float[] dx,
      int dxo) {
    parameterGradients(n, u, normalised, dy, dyo, dgamma, dbeta);
    RaggedRows rows = RaggedRows.ofThread(u);
    float[] dbetas = rows.parameter(0, dbeta, u);
    float[] dgammas = rows.parameter(1, dgamma, u);
    float[] gammas = rows.parameter(2, gamma, u);
    float[] inverses = rows.parameter(3, inverse, u);
    // To divide by a power of two is to multiply by its inverse, bit by bit, and much faster.
    boolean exact = Integer.bitCount(n) == 1;
    float share = 1f / n;
    int step = rows.atOnce(n, u);
    for (int i = 0; i < n; i += step) {
      int row = i * u;
      int all = Math.min(step, n - i) * u;
      float[] in = rows.filled(0, dy, dyo + row, all);
      float[] centred = rows.filled(1, normalised, row, all);
      float[] out = rows.operand(2, dx, all);
      int io = rows.place(dyo + row);
      int co = rows.place(row);
      int oo = rows.place(dxo + row);
      for (int j = RaggedRows.lastStrip(u); j >= 0; j -= COUNT) {
        FloatVector first = FloatVector.fromArray(FLOATS, dbetas, j);
        FloatVector second = FloatVector.fromArray(FLOATS, dgammas, j);
        FloatVector scale =
            FloatVector.fromArray(FLOATS, gammas, j)
                .mul(FloatVector.fromArray(FLOATS, inverses, j));
        for (int at = j; at < all; at += u) {
          FloatVector sum = FloatVector.fromArray(FLOATS, centred, co + at).fma(second, first);
          FloatVector mean = exact ? sum.mul(share) : sum.div(n);
          FloatVector v = FloatVector.fromArray(FLOATS, in, io + at);
          v.sub(mean).mul(scale).intoArray(out, oo + at);
        }
      }
      rows.store(2, dx, dxo + row, all);
    }
  }

  /** The sums of dy and of dy · normalised over the rows. */
  private static void parameterGradients(
      int n, int u, float[] normalised, float[] dy, int dyo, float[] dgamma, float[] dbeta) {
    Scratch s = Scratch.ofThread();
    for (int j = 0; j < u; j += COUNT) {
      int width = Math.min(COUNT, u - j);
      int inside =
          Math.min(
              Lanes.rowsInside(n, dyo + j, u, COUNT, dy.length),
              Lanes.rowsInside(n, j, u, COUNT, normalised.length));
      int end = inside * u + j;
      Scratch.copyRows(n - inside, width, dy, dyo + end, u, s.rows0);
      Scratch.copyRows(n - inside, width, normalised, end, u, s.rows1);
      Arrays.fill(s.sums0, 0);
      Arrays.fill(s.sums1, 0);
      addGradients(inside, dy, dyo + j, normalised, j, u, s);
      addGradients(n - inside, s.rows0, 0, s.rows1, 0, COUNT, s);
      System.arraycopy(s.sums0, 0, dbeta, j, width);
      System.arraycopy(s.sums1, 0, dgamma, j, width);
    }
  }

  /** Adds dy to {@code sums0} and dy · normalised to {@code sums1}. */
  private static void addGradients(
      int rows, float[] dy, int dyo, float[] normalised, int no, int ld, Scratch s) {
    FloatVector dbeta = FloatVector.fromArray(FLOATS, s.sums0, 0);
    FloatVector dgamma = FloatVector.fromArray(FLOATS, s.sums1, 0);
    for (int i = 0, row = 0; i < rows; i++, row += ld) {
      FloatVector v = FloatVector.fromArray(FLOATS, dy, dyo + row);
      dbeta = dbeta.add(v);
      dgamma = v.fma(FloatVector.fromArray(FLOATS, normalised, no + row), dgamma);
    }
    dbeta.intoArray(s.sums0, 0);
    dgamma.intoArray(s.sums1, 0);
  }
}
