package dev.layerwise.nn;

import dev.layerwise.kernel.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Describes a network layer by layer, from the input side; made by {@link NetworkSpec#builder}.
 *
 * <pre>{@code
 * NetworkSpec network =
 *     NetworkSpec.builder(784, 10)
 *         .dense(128, Activation.RELU)
 *         .dropout(0.1)
 *         .build(); // adds the 10 outputs
 * }</pre>
 *
 * <p>Weights start by He's rule before the ReLU family, and by Glorot's before sigmoid, tanh and
 * the loss; {@link #layer} takes any other description. What is wrong with a single layer is said
 * where it is added, and what is wrong with the whole by {@link #build}.
 */
public final class NetworkSpecBuilder {
  private final int inputs;
  private final int classes;
  private final List<LayerSpec> layers = new ArrayList<>();
  private Loss loss = Loss.SOFTMAX_CROSS_ENTROPY;
  private L2Scaling l2Scaling = L2Scaling.BATCH;
  private double l2;

  NetworkSpecBuilder(int inputs, int classes) {
    this.inputs = inputs;
    this.classes = classes;
  }

  /**
   * Adds a dense layer and the activation behind it.
   *
   * @param units the width
   * @throws IllegalArgumentException if units is not positive
   */
  public NetworkSpecBuilder dense(int units, Activation activation) {
    layers.add(new LayerSpec.Dense(units, Initializer.before(activation), l2));
    layers.add(new LayerSpec.Pointwise(activation));
    return this;
  }

  /** Adds batch normalisation with the usual settings. */
  public NetworkSpecBuilder batchNorm() {
    return layer(LayerSpec.BatchNorm.DEFAULT);
  }

  /**
   * Adds dropout.
   *
   * @param rate the probability of zeroing, in [0, 1)
   * @throws IllegalArgumentException if the rate is outside [0, 1)
   */
  public NetworkSpecBuilder dropout(double rate) {
    return layer(new LayerSpec.Dropout(rate));
  }

  /** Adds a layer as it is described. */
  public NetworkSpecBuilder layer(LayerSpec layer) {
    layers.add(Objects.requireNonNull(layer, "layer"));
    return this;
  }

  /**
   * Sets the coefficient λ of the penalty on the weights of the dense layers that follow, the
   * output layer included; 0 before it is called.
   *
   * @throws IllegalArgumentException if λ is negative or not finite
   */
  public NetworkSpecBuilder l2(double lambda) {
    l2 = new LayerSpec.Dense(1, Initializer.GLOROT, lambda).l2();
    return this;
  }

  /** Sets how penalties are scaled; {@link L2Scaling#BATCH} if it is not called. */
  public NetworkSpecBuilder l2Scaling(L2Scaling scaling) {
    l2Scaling = Objects.requireNonNull(scaling, "l2Scaling");
    return this;
  }

  /** Sets the loss; {@link Loss#SOFTMAX_CROSS_ENTROPY} if it is not called. */
  public NetworkSpecBuilder loss(Loss chosen) {
    loss = Objects.requireNonNull(chosen, "loss");
    return this;
  }

  /**
   * The description, with an output layer as wide as the loss needs it; the builder may be used
   * further.
   *
   * @throws IllegalArgumentException if there is no input, or fewer than two classes
   */
  public NetworkSpec build() {
    List<LayerSpec> all = new ArrayList<>(layers);
    all.add(new LayerSpec.Dense(loss.outputs(classes), Initializer.GLOROT, l2));
    return new NetworkSpec(inputs, classes, all, loss, l2Scaling);
  }
}
