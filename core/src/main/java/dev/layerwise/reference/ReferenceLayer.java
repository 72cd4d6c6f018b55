package dev.layerwise.reference;

import java.util.List;

/**
 * A layer of the reference: plain loops over n examples, d inputs and u units, a new array for
 * every result.
 */
sealed interface ReferenceLayer
    permits ReferenceDense, ReferencePointwise, ReferenceBatchNorm, ReferenceDropout {
  /** From x (n × d) to the layer's output (n × u); keeps what {@link #backward} needs. */
  double[][] forward(double[][] x);

  /** What the last forward pass started from. */
  double[][] input();

  /** From ∂J/∂output (n × u) to ∂J/∂x (n × d); writes the gradients of the parameters. */
  double[][] backward(double[][] dy);

  /** What training would change. */
  default List<ReferenceParameter> parameters() {
    return List.of();
  }
}
