package dev.layerwise.kernels.vector;

import java.util.Arrays;

/**
 * The sums of {@link Losses}, {@link NarrowRows} and {@link Elements}, in the order in which these
 * take them.
 */
final class PlainLosses {
  private final int lanes;

  /** Partial sums, one for each lane of a vector of floats. */
  private final ThreadLocal<double[]> sums;

  PlainLosses(int lanes) {
    this.lanes = lanes;
    this.sums = ThreadLocal.withInitial(() -> new double[lanes]);
  }

  double softmaxCrossEntropy(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale) {
    // Narrow rows are taken from one end to the other a few at a time, wide ones all at once.
    int chunk = isNarrow(c) ? Losses.ROWS_PER_LOG : Math.max(1, n);
    double total = 0;
    double product = 1;
    for (int from = 0; from < n; from += chunk) {
      int rows = Math.min(chunk, n - from);
      for (int i = from; i < from + rows; i++) {
        float logit = z[zo + i * c + labels[lo + i]];
        total += (double) exponentials(c, z, zo + i * c, dz, dzo + i * c) - logit;
      }
      for (int i = from; i < from + rows; i++) {
        int row = dzo + i * c;
        double sum = sum(c, dz, row);
        product *= sum;
        if (i % Losses.ROWS_PER_LOG == Losses.ROWS_PER_LOG - 1) {
          total += StrictMath.log(product);
          product = 1;
        }
        scale(c, (float) (gradientScale / sum), dz, row);
        dz[row + labels[lo + i]] -= gradientScale;
      }
    }
    return total + StrictMath.log(product);
  }

  void softmax(int n, int c, float[] z, int zo, float[] p, int po) {
    for (int i = 0; i < n; i++) {
      int row = po + i * c;
      exponentials(c, z, zo + i * c, p, row);
      scale(c, (float) (1 / sum(c, p, row)), p, row);
    }
  }

  private boolean isNarrow(int c) {
    return c > 1 && c <= lanes && lanes >= 8;
  }

  /** Writes e to the distance from the largest element of a row, and returns that. */
  private static float exponentials(int c, float[] z, int zo, float[] p, int po) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = zo; j < zo + c; j++) {
      max = z[j] > max ? z[j] : max;
    }
    for (int j = 0; j < c; j++) {
      p[po + j] = PlainFunctions.exp(z[zo + j] - max);
    }
    return max;
  }

  private static void scale(int c, float factor, float[] x, int from) {
    for (int j = from; j < from + c; j++) {
      x[j] *= factor;
    }
  }

  private double sum(int c, float[] x, int from) {
    return isNarrow(c) ? sumInOrder(c, x, from) : sumByPairs(c, x, from);
  }

  /** The sum of {@link NarrowRows}. */
  static double sumInOrder(int c, float[] x, int from) {
    double sum = 0;
    for (int j = from; j < from + c; j++) {
      sum += x[j];
    }
    return sum;
  }

  /** The sum of {@link Losses}: two sums, so that an addition need not wait for the one before. */
  static double sumByPairs(int c, float[] x, int from) {
    double even = 0;
    double odd = 0;
    int j = from;
    for (; j < from + c - 1; j += 2) {
      even += x[j];
      odd += x[j + 1];
    }
    return j < from + c ? even + odd + x[j] : even + odd;
  }

  private static double sumByHalves(double[] partial) {
    for (int half = partial.length / 2; half > 0; half /= 2) {
      for (int j = 0; j < half; j++) {
        partial[j] += partial[half + j];
      }
    }
    return partial[0];
  }

  double sigmoidCrossEntropy(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale) {
    int count = n * c;
    System.arraycopy(z, zo, dz, dzo, count);
    negateTargets(n, c, labels, lo, dz, dzo);
    int whole = count - count % lanes;
    double total = 0;
    for (int i = 0; i < whole; i += Scratch.CHUNK) {
      total += sigmoidLoss(Math.min(Scratch.CHUNK, whole - i), dz, dzo + i);
    }
    if (whole < count) {
      total += sigmoidLoss(count - whole, dz, dzo + whole);
    }
    negateTargets(n, c, labels, lo, dz, dzo);
    scale(count, gradientScale, dz, dzo);
    return total;
  }

  private static void negateTargets(int n, int c, int[] labels, int lo, float[] dz, int dzo) {
    for (int i = 0; i < n; i++) {
      int label = labels[lo + i];
      if (c > 1) {
        dz[dzo + i * c + label] *= -1;
      } else if (label == 1) {
        dz[dzo + i] *= -1;
      }
    }
  }

  /** Replaces every s by sigmoid s; returns the sum of the losses. */
  private double sigmoidLoss(int count, float[] s, int so) {
    double[] partial = sums.get();
    // A vector of floats makes two of doubles, which are added one after the other.
    int half = lanes / 2;
    Arrays.fill(partial, 0);
    for (int i = 0; i < count; i += lanes) {
      // Of a vector first what exceeds 0, low half and high half, and then the logarithms.
      for (int j = i; j < Math.min(count, i + lanes); j++) {
        partial[(j - i) % half] += s[so + j] <= 0 ? 0 : s[so + j];
      }
      for (int j = i; j < Math.min(count, i + lanes); j++) {
        partial[(j - i) % half] += PlainFunctions.log1p(PlainFunctions.exp(-Math.abs(s[so + j])));
      }
    }
    for (int i = 0; i < count; i++) {
      s[so + i] = PlainFunctions.sigmoid(s[so + i]);
    }
    return sumByHalves(partial);
  }

  double squaredError(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale) {
    int count = n * c;
    System.arraycopy(z, zo, dz, dzo, count);
    for (int i = 0; i < n; i++) {
      if (c == 1) {
        dz[dzo + i] -= labels[lo + i];
      } else {
        dz[dzo + i * c + labels[lo + i]] -= 1;
      }
    }
    double total = sumOfSquares(count, dz, dzo);
    scale(count, 2, dz, dzo);
    scale(count, gradientScale, dz, dzo);
    return total;
  }

  double sumOfSquares(int count, float[] x, int xo) {
    double[] partial = sums.get();
    Arrays.fill(partial, 0);
    int whole = count - count % lanes;
    for (int i = 0; i < whole; i += lanes) {
      for (int j = 0; j < lanes; j++) {
        double value = x[xo + i + j];
        partial[j] = Math.fma(value, value, partial[j]);
      }
    }
    double sum = sumByHalves(partial);
    for (int i = whole; i < count; i++) {
      sum += (double) x[xo + i] * x[xo + i];
    }
    return sum;
  }
}
