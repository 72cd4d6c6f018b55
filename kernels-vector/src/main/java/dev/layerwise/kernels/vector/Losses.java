package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.DOUBLES;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;

import dev.layerwise.kernel.ScalarKernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Losses and their gradients.
 *
 * <p>Exponentials are single precision, and so are their arguments, the distances from a row's
 * largest logit: a probability errs by its distance times 2^-24, relatively, besides the error of
 * exp. Sums are double precision.
 *
 * <p>The exponentials of all rows are taken in one go, since rows are often narrower than a vector;
 * what remains per row is a maximum and a sum. The logarithm of a row's sum is not taken row by
 * row: the sums of {@link #ROWS_PER_LOG} rows are multiplied and share one logarithm. None of them
 * is below 1 (the largest term is e^0) or above the number of classes, so the product cannot
 * overflow.
 */
final class Losses {
  static final int ROWS_PER_LOG = 16;

  private Losses() {}

  static int countCorrect(int n, int c, float[] z, int zo, int[] labels, int lo) {
    return NarrowRows.fit(c)
        ? NarrowRows.countCorrect(n, c, z, zo, labels, lo)
        : ScalarKernels.INSTANCE.countCorrect(n, c, z, zo, labels, lo);
  }

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
    if (NarrowRows.pay(n, c)) {
      return NarrowRows.softmaxCrossEntropy(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
    }
    double total = 0;
    for (int i = 0; i < n; i++) {
      int row = zo + i * c;
      float logit = z[row + labels[lo + i]];
      total += (double) subtractMax(c, z, row, dz, dzo + i * c) - logit;
    }
    exp(n * c, dz, dzo);
    double product = 1;
    for (int i = 0; i < n; i++) {
      int row = dzo + i * c;
      double sum = sum(c, dz, row);
      product *= sum;
      if (i % ROWS_PER_LOG == ROWS_PER_LOG - 1) {
        total += StrictMath.log(product);
        product = 1;
      }
      multiply(c, (float) (gradientScale / sum), dz, row);
      dz[row + labels[lo + i]] -= gradientScale;
    }
    return total + StrictMath.log(product);
  }

  static void softmax(int n, int c, float[] z, int zo, float[] p, int po) {
    if (NarrowRows.pay(n, c)) {
      NarrowRows.softmax(n, c, z, zo, p, po);
      return;
    }
    for (int i = 0; i < n; i++) {
      subtractMax(c, z, zo + i * c, p, po + i * c);
    }
    exp(n * c, p, po);
    for (int i = 0; i < n; i++) {
      int row = po + i * c;
      multiply(c, (float) (1 / sum(c, p, row)), p, row);
    }
  }

  /**
   * Writes the distances from the largest element, and returns that. NaN never is; it stays NaN in
   * its place.
   */
  private static float subtractMax(int c, float[] z, int zo, float[] p, int po) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = zo; j < zo + c; j++) {
      max = z[j] > max ? z[j] : max;
    }
    for (int j = 0; j < c; j++) {
      p[po + j] = z[zo + j] - max;
    }
    return max;
  }

  /** Replaces x by e^x. */
  private static void exp(int count, float[] x, int xo) {
    int whole = FLOATS.loopBound(count);
    Exponentials.exp(whole, x, xo);
    if (whole < count) {
      float[] end = Scratch.ofThread().end0;
      Scratch.copy(x, xo + whole, count - whole, end, 0);
      Exponentials.exp(COUNT, end, 0);
      System.arraycopy(end, 0, x, xo + whole, count - whole);
    }
  }

  /** Few narrow rows come here as well, and have the bits of many. */
  private static double sum(int c, float[] x, int from) {
    return NarrowRows.fit(c)
        ? PlainLosses.sumInOrder(c, x, from)
        : PlainLosses.sumByPairs(c, x, from);
  }

  private static void multiply(int c, float factor, float[] x, int from) {
    for (int j = from; j < from + c; j++) {
      x[j] *= factor;
    }
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
    Scratch s = Scratch.ofThread();
    int whole = FLOATS.loopBound(count);
    double total = 0;
    for (int i = 0; i < whole; i += Scratch.CHUNK) {
      total += sigmoidLoss(Math.min(Scratch.CHUNK, whole - i), dz, dzo + i, s);
    }
    if (whole < count) {
      // What fills the vector up, -inf, adds nothing to the loss.
      Scratch.copy(dz, dzo + whole, count - whole, s.end0, Float.NEGATIVE_INFINITY);
      total += sigmoidLoss(COUNT, s.end0, 0, s);
      System.arraycopy(s.end0, 0, dz, dzo + whole, count - whole);
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
  private static double sigmoidLoss(int count, float[] s, int so, Scratch scratch) {
    float[] rest = scratch.chunk0;
    for (int i = 0; i < count; i += COUNT) {
      FloatVector.fromArray(FLOATS, s, so + i).abs().neg().intoArray(rest, i);
    }
    Exponentials.exp(count, rest, 0);
    Exponentials.log1p(count, rest, 0);
    DoubleVector sums = DoubleVector.zero(DOUBLES);
    for (int i = 0; i < count; i += COUNT) {
      FloatVector v = FloatVector.fromArray(FLOATS, s, so + i);
      FloatVector wrong = v.blend(0, v.compare(VectorOperators.LE, 0));
      FloatVector r = FloatVector.fromArray(FLOATS, rest, i);
      sums = sums.add(wrong.convertShape(VectorOperators.F2D, DOUBLES, 0));
      sums = sums.add(wrong.convertShape(VectorOperators.F2D, DOUBLES, 1));
      sums = sums.add(r.convertShape(VectorOperators.F2D, DOUBLES, 0));
      sums = sums.add(r.convertShape(VectorOperators.F2D, DOUBLES, 1));
    }
    sums.intoArray(scratch.doubles, 0);
    Exponentials.sigmoid(count, s, so, s, so, rest);
    return scratch.sumOfDoubles();
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
