package dev.layerwise.experiments.rate;

/**
 * The learning rates that a range test goes through, evenly on a logarithmic scale.
 *
 * @param low the first
 * @param high the last
 * @param steps how many training steps, each with a rate of its own
 */
public record RateRange(double low, double high, int steps) {
  /** From far too small to far too large, in a few hundred steps. */
  public static final RateRange DEFAULT = new RateRange(1e-5, 10, 300);

  /** Too few steps cannot be smoothed. */
  private static final int FEWEST = 20;

  /** Checks the numbers. */
  public RateRange {
    if (!(low > 0) || !(high > low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException(
          "range: expected a lowest rate above 0 and a greater highest one, got "
              + low
              + " and "
              + high);
    }
    if (steps < FEWEST) {
      throw new IllegalArgumentException(
          "range: expected at least " + FEWEST + " steps, got " + steps);
    }
  }

  /** The rate of a step, counted from 0. */
  public double rate(int step) {
    return low * StrictMath.pow(high / low, (double) step / (steps - 1));
  }
}
