package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.DOUBLES;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Losses and their gradients, row by row, with the classes in lanes.
 *
 * <p>Exponentials are single precision, and so are their arguments, the distances from a row's
 * largest logit: a probability errs by its distance times 2^-24, relatively, besides the error of
 * exp. Sums are double precision. The logarithm of a row's sum is not taken row by row: the sums of
 * {@link #ROWS_PER_LOG} rows are multiplied and share one logarithm. None of them is below 1 (the
 * largest term is e^0) or above the number of classes, so the product cannot overflow.
 */
final class Losses {
  private static final int ROWS_PER_LOG = 16;

  private Losses() {}

  static double softmaxCrossEntropy(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale) {
    Scratch s = Scratch.ofThread();
    double total = 0;
    for (int first = 0; first < n; first += ROWS_PER_LOG) {
      int end = Math.min(n, first + ROWS_PER_LOG);
      double product = 1;
      for (int i = first; i < end; i++) {
        int row = zo + i * c;
        int gradientRow = dzo + i * c;
        int label = labels[lo + i];
        float logit = z[row + label];
        double sum = softmaxRow(c, z, row, dz, gradientRow, gradientScale, s);
        dz[gradientRow + label] -= gradientScale;
        product *= sum;
        total += (double) s.sums0[0] - logit;
      }
      total += StrictMath.log(product);
    }
    return total;
  }

  static void softmax(int n, int c, float[] z, int zo, float[] p, int po) {
    Scratch s = Scratch.ofThread();
    for (int i = 0; i < n; i++) {
      softmaxRow(c, z, zo + i * c, p, po + i * c, 1, s);
    }
  }

  /**
   * Writes softmax times scale; returns the sum of e^(z - max) and leaves max in {@code
   * s.sums0[0]}.
   */
  private static double softmaxRow(
      int c, float[] z, int zo, float[] p, int po, float scale, Scratch s) {
    int whole = FLOATS.loopBound(c);
    // A row that does not fill whole vectors ends in a copy, filled up with e^-inf = 0.
    float[] end = s.end0;
    float[] exponentials = s.end1;
    if (whole < c) {
      Scratch.copy(z, zo + whole, c - whole, end, Float.NEGATIVE_INFINITY);
    }
    float max = max(whole, z, zo, whole < c, end);
    DoubleVector sums = DoubleVector.zero(DOUBLES);
    for (int j = 0; j < whole; j += COUNT) {
      FloatVector e = Exponentials.exp(FloatVector.fromArray(FLOATS, z, zo + j).sub(max));
      e.intoArray(p, po + j);
      sums = sums.add(Lanes.lower(e)).add(Lanes.upper(e));
    }
    if (whole < c) {
      FloatVector e = Exponentials.exp(FloatVector.fromArray(FLOATS, end, 0).sub(max));
      e.intoArray(exponentials, 0);
      sums = sums.add(Lanes.lower(e)).add(Lanes.upper(e));
    }
    double sum = Lanes.sum(sums);
    float factor = (float) (scale / sum);
    for (int j = 0; j < whole; j += COUNT) {
      FloatVector.fromArray(FLOATS, p, po + j).mul(factor).intoArray(p, po + j);
    }
    if (whole < c) {
      FloatVector.fromArray(FLOATS, exponentials, 0).mul(factor).intoArray(exponentials, 0);
      System.arraycopy(exponentials, 0, p, po + whole, c - whole);
    }
    s.sums0[0] = max;
    return sum;
  }

  private static float max(int whole, float[] z, int zo, boolean more, float[] end) {
    FloatVector most = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    for (int j = 0; j < whole; j += COUNT) {
      most = most.max(FloatVector.fromArray(FLOATS, z, zo + j));
    }
    if (more) {
      most = most.max(FloatVector.fromArray(FLOATS, end, 0));
    }
    return most.reduceLanes(VectorOperators.MAX);
  }

  /**
   * With {@code s = -z} where the target is 1 and {@code s = z} elsewhere, the loss of an element
   * is {@code max(s, 0) + log(1 + e^-|s|)} and its gradient sigmoid(s), negative where the target
   * is 1.
   */
  static double sigmoidCrossEntropy(
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
    int whole = FLOATS.loopBound(count);
    double total = sigmoidLoss(whole, dz, dzo);
    if (whole < count) {
      // What fills the vector up, -inf, adds nothing to the loss.
      float[] end = Scratch.ofThread().end0;
      Scratch.copy(dz, dzo + whole, count - whole, end, Float.NEGATIVE_INFINITY);
      total += sigmoidLoss(COUNT, end, 0);
      System.arraycopy(end, 0, dz, dzo + whole, count - whole);
    }
    negateTargets(n, c, labels, lo, dz, dzo);
    Elements.scale(count, gradientScale, dz, dzo);
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
  private static double sigmoidLoss(int count, float[] s, int so) {
    DoubleVector sums = DoubleVector.zero(DOUBLES);
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, s, so + i);
      FloatVector wrong = v.blend(0, v.compare(VectorOperators.LE, 0));
      FloatVector rest = Exponentials.log1p(Exponentials.exp(v.abs().neg()));
      Exponentials.sigmoid(v).intoArray(s, so + i);
      sums = sums.add(Lanes.lower(rest)).add(Lanes.upper(rest));
      sums = sums.add(Lanes.lower(wrong)).add(Lanes.upper(wrong));
    }
    return Lanes.sum(sums);
  }

  static double squaredError(
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
    double total = Elements.sumOfSquares(count, dz, dzo);
    Elements.scale(count, 2, dz, dzo);
    Elements.scale(count, gradientScale, dz, dzo);
    return total;
  }
}
