package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Sums over rows, and what scales and shifts columns: lanes hold neighbouring columns, one vector
 * of them at a time.
 *
 * <p>A strip of columns that does not fill its vector is loaded together with what follows in
 * memory. Only its last rows, from where a whole vector would leave the array, are copied to {@link
 * Scratch} first.
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
    Scratch s = Scratch.ofThread();
    for (int j = 0; j < u; j += COUNT) {
      int width = Math.min(COUNT, u - j);
      int inside = Lanes.rowsInside(n, xo + j, u, COUNT, x.length);
      int outside = n - inside;
      sumStrip(s, n, width, x, xo + j, u);
      for (int q = 0; q < width; q++) {
        mean[j + q] = s.sums0[q] / n;
      }
      float[] means = Scratch.copy(mean, j, width, s.sums1, 0);
      Arrays.fill(s.sums0, 0);
      addSquares(inside, x, xo + j, u, means, s.sums0);
      addSquares(outside, s.rows0, 0, COUNT, means, s.sums0);
      for (int q = 0; q < width; q++) {
        variance[j + q] = s.sums0[q] / n;
        inverse[j + q] = (float) (1 / Math.sqrt(variance[j + q] + epsilon));
      }
      Scratch.copy(inverse, j, width, s.sums0, 0);
      normalise(s, inside, width, x, xo + j, u, means, s.sums0, normalised, j, u);
      normalise(
          s, outside, width, s.rows0, 0, COUNT, means, s.sums0, normalised, inside * u + j, u);
    }
    scaleShift(n, u, normalised, 0, gamma, beta, y, yo);
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

  private static void normalise(
      Scratch s,
      int rows,
      int width,
      float[] x,
      int from,
      int ldx,
      float[] means,
      float[] inverses,
      float[] y,
      int to,
      int ldy) {
    FloatVector mean = FloatVector.fromArray(FLOATS, means, 0);
    FloatVector inverse = FloatVector.fromArray(FLOATS, inverses, 0);
    for (int i = 0; i < rows; i++) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, from + i * ldx);
      FloatVector result = v.sub(mean).mul(inverse);
      if (width == COUNT) {
        result.intoArray(y, to + i * ldy);
      } else {
        result.intoArray(s.line, 0);
        System.arraycopy(s.line, 0, y, to + i * ldy, width);
      }
    }
  }

  static void scaleShift(
      int n, int u, float[] x, int xo, float[] scale, float[] shift, float[] y, int yo) {
    Scratch s = Scratch.ofThread();
    for (int j = 0; j < u; j += COUNT) {
      int width = Math.min(COUNT, u - j);
      int inside = Lanes.rowsInside(n, xo + j, u, COUNT, x.length);
      Scratch.copy(scale, j, width, s.sums0, 0);
      Scratch.copy(shift, j, width, s.sums1, 0);
      // Copied before anything is written: y may be x.
      Scratch.copyRows(n - inside, width, x, xo + inside * u + j, u, s.rows0);
      scaleShiftRows(inside, width, x, xo + j, u, s, y, yo + j, u);
      scaleShiftRows(n - inside, width, s.rows0, 0, COUNT, s, y, yo + inside * u + j, u);
    }
  }

  private static void scaleShiftRows(
      int rows, int width, float[] x, int from, int ldx, Scratch s, float[] y, int to, int ldy) {
    FloatVector scale = FloatVector.fromArray(FLOATS, s.sums0, 0);
    FloatVector shift = FloatVector.fromArray(FLOATS, s.sums1, 0);
    for (int i = 0; i < rows; i++) {
      FloatVector v = FloatVector.fromArray(FLOATS, x, from + i * ldx);
      FloatVector result = v.fma(scale, shift);
      if (width == COUNT) {
        result.intoArray(y, to + i * ldy);
      } else {
        result.intoArray(s.line, 0);
        System.arraycopy(s.line, 0, y, to + i * ldy, width);
      }
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
    Scratch s = Scratch.ofThread();
    for (int j = 0; j < u; j += COUNT) {
      int width = Math.min(COUNT, u - j);
      int inside =
          Math.min(
              Lanes.rowsInside(n, dyo + j, u, COUNT, dy.length),
              Lanes.rowsInside(n, j, u, COUNT, normalised.length));
      int outside = n - inside;
      int end = inside * u + j;
      Scratch.copyRows(outside, width, dy, dyo + end, u, s.rows0);
      Scratch.copyRows(outside, width, normalised, end, u, s.rows1);
      Arrays.fill(s.sums0, 0);
      Arrays.fill(s.sums1, 0);
      addGradients(inside, dy, dyo + j, normalised, j, u, s);
      addGradients(outside, s.rows0, 0, s.rows1, 0, COUNT, s);
      System.arraycopy(s.sums0, 0, dbeta, j, width);
      System.arraycopy(s.sums1, 0, dgamma, j, width);
      for (int q = 0; q < width; q++) {
        s.sums2[q] = gamma[j + q] * inverse[j + q];
      }
      centre(n, inside, width, dy, dyo + j, normalised, j, u, s, dx, dxo + j, u);
      centre(n, outside, width, s.rows0, 0, s.rows1, 0, COUNT, s, dx, dxo + end, u);
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

  private static void centre(
      int n,
      int rows,
      int width,
      float[] dy,
      int dyo,
      float[] normalised,
      int no,
      int ld,
      Scratch s,
      float[] dx,
      int dxo,
      int lddx) {
    FloatVector dbeta = FloatVector.fromArray(FLOATS, s.sums0, 0);
    FloatVector dgamma = FloatVector.fromArray(FLOATS, s.sums1, 0);
    FloatVector scale = FloatVector.fromArray(FLOATS, s.sums2, 0);
    for (int i = 0; i < rows; i++) {
      FloatVector z = FloatVector.fromArray(FLOATS, normalised, no + i * ld);
      FloatVector share = z.fma(dgamma, dbeta).div(n);
      FloatVector v = FloatVector.fromArray(FLOATS, dy, dyo + i * ld);
      FloatVector result = v.sub(share).mul(scale);
      if (width == COUNT) {
        result.intoArray(dx, dxo + i * lddx);
      } else {
        result.intoArray(s.line, 0);
        System.arraycopy(s.line, 0, dx, dxo + i * lddx, width);
      }
    }
  }
}
