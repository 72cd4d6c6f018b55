package dev.layerwise.kernel;

/**
 * What a gradient does to the values that it belongs to: the rule, and the arrays it works on.
 *
 * <p>Kernels get this so that they can apply a gradient while it is still in the nearest cache.
 *
 * @param rule how values follow from gradients
 * @param momentum of {@link Rule#MOMENTUM} and {@link Rule#NESTEROV}
 * @param values what is optimised
 * @param velocities at the same places; empty for {@link Rule#PLAIN}
 */
// Compared by identity: this is a part of an optimiser's state.
@SuppressWarnings("ArrayRecordComponent")
public record WeightUpdate(Rule rule, float momentum, float[] values, float[] velocities) {
  /** The update rules; see {@link Kernels} for their formulas. */
  public enum Rule {
    /** {@code w = w - rate · g}. */
    PLAIN,
    /** {@link Kernels#momentumUpdate}. */
    MOMENTUM,
    /** {@link Kernels#nesterovUpdate}. */
    NESTEROV
  }

  /**
   * Updates {@code count} values from {@code at} on.
   *
   * @param decay added to the gradient first, times the value; 0 for none
   * @param g the gradient, from {@code go} on; overwritten if there is decay and velocity
   */
  public void apply(
      Kernels kernels, float rate, float decay, int count, float[] g, int go, int at) {
    if (decay != 0 && rule == Rule.PLAIN) {
      kernels.decayedUpdate(count, rate, decay, g, go, values, at);
      return;
    }
    if (decay != 0) {
      kernels.addScaled(count, decay, values, at, g, go);
    }
    switch (rule) {
      case PLAIN -> kernels.addScaled(count, -rate, g, go, values, at);
      case MOMENTUM ->
          kernels.momentumUpdate(count, rate, momentum, g, go, velocities, at, values, at);
      case NESTEROV ->
          kernels.nesterovUpdate(count, rate, momentum, g, go, velocities, at, values, at);
    }
  }

  /**
   * {@link #apply} to rows of {@code count} values each.
   *
   * @param ldg how far apart rows of g are
   * @param ld how far apart rows of the values are
   */
  public void applyRows(
      Kernels kernels,
      float rate,
      float decay,
      int rows,
      int count,
      float[] g,
      int go,
      int ldg,
      int at,
      int ld) {
    if (ldg == count && ld == count) {
      apply(kernels, rate, decay, rows * count, g, go, at);
      return;
    }
    for (int i = 0; i < rows; i++) {
      apply(kernels, rate, decay, count, g, go + i * ldg, at + i * ld);
    }
  }

  /**
   * {@link #applyRows} to rows of weights at positions, where gradients and values lie alike.
   *
   * @param position the first of d rows in the order of blocks, a multiple of a block
   * @param at where column 0's row lies, in g as well
   */
  public void applyPositions(
      Kernels kernels,
      float rate,
      float decay,
      BlockOrder order,
      int position,
      int d,
      int count,
      float[] g,
      int at,
      int ld) {
    int end = position + d;
    int run = order.run();
    for (int k = position; k < end; k += run - k % run) {
      int rows = Math.min(run - k % run, end - k);
      // A whole run may be rows without a gap, a part of it is some of every line.
      int lines = rows == run && order.isGapless() ? 1 : order.lines();
      for (int line = 0; line < lines; line++) {
        int row = at + (order.column(k) + line * order.pairDistance()) * ld;
        applyRows(kernels, rate, decay, rows / lines, count, g, row, ld, row, ld);
      }
    }
  }
}
