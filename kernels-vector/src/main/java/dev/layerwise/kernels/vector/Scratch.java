package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;

import dev.layerwise.kernel.InterleavedKernels;
import dev.layerwise.tensor.Layout;
import java.util.Arrays;

/**
 * Small arrays of a thread, for what does not fill whole vectors: ends of arrays and ends of rows.
 */
final class Scratch {
  /** The elements that pass through scratch memory at a time, a multiple of every vector length. */
  static final int CHUNK = 512;

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  /** Ends of the operands of an element-wise operation, one vector each. */
  final float[] end0 = new float[COUNT];

  final float[] end1 = new float[COUNT];
  final float[] end2 = new float[COUNT];
  final float[] end3 = new float[COUNT];

  /** Last rows of the operands of a column-wise operation, {@code COUNT} apart. */
  final float[] rows0 = new float[COUNT * COUNT];

  /** Of rows that are lanes of vectors, a column each. */
  final float[] rows1 = new float[Layout.GROUP * COUNT];

  /** Sums of interleaved columns, a vector each. */
  final float[] partial0 = new float[InterleavedKernels.MOST_COLUMNS * COUNT];

  final float[] partial1 = new float[InterleavedKernels.MOST_COLUMNS * COUNT];

  /** Sums and parameters of a strip of columns. */
  final float[] sums0 = new float[COUNT];

  final float[] sums1 = new float[COUNT];

  /** A vector on its way into a row that it does not fill. */
  final float[] line = new float[COUNT];

  /** A vector of partial sums. */
  final double[] doubles = new double[Lanes.DOUBLES.length()];

  /** Of the rows that are lanes of a vector: their labels, and a sum each. */
  final int[] labels = new int[COUNT];

  final double[] doublesOfRows = new double[Layout.GROUP];

  /** Intermediate results of {@link Exponentials}. */
  final float[] chunk0 = new float[CHUNK];

  final float[] chunk1 = new float[CHUNK];

  private Scratch() {}

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /** Copies {@code count} elements to the front of {@code target} and fills the rest of it. */
  static float[] copy(float[] source, int from, int count, float[] target, float fill) {
    System.arraycopy(source, from, target, 0, count);
    Arrays.fill(target, count, COUNT, fill);
    return target;
  }

  /**
   * Copies rows of {@code width} elements to {@code target}, {@code COUNT} apart, with zeros
   * between them.
   */
  static void copyRows(int rows, int width, float[] source, int from, int ld, float[] target) {
    for (int i = 0; i < rows; i++) {
      System.arraycopy(source, from + i * ld, target, i * COUNT, width);
      Arrays.fill(target, i * COUNT + width, (i + 1) * COUNT, 0);
    }
  }

  /** The sum of {@link #doubles}: halves first, so that its order is that of a tree. */
  double sumOfDoubles() {
    for (int half = doubles.length / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        doubles[i] += doubles[half + i];
      }
    }
    return doubles[0];
  }
}
