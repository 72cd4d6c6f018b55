package dev.layerwise.optim;

/**
 * How the learning rate changes in the course of a training: a factor on the base rate, a pure
 * function.
 */
public sealed interface Schedule {
  /** Factor 1 throughout. */
  record Constant() implements Schedule {}

  /**
   * Factor {@code factor^k} after k times {@code epochs} epochs.
   *
   * @param epochs the length of a stair
   * @param factor the factor from stair to stair, in (0, 1]
   */
  record Step(int epochs, double factor) implements Schedule {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if epochs is not positive or the factor is outside (0, 1]
     */
    public Step {
      if (epochs < 1) {
        throw new IllegalArgumentException(
            "schedule step: expected at least 1 epoch, got " + epochs);
      }
      checkFactor("step", factor);
    }
  }

  /**
   * Factor {@code factor^e}, where e counts epochs, fractions included.
   *
   * @param factor the factor per epoch, in (0, 1]
   */
  record Exponential(double factor) implements Schedule {
    /**
     * Checks the factor.
     *
     * @throws IllegalArgumentException if it is outside (0, 1]
     */
    public Exponential {
      checkFactor("exponential", factor);
    }
  }

  /**
   * Half a cosine from 1 down to {@code end} over the planned steps (Loshchilov and Hutter, 2017,
   * without restarts).
   *
   * @param end the last factor, in [0, 1]
   */
  record Cosine(double end) implements Schedule {
    /**
     * Checks the end.
     *
     * @throws IllegalArgumentException if it is outside [0, 1]
     */
    public Cosine {
      if (!(end >= 0 && end <= 1)) {
        throw new IllegalArgumentException(
            "schedule cosine: expected an end from 0 to 1, got " + end);
      }
    }
  }

  private static void checkFactor(String name, double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException(
          "schedule " + name + ": expected a factor above 0 and at most 1, got " + factor);
    }
  }

  /**
   * The factor for a step.
   *
   * @param step the step, counted from 0
   * @param stepsPerEpoch the steps of an epoch
   * @param plannedSteps the steps of the whole training if nothing stops it early
   */
  default double factor(long step, long stepsPerEpoch, long plannedSteps) {
    return switch (this) {
      case Constant() -> 1;
      case Step(int epochs, double factor) ->
          StrictMath.pow(factor, Math.floorDiv(step / stepsPerEpoch, (long) epochs));
      case Exponential(double factor) -> StrictMath.pow(factor, (double) step / stepsPerEpoch);
      case Cosine(double end) -> {
        double progress = plannedSteps <= 1 ? 0 : Math.min(1, (double) step / (plannedSteps - 1));
        yield end + (1 - end) * (1 + StrictMath.cos(Math.PI * progress)) / 2;
      }
    };
  }

  /**
   * The factor of a linear warm-up: from {@code 1/steps} at step 0 to 1 at step {@code steps - 1}
   * and after.
   *
   * @param step the step, counted from 0
   * @param steps the length of the warm-up, 0 for none
   */
  static double warmUp(long step, long steps) {
    return step >= steps ? 1 : (step + 1.0) / steps;
  }
}
