package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.DOUBLES;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.kernels.vector.Lanes.INTS;
import static dev.layerwise.tensor.Layout.GROUP;

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
      subtractMax(c, s.rows1, 0, s.labels, 0, s.rows1, 0, COUNT, s.doublesOfRows, 0);
      for (int k = 0; k < rows; k++) {
        total += s.doublesOfRows[k];
      }
      Exponentials.exp(c * COUNT, s.rows1, 0);
      divideBySum(
          c, gradientScale, gradientScale, s.labels, 0, s.rows1, 0, COUNT, s.doublesOfRows, 0);
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

  /** {@link dev.layerwise.kernel.InterleavedKernels#softmaxCrossEntropy}. */
  static double softmaxCrossEntropyInterleaved(
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
    for (int group = 0; group < n; group += GROUP) {
      int from = zo + group * c;
      int to = dzo + group * c;
      for (int lane = 0; lane < GROUP; lane += COUNT) {
        int label = lo + group + lane;
        subtractMax(c, z, from + lane, labels, label, dz, to + lane, GROUP, s.doublesOfRows, lane);
      }
      total += PlainInterleaved.sum(s.doublesOfRows);
      Exponentials.exp(c * GROUP, dz, to);
      for (int lane = 0; lane < GROUP; lane += COUNT) {
        int label = lo + group + lane;
        divideBySum(
            c,
            gradientScale,
            gradientScale,
            labels,
            label,
            dz,
            to + lane,
            GROUP,
            s.doublesOfRows,
            lane);
      }
      total += StrictMath.log(PlainInterleaved.product(s.doublesOfRows));
    }
    return total;
  }

  /** {@link dev.layerwise.kernel.InterleavedKernels#countCorrect}. */
  static int countCorrectInterleaved(int n, int c, float[] z, int zo, int[] labels, int lo) {
    Scratch s = Scratch.ofThread();
    int wrong = 0;
    for (int i = 0; i < n; i += COUNT) {
      markWrong(c, z, zo + i / GROUP * GROUP * c + i % GROUP, labels, lo + i, s.line);
      for (int k = 0; k < COUNT; k++) {
        wrong += (int) s.line[k];
      }
    }
    return n - wrong;
  }

  /** Writes 1 for every row whose label is not the first of its largest, else 0. */
  private static void markWrong(int c, float[] z, int zo, int[] labels, int lo, float[] wrong) {
    IntVector label = IntVector.fromArray(INTS, labels, lo);
    FloatVector own = FloatVector.zero(FLOATS);
    for (int j = 0; j < c; j++) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + j * GROUP);
      own = own.blend(v, label.compare(VectorOperators.EQ, j).cast(FLOATS));
    }
    FloatVector marks = FloatVector.zero(FLOATS);
    for (int j = 0; j < c; j++) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + j * GROUP);
      // Of equal ones the first wins; NaN is neither less nor equal.
      VectorMask<Float> equal = v.compare(VectorOperators.EQ, own);
      VectorMask<Float> fine =
          equal
              .and(label.compare(VectorOperators.LE, j).cast(FLOATS))
              .or(v.compare(VectorOperators.LT, own));
      marks = marks.blend(1, fine.not());
    }
    marks.intoArray(wrong, 0);
  }

  /** {@link dev.layerwise.kernel.Kernels#softmax}. */
  static void softmax(int n, int c, float[] z, int zo, float[] p, int po) {
    Scratch s = Scratch.ofThread();
    Arrays.fill(s.labels, 0);
    for (int i = 0; i < n; i += COUNT) {
      int rows = Math.min(COUNT, n - i);
      turn(rows, c, z, zo + i * c, s);
      subtractMax(c, s.rows1, 0, s.labels, 0, s.rows1, 0, COUNT, s.doublesOfRows, 0);
      Exponentials.exp(c * COUNT, s.rows1, 0);
      divideBySum(c, 1, 0, s.labels, 0, s.rows1, 0, COUNT, s.doublesOfRows, 0);
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
    Interleaving.gather(rows, c, s.chunk0, p, po);
  }

  /**
   * Writes the distances of turned rows from the largest element of each, and how far that lies
   * above the one of the label. Where a row holds NaN, all that follows from it becomes NaN.
   *
   * @param ld how far apart the classes lie, in z as well as in p, which may be z
   */
  private static void subtractMax(
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] p,
      int po,
      int ld,
      double[] aboveLabel,
      int ao) {
    IntVector label = IntVector.fromArray(INTS, labels, lo);
    FloatVector max = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    FloatVector own = FloatVector.zero(FLOATS);
    for (int j = 0; j < c; j++) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + j * ld);
      max = max.blend(v, v.compare(VectorOperators.GT, max));
      own = own.blend(v, label.compare(VectorOperators.EQ, j).cast(FLOATS));
    }
    for (int j = 0; j < c; j++) {
      FloatVector v = FloatVector.fromArray(FLOATS, z, zo + j * ld);
      v.sub(max).intoArray(p, po + j * ld);
    }
    for (int half = 0; half < 2; half++) {
      DoubleVector above = (DoubleVector) max.convertShape(VectorOperators.F2D, DOUBLES, half);
      above = above.sub(own.convertShape(VectorOperators.F2D, DOUBLES, half));
      above.intoArray(aboveLabel, ao + half * COUNT / 2);
    }
  }

  /**
   * Divides turned rows by their sums, which it writes, and multiplies them by {@code scale}; then
   * subtracts {@code target} from the one of the label.
   *
   * @param ld how far apart the classes lie
   */
  private static void divideBySum(
      int c,
      float scale,
      float target,
      int[] labels,
      int lo,
      float[] p,
      int po,
      int ld,
      double[] sums,
      int so) {
    DoubleVector low = DoubleVector.zero(DOUBLES);
    DoubleVector high = DoubleVector.zero(DOUBLES);
    for (int j = 0; j < c; j++) {
      FloatVector e = FloatVector.fromArray(FLOATS, p, po + j * ld);
      low = low.add(e.convertShape(VectorOperators.F2D, DOUBLES, 0));
      high = high.add(e.convertShape(VectorOperators.F2D, DOUBLES, 1));
    }
    low.intoArray(sums, so);
    high.intoArray(sums, so + COUNT / 2);
    DoubleVector numerator = DoubleVector.broadcast(DOUBLES, scale);
    // Each half has zeros where the other has its quotients.
    FloatVector factor =
        (FloatVector) numerator.div(low).convertShape(VectorOperators.D2F, FLOATS, 0);
    factor = factor.add(numerator.div(high).convertShape(VectorOperators.D2F, FLOATS, -1));
    IntVector label = IntVector.fromArray(INTS, labels, lo);
    for (int j = 0; j < c; j++) {
      FloatVector q = FloatVector.fromArray(FLOATS, p, po + j * ld).mul(factor);
      VectorMask<Float> labelled = label.compare(VectorOperators.EQ, j).cast(FLOATS);
      q.blend(q.sub(target), labelled).intoArray(p, po + j * ld);
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
