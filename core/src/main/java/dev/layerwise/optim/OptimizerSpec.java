package dev.layerwise.optim;

/**
 * The description of an update rule; g is the gradient of the objective, η the learning rate of the
 * step.
 */
public sealed interface OptimizerSpec {
  /** {@code w ← w - η g}. */
  record Sgd() implements OptimizerSpec {}

  /**
   * {@code v ← μ v - η g; w ← w + v} (Polyak's heavy ball, as in Sutskever et al., 2013).
   *
   * @param momentum μ, in [0, 1)
   */
  record Momentum(double momentum) implements OptimizerSpec {
    /**
     * Checks μ.
     *
     * @throws IllegalArgumentException if it is outside [0, 1)
     */
    public Momentum {
      checkMomentum(momentum);
    }
  }

  /**
   * {@code v ← μ v - η g; w ← w + μ v - η g} (Nesterov's momentum in the form of Sutskever et al.,
   * 2013).
   *
   * @param momentum μ, in [0, 1)
   */
  record Nesterov(double momentum) implements OptimizerSpec {
    /**
     * Checks μ.
     *
     * @throws IllegalArgumentException if it is outside [0, 1)
     */
    public Nesterov {
      checkMomentum(momentum);
    }
  }

  /** What descriptions and files call the rule: {@code sgd}, {@code momentum}, {@code nesterov}. */
  default String label() {
    return switch (this) {
      case Sgd() -> "sgd";
      case Momentum(_) -> "momentum";
      case Nesterov(_) -> "nesterov";
    };
  }

  private static void checkMomentum(double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum: expected at least 0 and below 1, got " + momentum);
    }
  }
}
