package dev.layerwise.model;

/** A stage that comes to rows of one half of the columns of x at a time. */
abstract class HalfStage extends Stage {
  HalfStage() {
    super(Division.HALVES);
  }

  /** The number of rows of the mini-batch. */
  abstract int rows();

  /** Computes a range of rows of a half, 0 or 1. */
  abstract void runHalf(int half, int from, int count);

  @Override
  final int length() {
    return 2 * grains();
  }

  /** The rows in whole grains, so that the second half begins with one. */
  private int grains() {
    return Math.ceilDiv(rows(), Region.ROW_GRAIN) * Region.ROW_GRAIN;
  }

  @Override
  final void run(int from, int count) {
    int half = grains();
    runRows(0, from, Math.min(from + count, half));
    runRows(1, Math.max(from - half, 0), from + count - half);
  }

  private void runRows(int half, int from, int end) {
    int to = Math.min(end, rows());
    if (from < to) {
      runHalf(half, from, to - from);
    }
  }
}
