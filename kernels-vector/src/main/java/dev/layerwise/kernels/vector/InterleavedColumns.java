package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.tensor.Layout.GROUP;

import jdk.incubator.vector.FloatVector;

/**
 * Sums over interleaved rows, lane by lane and then by {@link LaneSums}, and batch norm. Four
 * columns at a time, so that an addition need not wait for the one before; those beyond the last
 * are the last.
 */
final class InterleavedColumns {
  private static final int AT_ONCE = 4;

  private InterleavedColumns() {}

  static void columnSums(int n, int u, float[] x, float[] sums) {
    Scratch s = Scratch.ofThread();
    for (int j = 0; j < u; j += AT_ONCE) {
      add(n, u, x, j, s.partial0);
    }
    LaneSums.fold(u, s.partial0, sums);
  }

  /** Sums up columns lane by lane. */
  private static void add(int n, int u, float[] x, int j, float[] sums) {
    int c0 = j * GROUP;
    int c1 = Math.min(j + 1, u - 1) * GROUP;
    int c2 = Math.min(j + 2, u - 1) * GROUP;
    int c3 = Math.min(j + 3, u - 1) * GROUP;
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    for (int v = 0; v < n / COUNT; v++) {
      int at = place(v, u);
      s0 = s0.add(FloatVector.fromArray(FLOATS, x, at + c0));
      s1 = s1.add(FloatVector.fromArray(FLOATS, x, at + c1));
      s2 = s2.add(FloatVector.fromArray(FLOATS, x, at + c2));
      s3 = s3.add(FloatVector.fromArray(FLOATS, x, at + c3));
    }
    int to = j * COUNT;
    s0.intoArray(sums, to);
    s1.intoArray(sums, to + COUNT);
    s2.intoArray(sums, to + 2 * COUNT);
    s3.intoArray(sums, to + 3 * COUNT);
  }

  /** Where column 0 of a vector of rows lies. */
  private static int place(int vector, int u) {
    return vector / (GROUP / COUNT) * GROUP * u + vector % (GROUP / COUNT) * COUNT;
  }

  static void batchNorm(
      int n,
      int u,
      float[] x,
      float[] gamma,
      float[] beta,
      float epsilon,
      float[] mean,
      float[] variance,
      float[] inverse,
      float[] normalised,
      float[] y) {
    Scratch s = Scratch.ofThread();
    columnSums(n, u, x, mean);
    for (int j = 0; j < u; j++) {
      mean[j] /= n;
    }
    for (int j = 0; j < u; j += AT_ONCE) {
      addSquares(n, u, x, j, mean, s.partial0);
    }
    LaneSums.fold(u, s.partial0, variance);
    for (int j = 0; j < u; j++) {
      variance[j] /= n;
      inverse[j] = (float) (1 / Math.sqrt(variance[j] + epsilon));
    }
    for (int j = 0; j < u; j++) {
      FloatVector mu = FloatVector.broadcast(FLOATS, mean[j]);
      FloatVector factor = FloatVector.broadcast(FLOATS, inverse[j]);
      FloatVector scale = FloatVector.broadcast(FLOATS, gamma[j]);
      FloatVector shift = FloatVector.broadcast(FLOATS, beta[j]);
      for (int v = 0; v < n / COUNT; v++) {
        int at = place(v, u) + j * GROUP;
        FloatVector centred = FloatVector.fromArray(FLOATS, x, at).sub(mu).mul(factor);
        centred.intoArray(normalised, at);
        centred.fma(scale, shift).intoArray(y, at);
      }
    }
  }

  /** Sums up the squares of distances from the mean lane by lane. */
  private static void addSquares(int n, int u, float[] x, int j, float[] mean, float[] sums) {
    int c0 = j * GROUP;
    int c1 = Math.min(j + 1, u - 1) * GROUP;
    int c2 = Math.min(j + 2, u - 1) * GROUP;
    int c3 = Math.min(j + 3, u - 1) * GROUP;
    FloatVector mean0 = FloatVector.broadcast(FLOATS, mean[c0 / GROUP]);
    FloatVector mean1 = FloatVector.broadcast(FLOATS, mean[c1 / GROUP]);
    FloatVector mean2 = FloatVector.broadcast(FLOATS, mean[c2 / GROUP]);
    FloatVector mean3 = FloatVector.broadcast(FLOATS, mean[c3 / GROUP]);
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    for (int v = 0; v < n / COUNT; v++) {
      int at = place(v, u);
      FloatVector d0 = FloatVector.fromArray(FLOATS, x, at + c0).sub(mean0);
      s0 = d0.fma(d0, s0);
      FloatVector d1 = FloatVector.fromArray(FLOATS, x, at + c1).sub(mean1);
      s1 = d1.fma(d1, s1);
      FloatVector d2 = FloatVector.fromArray(FLOATS, x, at + c2).sub(mean2);
      s2 = d2.fma(d2, s2);
      FloatVector d3 = FloatVector.fromArray(FLOATS, x, at + c3).sub(mean3);
      s3 = d3.fma(d3, s3);
    }
    int to = j * COUNT;
    s0.intoArray(sums, to);
    s1.intoArray(sums, to + COUNT);
    s2.intoArray(sums, to + 2 * COUNT);
    s3.intoArray(sums, to + 3 * COUNT);
  }

  static void batchNormGradient(
      int n,
      int u,
      float[] normalised,
      float[] inverse,
      float[] gamma,
      float[] dy,
      float[] dgamma,
      float[] dbeta,
      float[] dx) {
    Scratch s = Scratch.ofThread();
    for (int j = 0; j < u; j += AT_ONCE) {
      addGradients(n, u, dy, normalised, j, s.partial0, s.partial1);
    }
    LaneSums.fold(u, s.partial0, dbeta);
    LaneSums.fold(u, s.partial1, dgamma);
    // To divide by a power of two is to multiply by its inverse, bit by bit, and much faster.
    boolean exact = Integer.bitCount(n) == 1;
    float share = 1f / n;
    for (int j = 0; j < u; j++) {
      FloatVector first = FloatVector.broadcast(FLOATS, dbeta[j]);
      FloatVector second = FloatVector.broadcast(FLOATS, dgamma[j]);
      FloatVector scale = FloatVector.broadcast(FLOATS, gamma[j] * inverse[j]);
      for (int v = 0; v < n / COUNT; v++) {
        int at = place(v, u) + j * GROUP;
        FloatVector sum = FloatVector.fromArray(FLOATS, normalised, at).fma(second, first);
        FloatVector mean = exact ? sum.mul(share) : sum.div(n);
        FloatVector.fromArray(FLOATS, dy, at).sub(mean).mul(scale).intoArray(dx, at);
      }
    }
  }

  /** Sums up dy and dy · normalised lane by lane. */
  private static void addGradients(
      int n, int u, float[] dy, float[] normalised, int j, float[] sums, float[] products) {
    int c0 = j * GROUP;
    int c1 = Math.min(j + 1, u - 1) * GROUP;
    int c2 = Math.min(j + 2, u - 1) * GROUP;
    int c3 = Math.min(j + 3, u - 1) * GROUP;
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = FloatVector.zero(FLOATS);
    FloatVector s2 = FloatVector.zero(FLOATS);
    FloatVector s3 = FloatVector.zero(FLOATS);
    FloatVector p0 = FloatVector.zero(FLOATS);
    FloatVector p1 = FloatVector.zero(FLOATS);
    FloatVector p2 = FloatVector.zero(FLOATS);
    FloatVector p3 = FloatVector.zero(FLOATS);
    for (int v = 0; v < n / COUNT; v++) {
      int at = place(v, u);
      FloatVector v0 = FloatVector.fromArray(FLOATS, dy, at + c0);
      s0 = s0.add(v0);
      p0 = v0.fma(FloatVector.fromArray(FLOATS, normalised, at + c0), p0);
      FloatVector v1 = FloatVector.fromArray(FLOATS, dy, at + c1);
      s1 = s1.add(v1);
      p1 = v1.fma(FloatVector.fromArray(FLOATS, normalised, at + c1), p1);
      FloatVector v2 = FloatVector.fromArray(FLOATS, dy, at + c2);
      s2 = s2.add(v2);
      p2 = v2.fma(FloatVector.fromArray(FLOATS, normalised, at + c2), p2);
      FloatVector v3 = FloatVector.fromArray(FLOATS, dy, at + c3);
      s3 = s3.add(v3);
      p3 = v3.fma(FloatVector.fromArray(FLOATS, normalised, at + c3), p3);
    }
    int to = j * COUNT;
    s0.intoArray(sums, to);
    s1.intoArray(sums, to + COUNT);
    s2.intoArray(sums, to + 2 * COUNT);
    s3.intoArray(sums, to + 3 * COUNT);
    p0.intoArray(products, to);
    p1.intoArray(products, to + COUNT);
    p2.intoArray(products, to + 2 * COUNT);
    p3.intoArray(products, to + 3 * COUNT);
  }
}
