package dev.layerwise.nn;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.List;

/**
 * A layer at work: its parameters, and the buffers that one training loop reuses.
 *
 * <p>A training pass goes {@link #forward} in order and {@link #backward} in reverse order over the
 * same mini-batch. {@link #infer} keeps nothing and may be called by several threads at once, each
 * with matrices of its own.
 */
public sealed interface Layer permits DenseLayer, PointwiseLayer, BatchNormLayer, DropoutLayer {
  /** Makes the layer that a description asks for, with parameters of zeros (batch norm: γ = 1). */
  static Layer of(LayerSpec spec, int index, int inputs, Kernels kernels) {
    String name = "layers." + index;
    return switch (spec) {
      case LayerSpec.Dense dense -> new DenseLayer(dense, name, inputs, kernels);
      case LayerSpec.Pointwise pointwise -> new PointwiseLayer(pointwise, inputs, kernels);
      case LayerSpec.BatchNorm norm -> new BatchNormLayer(norm, name, inputs, kernels);
      case LayerSpec.Dropout dropout -> new DropoutLayer(dropout, inputs, kernels);
    };
  }

  /** Its description. */
  LayerSpec spec();

  /** The number of columns that come out. */
  int outputs();

  /** Draws the initial parameters. */
  default void initialize(RandomStream random) {}

  /** Allocates what training with up to {@code batchSize} rows needs. */
  void prepare(int batchSize);

  /**
   * The training pass: returns the layer's own output matrix, n × outputs.
   *
   * @param x n × inputs, kept (not copied) until {@link #backward}
   * @param randomOrigin where the random stream of this layer and step starts
   */
  Matrix forward(Matrix x, long randomOrigin);

  /**
   * The backward pass: writes the gradients of the parameters and returns the gradient with respect
   * to the input.
   *
   * @param dy n × outputs; may be overwritten
   * @param inputGradientWanted false for the first layer, whose input gradient nobody uses; what is
   *     returned is then meaningless
   */
  Matrix backward(Matrix dy, boolean inputGradientWanted);

  /** The pass of inference, from x (n × inputs) into y (n × outputs, resized by the caller). */
  void infer(Matrix x, Matrix y);

  /** What training changes. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** What inference needs beyond the parameters. */
  default List<Statistic> statistics() {
    return List.of();
  }

  /** The output of the last training pass. */
  Matrix output();

  /**
   * A value that training measures rather than optimises.
   *
   * @param name the name of its tensor in files, such as {@code layers.2.running_mean}
   * @param value the value, changed in place
   */
  record Statistic(String name, Matrix value) {}
}
