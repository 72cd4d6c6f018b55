package dev.layerwise.nn;

/** How the penalty λ/2 · Σ‖W‖² enters the objective. */
public enum L2Scaling {
  /**
   * {@code λ / (2m) · Σ‖W‖²} with m the rows of the mini-batch; the gradient gains {@code λ/m · W}.
   */
  BATCH("batch"),
  /** {@code λ / 2 · Σ‖W‖²}, whatever the mini-batch; the gradient gains {@code λ W}. */
  NONE("none");

  private final String label;

  L2Scaling(String label) {
    this.label = label;
  }

  /** The name used in descriptions and on the command line. */
  public String label() {
    return label;
  }

  /** What λ is multiplied by for a mini-batch of m rows. */
  public double factor(int m) {
    return this == BATCH ? 1.0 / m : 1;
  }
}
