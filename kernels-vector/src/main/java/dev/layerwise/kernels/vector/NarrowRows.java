package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.DOUBLES;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.kernels.vector.Lanes.INTS;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax, its loss and its hits for rows of no more classes than a vector has lanes.
 *
 * <p>As many rows as a vector has lanes are turned, so that a vector holds one class of all of
 * them: maximum and sum of a row then go from vector to vector, and every lane counts.
 */
final class NarrowRows {
  /** The rows from which on turning them pays; fewer have the same bits one by one. */
  private static final int LEAST_ROWS = 3;

  private NarrowRows() {}

  static boolean fit(int c) {
    return c > 1 && c <= COUNT && COUNT >= 8;
  }

  /** Whether rows are enough for turning them to pay: a single prediction is faster as it lies. */
  static boolean pay(int n, int c) {
    return fit(c) && n >= LEAST_ROWS;
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
    double product = 1;
    for (int i = 0; i < n; i += COUNT) {
      int rows = Math.min(COUNT, n - i);
      turn(rows, c, z, zo + i * c, s);
      System.arraycopy(labels, lo + i, s.labels, 0, rows);
      Arrays.fill(s.labels, rows, COUNT, 0);
      subtractMax(c, s);
      for (int k = 0; k < rows; k++) {
        total += s.doublesOfRows[k];
      }
      Exponentials.exp(c * COUNT, s.rows1, 0);
      divideBySum(c, gradientScale, gradientScale, s);
      turnBack(rows, c, dz, dzo + i * c, s);
      for (int k = 0; k < rows; k++) {
        product *= s.doublesOfRows[k];
        if ((i + k) % Losses.ROWS_PER_LOG == Losses.ROWS_PER_LOG - 1) {
          total += StrictMath.log(product);
          product = 1;
        }
      }
    }
    return total + StrictMath.log(product);
  }

  /** {@link dev.layerwise.kernel.Kernels#softmax}. */
  static void softmax(int n, int c, float[] z, int zo, float[] p, int po) {
    Scratch s = Scratch.ofThread();
    Arrays.fill(s.labels, 0);
    for (int i = 0; i < n; i += COUNT) {
      int rows = Math.min(COUNT, n - i);
      turn(rows, c, z, zo + i * c, s);
      subtractMax(c, s);
      Exponentials.exp(c * COUNT, s.rows1, 0);
      divideBySum(c, 1, 0, s);
      turnBack(rows, c, p, po + i * c, s);
    }
  }

  /** Writes rows to scratch memory, class by class. */
  private static void turn(int rows, int c, float[] z, int zo, Scratch s) {
    System.arraycopy(z, zo, s.chunk0, 0, rows * c);
    Arrays.fill(s.chunk0, rows * c, COUNT * c, 0);
    Transpose.square(s.chunk0, 0, c, s.rows1, 0, COUNT, s.rows0);
  }

  /** The way back. */
  private static void turnBack(int rows, int c, float[] p, int po, Scratch s) {
    Transpose.square(s.rows1, 0, COUNT, s.chunk0, 0, COUNT, s.rows0);
    // Whole vectors must not reach beyond the last row: others may be writing there.
    int inside = Lanes.rowsInside(rows, po, c, COUNT, po + rows * c);
    for (int k = 0; k < inside; k++) {
      // What is too much is overwritten by the next rows.
      FloatVector.fromArray(FLOATS, s.chunk0, k * COUNT).intoArray(p, po + k * c);
    }
    for (int k = inside; k < rows; k++) {
      System.arraycopy(s.chunk0, k * COUNT, p, po + k * c, c);
    }
  }

  /**
   * Replaces elements by their distances from the largest of the row, and writes how far that lies
   * above the one of the label. Where a row holds NaN, all that follows from it becomes NaN.
   */
  private static void subtractMax(int c, Scratch s) {
    IntVector label = IntVector.fromArray(INTS, s.labels, 0);
    FloatVector max = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    FloatVector own = FloatVector.zero(FLOATS);
    for (int j = 0; j < c; j++) {
      FloatVector v = FloatVector.fromArray(FLOATS, s.rows1, j * COUNT);
      max = max.blend(v, v.compare(VectorOperators.GT, max));
      own = own.blend(v, label.compare(VectorOperators.EQ, j).cast(FLOATS));
    }
    for (int j = 0; j < c; j++) {
      FloatVector v = FloatVector.fromArray(FLOATS, s.rows1, j * COUNT);
      v.sub(max).intoArray(s.rows1, j * COUNT);
    }
    for (int half = 0; half < 2; half++) {
      DoubleVector above = (DoubleVector) max.convertShape(VectorOperators.F2D, DOUBLES, half);
      above = above.sub(own.convertShape(VectorOperators.F2D, DOUBLES, half));
      above.intoArray(s.doublesOfRows, half * COUNT / 2);
    }
  }

  /**
   * Divides rows of scratch memory by their sums, which it writes, and multiplies them by {@code
   * scale}; then subtracts {@code target} from the one of the label.
   */
  private static void divideBySum(int c, float scale, float target, Scratch s) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = DoubleVector.zero(DOUBLES);
    for (int j = 0; j < c; j++) {
      FloatVector e = FloatVector.fromArray(FLOATS, s.rows1, j * COUNT);
      low = low.add(e.convertShape(VectorOperators.F2D, DOUBLES, 0));
      high = high.add(e.convertShape(VectorOperators.F2D, DOUBLES, 1));
    }
    low.intoArray(s.doublesOfRows, 0);
    high.intoArray(s.doublesOfRows, COUNT / 2);
    DoubleVector numerator = DoubleVector.broadcast(DOUBLES, scale);
    // Each half has zeros where the other has its quotients.
    FloatVector factor =
        (FloatVector) numerator.div(low).convertShape(VectorOperators.D2F, FLOATS, 0);
    factor = factor.add(numerator.div(high).convertShape(VectorOperators.D2F, FLOATS, -1));
    IntVector label = IntVector.fromArray(INTS, s.labels, 0);
    for (int j = 0; j < c; j++) {
      FloatVector q = FloatVector.fromArray(FLOATS, s.rows1, j * COUNT).mul(factor);
      VectorMask<Float> labelled = label.compare(VectorOperators.EQ, j).cast(FLOATS);
      q.blend(q.sub(target), labelled).intoArray(s.rows1, j * COUNT);
    }
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
