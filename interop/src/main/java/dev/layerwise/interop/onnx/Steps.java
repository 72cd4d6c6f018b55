package dev.layerwise.interop.onnx;

import dev.layerwise.model.Network;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.DropoutLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.PointwiseLayer;
import java.util.ArrayList;
import java.util.List;

/** A network as the steps of its inference, and what becomes of them when some are merged. */
final class Steps {
  private Steps() {}

  /** The steps of a network; dropout does nothing in inference, and so is none. */
  static List<Step> of(Network network) {
    List<Step> steps = new ArrayList<>();
    List<Layer> layers = network.layers();
    for (int i = 0; i < layers.size(); i++) {
      String name = "layers." + i;
      switch (layers.get(i)) {
        case DenseLayer dense ->
            steps.add(
                new Step.Dense(
                    name,
                    dense.inputs(),
                    dense.outputs(),
                    toDoubles(dense.weight().value().byRows()),
                    toDoubles(dense.bias().value().data())));
        case BatchNormLayer norm ->
            steps.add(
                new Step.BatchNorm(
                    name,
                    norm.parameters().get(0).value().data(),
                    norm.parameters().get(1).value().data(),
                    norm.statistics().get(0).value().data(),
                    norm.statistics().get(1).value().data(),
                    norm.spec().epsilon()));
        case PointwiseLayer pointwise ->
            steps.add(new Step.Pointwise(name, pointwise.spec().function()));
        case DropoutLayer _ -> {}
      }
    }
    return steps;
  }

  /**
   * Merges every batch norm into the dense layer before it, or else into the one after it; one
   * between two activations stays. Sums and products are made in double precision and rounded once.
   */
  static List<Step> foldBatchNorm(List<Step> steps) {
    List<Step> folded = new ArrayList<>(steps);
    for (int i = 0; i < folded.size(); i++) {
      if (!(folded.get(i) instanceof Step.BatchNorm norm)) {
        continue;
      }
      double[] scale = norm.scale();
      double[] shift = norm.shift(scale);
      if (i > 0 && folded.get(i - 1) instanceof Step.Dense before) {
        folded.set(i - 1, scaledOutputs(before, scale, shift));
      } else if (folded.get(i + 1) instanceof Step.Dense after) {
        folded.set(i + 1, scaledInputs(after, scale, shift));
      } else {
        continue;
      }
      folded.remove(i--);
    }
    return folded;
  }

  /** A dense layer whose outputs are then multiplied and shifted, as one. */
  static Step.Dense scaledOutputs(Step.Dense dense, double[] scale, double[] shift) {
    double[] weight = dense.weight().clone();
    double[] bias = dense.bias().clone();
    for (int at = 0; at < weight.length; at++) {
      weight[at] *= scale[at % dense.units()];
    }
    for (int j = 0; j < bias.length; j++) {
      bias[j] = bias[j] * scale[j] + shift[j];
    }
    return new Step.Dense(dense.name(), dense.inputs(), dense.units(), weight, bias);
  }

  /** A dense layer whose inputs are multiplied and shifted before, as one. */
  private static Step.Dense scaledInputs(Step.Dense dense, double[] scale, double[] shift) {
    double[] weight = dense.weight().clone();
    double[] bias = dense.bias().clone();
    for (int i = 0; i < dense.inputs(); i++) {
      for (int j = 0; j < dense.units(); j++) {
        int at = i * dense.units() + j;
        bias[j] += shift[i] * weight[at];
        weight[at] *= scale[i];
      }
    }
    return new Step.Dense(dense.name(), dense.inputs(), dense.units(), weight, bias);
  }

  static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  static float[] toFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
