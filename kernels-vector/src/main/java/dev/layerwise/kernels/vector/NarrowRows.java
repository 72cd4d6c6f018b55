package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.DOUBLES;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.kernels.vector.Lanes.INTS;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * Softmax, its loss and its hits for rows of no more classes than a vector has lanes: a row is a
 * vector, its end filled up with -∞.
 *
 * <p>Maximum and sum are found by adding the vector to itself turned by half its length, by a
 * quarter and so on, so that their order is fixed.
 */
final class NarrowRows {
  private static final int ROWS = Scratch.CHUNK / COUNT;
  private static final int ROWS_PER_LOG = 16;

  private static final VectorShuffle<Float> TURN_8 = VectorShuffle.iota(FLOATS, 8, 1, true);
  private static final VectorShuffle<Float> TURN_4 = VectorShuffle.iota(FLOATS, 4, 1, true);
  private static final VectorShuffle<Float> TURN_2 = VectorShuffle.iota(FLOATS, 2, 1, true);
  private static final VectorShuffle<Float> TURN_1 = VectorShuffle.iota(FLOATS, 1, 1, true);
  private static final VectorShuffle<Double> QUARTER = VectorShuffle.iota(DOUBLES, 4, 1, true);
  private static final VectorShuffle<Double> PAIR = VectorShuffle.iota(DOUBLES, 2, 1, true);
  private static final VectorShuffle<Double> NEXT = VectorShuffle.iota(DOUBLES, 1, 1, true);
  private static final IntVector INDEX = IntVector.zero(INTS).addIndex(1);

  private NarrowRows() {}

  static boolean fit(int c) {
    return c > 1 && c <= COUNT && COUNT >= 8;
  }

  /** {@link dev.layerwise.kernel.Kernels#softmaxCrossEntropy}. */
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
    for (int i = 0; i < n; i += ROWS) {
      int rows = Math.min(ROWS, n - i);
      int row = zo + i * c;
      subtractMax(rows, c, z, row, s);
      for (int k = 0; k < rows; k++) {
        total += (double) s.chunk1[k] - z[row + k * c + labels[lo + i + k]];
      }
      Exponentials.exp(rows * COUNT, s.chunk0, 0);
      total += divideBySum(rows, c, dz, dzo + i * c, gradientScale, s);
      for (int k = 0; k < rows; k++) {
        dz[dzo + (i + k) * c + labels[lo + i + k]] -= gradientScale;
      }
    }
    return total;
  }

  /** {@link dev.layerwise.kernel.Kernels#softmax}. */
  static void softmax(int n, int c, float[] z, int zo, float[] p, int po) {
    Scratch s = Scratch.ofThread();
    for (int i = 0; i < n; i += ROWS) {
      int rows = Math.min(ROWS, n - i);
      subtractMax(rows, c, z, zo + i * c, s);
      Exponentials.exp(rows * COUNT, s.chunk0, 0);
      divideBySum(rows, c, p, po + i * c, 1, s);
    }
  }

  /**
   * Writes the distances from the largest element of each row to scratch memory, and these elements
   * as well. Where a row holds NaN, all that follows from it becomes NaN.
   */
  private static void subtractMax(int rows, int c, float[] z, int zo, Scratch s) {
    int inside = Lanes.rowsInside(rows, zo, c, COUNT, z.length);
    VectorMask<Float> beyond = INDEX.compare(VectorOperators.GE, c).cast(FLOATS);
    for (int i = 0; i < rows; i++) {
      float[] from = z;
      int at = zo + i * c;
      if (i >= inside) {
        from = Scratch.copy(z, at, c, s.line, 0);
        at = 0;
      }
      FloatVector v =
          FloatVector.fromArray(FLOATS, from, at).blend(Float.NEGATIVE_INFINITY, beyond);
      FloatVector max = v;
      FloatVector turned = max.rearrange(TURN_8);
      max = max.blend(turned, turned.compare(VectorOperators.GT, max));
      turned = max.rearrange(TURN_4);
      max = max.blend(turned, turned.compare(VectorOperators.GT, max));
      turned = max.rearrange(TURN_2);
      max = max.blend(turned, turned.compare(VectorOperators.GT, max));
      turned = max.rearrange(TURN_1);
      max = max.blend(turned, turned.compare(VectorOperators.GT, max));
      v.sub(max).intoArray(s.chunk0, i * COUNT);
      s.chunk1[i] = max.lane(0);
    }
  }

  /**
   * Writes rows of scratch memory, multiplied by {@code scale} and divided by their sums; returns
   * the sum of the logarithms of these. See {@link Losses} for how logarithms are shared.
   */
  private static double divideBySum(int rows, int c, float[] p, int po, float scale, Scratch s) {
    // Whole vectors must not reach beyond the last row: others may be writing there.
    int inside = Lanes.rowsInside(rows, po, c, COUNT, po + rows * c);
    double total = 0;
    double product = 1;
    for (int i = 0; i < rows; i++) {
      FloatVector e = FloatVector.fromArray(FLOATS, s.chunk0, i * COUNT);
      DoubleVector low = (DoubleVector) e.convertShape(VectorOperators.F2D, DOUBLES, 0);
      DoubleVector sums = low.add(e.convertShape(VectorOperators.F2D, DOUBLES, 1));
      sums = COUNT == 16 ? sums.add(sums.rearrange(QUARTER)) : sums;
      sums = sums.add(sums.rearrange(PAIR));
      sums = sums.add(sums.rearrange(NEXT));
      double sum = sums.lane(0);
      product *= sum;
      if (i % ROWS_PER_LOG == ROWS_PER_LOG - 1) {
        total += StrictMath.log(product);
        product = 1;
      }
      FloatVector quotients = e.mul((float) (scale / sum));
      int at = po + i * c;
      if (i < inside) {
        // What is too much is overwritten by the next rows.
        quotients.intoArray(p, at);
      } else {
        quotients.intoArray(s.line, 0);
        System.arraycopy(s.line, 0, p, at, c);
      }
    }
    return total + StrictMath.log(product);
  }

  /** {@link dev.layerwise.kernel.Kernels#countCorrect}. */
  static int countCorrect(int n, int c, float[] z, int zo, int[] labels, int lo) {
    Scratch s = Scratch.ofThread();
    int inside = Lanes.rowsInside(n, zo, c, COUNT, z.length);
    long beyond = -1L << c;
    int correct = 0;
    for (int i = 0; i < n; i++) {
      int label = labels[lo + i];
      float[] from = z;
      int at = zo + i * c;
      if (i >= inside) {
        from = Scratch.copy(z, at, c, s.line, 0);
        at = 0;
      }
      FloatVector v = FloatVector.fromArray(FLOATS, from, at);
      FloatVector own = FloatVector.broadcast(FLOATS, z[zo + i * c + label]);
      long less = v.compare(VectorOperators.LT, own).toLong();
      long equal = v.compare(VectorOperators.EQ, own).toLong();
      // Of equal ones the first wins; NaN is neither less nor equal.
      long fine = less | (equal >>> label) << label | beyond;
      correct += fine == -1 ? 1 : 0;
    }
    return correct;
  }
}
