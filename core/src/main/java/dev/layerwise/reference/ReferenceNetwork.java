package dev.layerwise.reference;

import dev.layerwise.model.Network;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.DropoutLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.nn.PointwiseLayer;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The definition of a network in double precision: forward, loss, penalty and backward as they
 * stand in a textbook.
 *
 * <p>It is what the single-precision engine is compared with and what finite differences are taken
 * of. Letters: n examples, d inputs, u units, c outputs. Every array is {@code
 * double[rows][columns]}, allocated anew by every pass; nothing here is meant to be fast.
 *
 * <p>Randomness is held still: dropout multiplies by masks that are given from outside. Batch
 * normalisation uses the statistics of the mini-batch and differentiates through them, as training
 * does, or the running statistics as constants, as inference does.
 */
public final class ReferenceNetwork {
  private final NetworkSpec spec;
  private final List<ReferenceLayer> layers;
  private final List<ReferenceParameter> parameters;

  private ReferenceNetwork(NetworkSpec spec, List<ReferenceLayer> layers) {
    this.spec = spec;
    this.layers = List.copyOf(layers);
    this.parameters = layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** A reference with a copy of the parameters and running statistics of a network. */
  public static ReferenceNetwork copyOf(Network network) {
    List<ReferenceLayer> layers = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      layers.add(copyOf(network.layers().get(i), i));
    }
    return new ReferenceNetwork(network.spec(), layers);
  }

  private static ReferenceLayer copyOf(Layer layer, int index) {
    return switch (layer) {
      case DenseLayer dense ->
          new ReferenceDense(
              copyOf(dense.weight(), index), copyOf(dense.bias(), index), dense.spec().l2());
      case PointwiseLayer pointwise -> new ReferencePointwise(pointwise.spec().function());
      case BatchNormLayer norm ->
          new ReferenceBatchNorm(
              copyOf(norm.parameters().get(0), index),
              copyOf(norm.parameters().get(1), index),
              norm.spec().epsilon(),
              toDouble(norm.statistics().get(0).value())[0],
              toDouble(norm.statistics().get(1).value())[0]);
      case DropoutLayer _ -> new ReferenceDropout();
    };
  }

  private static ReferenceParameter copyOf(Parameter parameter, int layer) {
    Matrix value = parameter.value();
    return new ReferenceParameter(
        layer, parameter.name(), toDouble(value), new double[value.rows()][value.columns()]);
  }

  /** The same numbers in double precision, row by row. */
  public static double[][] toDouble(Matrix matrix) {
    double[][] rows = new double[matrix.rows()][matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        rows[i][j] = matrix.get(i, j);
      }
    }
    return rows;
  }

  /** Holds the dropout masks of the last training pass of a network of the same description. */
  public void holdMasksOf(Network network) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof ReferenceDropout dropout
          && network.layers().get(i) instanceof DropoutLayer source) {
        dropout.hold(toDouble(source.mask()));
      }
    }
  }

  /**
   * Holds one dropout mask.
   *
   * @param layer the index of the dropout layer
   * @param mask n × u factors: 0 where an element is dropped, {@code 1 / (1 - rate)} where it is
   *     kept; an array without rows lets everything through, as inference does
   * @throws IllegalArgumentException if the layer is not a dropout layer
   */
  public void holdMask(int layer, double[][] mask) {
    if (!(layers.get(layer) instanceof ReferenceDropout dropout)) {
      throw new IllegalArgumentException(
          "layer " + layer + ": expected dropout, it has no mask to hold");
    }
    dropout.hold(mask);
  }

  /**
   * Whether batch normalisation uses the running statistics as constants, or those of the
   * mini-batch (as it does unless told otherwise).
   */
  public void useRunningStatistics(boolean use) {
    for (ReferenceLayer layer : layers) {
      if (layer instanceof ReferenceBatchNorm norm) {
        norm.useRunningStatistics(use);
      }
    }
  }

  /** See {@link ReferencePointwise#takeDoubtfulSidesFrom}. */
  void takeDoubtfulSidesFrom(Network network) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof ReferencePointwise pointwise) {
        pointwise.takeDoubtfulSidesFrom(network.layers().get(i).output());
      }
    }
  }

  /**
   * The logits, n × c, of a mini-batch x, n × d.
   *
   * @throws IllegalArgumentException if a row has not d values
   */
  public double[][] forward(double[][] x) {
    requireInputs(x);
    return forwardFrom(0, x);
  }

  /**
   * The logits after a change in layer {@code from}, whose input is still that of the last forward
   * pass.
   */
  double[][] forwardFrom(int from) {
    return forwardFrom(from, layers.get(from).input());
  }

  private double[][] forwardFrom(int from, double[][] input) {
    double[][] activations = input;
    for (ReferenceLayer layer : layers.subList(from, layers.size())) {
      activations = layer.forward(activations);
    }
    return activations;
  }

  /** Checks that every row is as wide as the network's inputs. */
  void requireInputs(double[][] x) {
    for (int i = 0; i < x.length; i++) {
      if (x[i].length != spec.inputs()) {
        throw new IllegalArgumentException(
            "inputs: expected " + spec.inputs() + " values in row " + i + ", got " + x[i].length);
      }
    }
  }

  private void requireLabels(double[][] logits, int[] labels) {
    if (labels.length != logits.length) {
      throw new IllegalArgumentException(
          "loss: expected " + logits.length + " labels, one a row, got " + labels.length);
    }
    for (int label : labels) {
      if (label < 0 || label >= spec.classes()) {
        throw new IllegalArgumentException(
            "loss: expected labels from 0 to " + (spec.classes() - 1) + ", got " + label);
      }
    }
  }

  /**
   * The mean loss of n examples, without penalties.
   *
   * @throws IllegalArgumentException if there is not a label for each row, or one is no class
   */
  public double meanLoss(double[][] logits, int[] labels) {
    requireLabels(logits, labels);
    return ReferenceLoss.mean(spec.loss(), logits, labels);
  }

  /** The L2 penalty {@code Σ λ/2 ‖W‖²} over the dense layers, scaled for a mini-batch of n rows. */
  public double penalty(int n) {
    double sum = 0;
    for (ReferenceLayer layer : layers) {
      if (layer instanceof ReferenceDense dense) {
        sum += dense.penalty();
      }
    }
    return sum * spec.l2Scaling().factor(n);
  }

  /**
   * What training minimises: the mean loss plus the penalty.
   *
   * @throws IllegalArgumentException as {@link #meanLoss} does
   */
  public double objective(double[][] logits, int[] labels) {
    return meanLoss(logits, labels) + penalty(logits.length);
  }

  /**
   * The backward pass: writes the gradient of the objective into every parameter.
   *
   * @param logits what {@link #forward} returned just before
   * @throws IllegalArgumentException as {@link #meanLoss} does
   */
  public void backward(double[][] logits, int[] labels) {
    requireLabels(logits, labels);
    double[][] gradient = ReferenceLoss.gradient(spec.loss(), logits, labels);
    for (ReferenceLayer layer : layers.reversed()) {
      gradient = layer.backward(gradient);
    }
    for (ReferenceLayer layer : layers) {
      if (layer instanceof ReferenceDense dense) {
        dense.addPenaltyGradient(spec.l2Scaling().factor(logits.length));
      }
    }
  }

  /** The value of a parameter, rows × columns; a copy. */
  public double[][] value(String parameter) {
    return copy(find(parameter).value());
  }

  /** The gradient of a parameter, rows × columns, as the last backward pass left it; a copy. */
  public double[][] gradient(String parameter) {
    return copy(find(parameter).gradient());
  }

  private ReferenceParameter find(String name) {
    return parameters.stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no parameter is called '" + name + "'"));
  }

  private static double[][] copy(double[][] rows) {
    double[][] copy = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      copy[i] = rows[i].clone();
    }
    return copy;
  }

  NetworkSpec spec() {
    return spec;
  }

  List<ReferenceLayer> layers() {
    return layers;
  }

  /** All parameters, layer by layer. */
  List<ReferenceParameter> parameters() {
    return parameters;
  }

  /**
   * On which side of 0 every element fell, in the last pass, that went into a function made of two
   * pieces. As long as this stays the same, the objective is smooth.
   */
  List<BitSet> sides() {
    List<BitSet> sides = new ArrayList<>();
    for (ReferenceLayer layer : layers) {
      if (layer instanceof ReferencePointwise pointwise) {
        sides.add(pointwise.positiveSide());
      }
    }
    return sides;
  }
}
