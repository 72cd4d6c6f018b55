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

  /** A layer in words, such as {@code layer 2, dense 20→7}. */
  public String describeLayer(int index) {
    int columns = inputsOf(index);
    String what =
        switch (layers.get(index)) {
          case LayerSpec.Dense dense -> "dense " + columns + "→" + dense.units();
          case LayerSpec.Pointwise pointwise -> pointwise.function().label() + " " + columns;
          case LayerSpec.BatchNorm _ -> "batch norm " + columns;
          case LayerSpec.Dropout dropout -> "dropout " + dropout.rate() + " of " + columns;
        };
    return "layer " + index + ", " + what;
  }

  /**
   * Checks that the first layers are those of another network: of the same kind, width and
   * activation. How they are trained (initialisation, penalties, rates) may differ.
   *
   * @param source whose layers are to be taken over
   * @param count how many layers, activations and the like included
   * @throws IllegalArgumentException if there are not as many, or one of them is another; the
   *     message names it
   */
  public void requireSameLayers(NetworkSpec source, int count) {
    int most = Math.min(layers.size(), source.layers.size());
    if (count < 0 || count > most) {
      throw new IllegalArgumentException(
          "copy layers: expected 0 to " + most + " layers, got " + count);
    }
    for (int i = 0; i < count; i++) {
      LayerSpec here = layers.get(i);
      LayerSpec there = source.layers.get(i);
      boolean same =
          here instanceof LayerSpec.Pointwise
              ? here.equals(there)
              : here.getClass() == there.getClass();
      if (!same || inputsOf(i) != source.inputsOf(i) || inputsOf(i + 1) != source.inputsOf(i + 1)) {
        throw new IllegalArgumentException(
            "copy layers: "
                + describeLayer(i)
                + " cannot take over "
                + source.describeLayer(i)
                + "; copy fewer layers");
      }
    }
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
