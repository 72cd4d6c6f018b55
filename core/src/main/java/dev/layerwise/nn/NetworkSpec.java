package dev.layerwise.nn;

import java.util.List;
import java.util.Objects;

/**
 * The description of a feed-forward classifier: what goes in, its layers in order, and what is
 * minimised.
 *
 * @param inputs the number of features d
 * @param classes the number of classes
 * @param layers the layers, input side first; the last must yield the logits that the loss expects
 * @param loss the data term of the objective
 * @param l2Scaling how the L2 penalties of the dense layers are scaled
 */
public record NetworkSpec(
    int inputs, int classes, List<LayerSpec> layers, Loss loss, L2Scaling l2Scaling) {
  /**
   * Checks that the layers fit each other, the data and the loss.
   *
   * @throws IllegalArgumentException if they do not; the message names the layer
   */
  public NetworkSpec {
    layers = List.copyOf(layers);
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(l2Scaling, "l2Scaling");
    if (inputs < 1) {
      throw new IllegalArgumentException("network: expected at least 1 input, got " + inputs);
    }
    if (classes < 2) {
      throw new IllegalArgumentException("network: expected at least 2 classes, got " + classes);
    }
    if (layers.isEmpty() || !(layers.getLast() instanceof LayerSpec.Dense output)) {
      throw new IllegalArgumentException(
          "network: the last layer must be dense, without an activation: losses take logits");
    }
    int wanted = loss.outputs(classes);
    if (output.units() != wanted && output.units() != classes) {
      throw new IllegalArgumentException(
          "network: layer "
              + (layers.size() - 1)
              + ", dense: "
              + loss.label()
              + " over "
              + classes
              + " classes needs "
              + wanted
              + " units, got "
              + output.units());
    }
  }

  /**
   * Begins a description: layers are added from the input side, and {@link
   * NetworkSpecBuilder#build} adds the output layer that the loss needs.
   *
   * @param inputs the number of features d
   * @param classes the number of classes
   */
  public static NetworkSpecBuilder builder(int inputs, int classes) {
    return new NetworkSpecBuilder(inputs, classes);
  }

  /** The number of columns that go into layer {@code index}. */
  public int inputsOf(int index) {
    int columns = inputs;
    for (int i = 0; i < index; i++) {
      columns = layers.get(i).outputs(columns);
    }
    return columns;
  }

  /** The number of logits. */
  public int outputs() {
    return inputsOf(layers.size());
  }

  /** The widths as people write them, such as {@code 784-20-7-5-10}. */
  public String widths() {
    StringBuilder text = new StringBuilder().append(inputs);
    for (LayerSpec layer : layers) {
      if (layer instanceof LayerSpec.Dense dense) {
        text.append('-').append(dense.units());
      }
    }
    return text.toString();
  }
}
