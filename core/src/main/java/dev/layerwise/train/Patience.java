package dev.layerwise.train;

/**
 * Early stopping as a pure decider: values go in, a new value with the decision comes out.
 *
 * <p>An improvement is a loss below the <em>best</em> so far by at least min-delta; comparing with
 * the previous value instead would let a slow rise go on for ever.
 *
 * @param best the loss of the last improvement; infinite before the first
 * @param bestStep the step of the last improvement
 */
public record Patience(double best, long bestStep) {
  /** Before the first validation. */
  public static final Patience START = new Patience(Double.POSITIVE_INFINITY, 0);

  /** Takes in the validation loss measured after {@code step} steps. NaN is no improvement. */
  public Patience after(double loss, long step, double minDelta) {
    return loss <= best - minDelta && loss < best ? new Patience(loss, step) : this;
  }

  /** The steps of patience left; 0 or less says stop. */
  public long left(long step, long patience) {
    return patience - (step - bestStep);
  }
}
