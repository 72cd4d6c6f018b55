package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.COUNT;

/**
 * Rows on their way through an operation on columns, a few at a time, where their last vector is
 * not full: a thread's scratch memory, in which whole vectors may be read and written.
 *
 * <p>What a vector writes beyond its row belongs to the next one. So strips of columns come last to
 * first, rows in their order, and everything is overwritten by what belongs there; then the rows
 * are copied to their place together. Copying every row on its own costs several times as much as
 * computing it.
 *
 * <p>Rows that fill their vectors are read and written where they are.
 */
final class RaggedRows {
  /** The elements at a time: all that a few operands take stays in the nearest cache. */
  private static final int ROOM = 2048;

  private static final ThreadLocal<RaggedRows> OF_THREAD = ThreadLocal.withInitial(RaggedRows::new);

  private final float[][] operands = new float[3][0];
  private final float[][] parameters = new float[4][0];
  private boolean ragged;

  private RaggedRows() {}

  /** Begins with rows of u columns. */
  static RaggedRows ofThread(int u) {
    RaggedRows own = OF_THREAD.get();
    own.ragged = u % COUNT != 0;
    return own;
  }

  /** Where the last strip of u columns begins; below 0 if there are none. */
  static int lastStrip(int u) {
    return Math.floorDiv(u - 1, COUNT) * COUNT;
  }

  /** How many of n rows are taken at a time. */
  int atOnce(int n, int u) {
    return ragged ? Math.min(n, Math.max(1, ROOM / u)) : n;
  }

  /** One value for every column, followed by what fills the last vector. */
  float[] parameter(int which, float[] values, int u) {
    if (!ragged) {
      return values;
    }
    if (parameters[which].length < u + COUNT) {
      parameters[which] = new float[u + COUNT];
    }
    System.arraycopy(values, 0, parameters[which], 0, u);
    return parameters[which];
  }

  /** The array in which {@code count} elements of some rows are read and written. */
  float[] operand(int which, float[] array, int count) {
    if (!ragged) {
      return array;
    }
    if (operands[which].length < count + COUNT) {
      operands[which] = new float[Math.max(ROOM, count) + COUNT];
    }
    return operands[which];
  }

  /** The same, with their values. */
  float[] filled(int which, float[] array, int from, int count) {
    float[] target = operand(which, array, count);
    if (ragged) {
      System.arraycopy(array, from, target, 0, count);
    }
    return target;
  }

  /** Where rows that begin at {@code from} of their own array begin in {@link #operand}. */
  int place(int from) {
    return ragged ? 0 : from;
  }

  /** Brings rows that have been computed to their place. */
  void store(int which, float[] array, int from, int count) {
    if (ragged) {
      System.arraycopy(operands[which], 0, array, from, count);
    }
  }
}
