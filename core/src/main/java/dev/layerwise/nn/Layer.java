package dev.layerwise.nn;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.List;

/**
 * A layer at work: its parameters, and the buffers that one training loop reuses.
 *
 * <p>A training pass goes forward in order and backward in reverse order over the same mini-batch.
 * Both can be divided among threads by rows, and the gradients of the parameters by inputs, without
 * changing a bit. {@link #infer} keeps nothing and may be called by several threads at once, each
 * with matrices of its own.
 */
public sealed interface Layer permits DenseLayer, PointwiseLayer, BatchNormLayer, DropoutLayer {
  /** Makes the layer that a description asks for, with parameters of zeros (batch norm: γ = 1). */
  static Layer of(LayerSpec spec, int index, int inputs, Kernels kernels) {
    String name = "layers." + index;
    return switch (spec) {
      case LayerSpec.Dense dense -> new DenseLayer(dense, index, inputs, kernels);
      case LayerSpec.Pointwise pointwise -> new PointwiseLayer(pointwise, inputs, kernels);
      case LayerSpec.BatchNorm norm -> new BatchNormLayer(norm, name, inputs, kernels);
      case LayerSpec.Dropout dropout -> new DropoutLayer(dropout, inputs, kernels);
    };
  }

  /** Its description. */
  LayerSpec spec();

  /** The number of columns that go in. */
  int inputs();

  /** The number of columns that come out. */
  int outputs();

  /** Draws the initial parameters. */
  default void initialize(RandomStream random) {}

  /** Allocates what training with up to {@code batchSize} rows needs. */
  void prepare(int batchSize);

  /**
   * Begins a training pass: takes its input, and sizes the output for as many rows.
   *
   * @param x n × inputs, kept (not copied) until the backward pass is over; its content need not be
   *     there yet
   */
  void begin(Matrix x);

  /**
   * Whether the rows of a mini-batch depend on each other, so that {@link #forward(int, int, long)}
   * and {@link #backward(Matrix, int, int)} must be given all of them at once.
   */
  default boolean mixesRows() {
    return false;
  }

  /**
   * The training pass of {@code count} rows, {@code from} being a multiple of 2, from {@link
   * #begin}'s input to {@link #output}. Several threads may compute different rows at once.
   *
   * @param randomOrigin where the random stream of this layer and step starts
   */
  void forward(int from, int count, long randomOrigin);

  /**
   * The backward pass of {@code count} rows as far as the input: writes their gradient with respect
   * to the input into {@link #inputGradient}. Several threads may compute different rows at once.
   *
   * @param dy n × outputs; its rows may be overwritten
   */
  void backward(Matrix dy, int from, int count);

  /** Where {@link #backward(Matrix, int, int)} writes: n × inputs, perhaps {@code dy} itself. */
  default Matrix inputGradient(Matrix dy) {
    return dy;
  }

  /**
   * Writes the gradients of the parameters as far as they belong to {@code count} inputs from
   * {@code from} on; those that belong to none are written with the first. Several threads may
   * compute different inputs at once. Layers that {@linkplain #mixesRows mix rows} write theirs in
   * {@link #backward(Matrix, int, int)}.
   *
   * @param dy n × outputs, as it was when the backward pass of this layer began
   */
  default void parameterGradients(Matrix dy, int from, int count) {}

  /** The whole training pass at once: returns the layer's own output matrix, n × outputs. */
  default Matrix forward(Matrix x, long randomOrigin) {
    begin(x);
    forward(0, x.rows(), randomOrigin);
    return output();
  }

  /**
   * The whole backward pass at once: writes the gradients of the parameters and returns the
   * gradient with respect to the input.
   *
   * @param dy n × outputs; may be overwritten
   * @param inputGradientWanted false for the first layer, whose input gradient nobody uses; what is
   *     returned is then meaningless
   */
  default Matrix backward(Matrix dy, boolean inputGradientWanted) {
    parameterGradients(dy, 0, inputs());
    if (inputGradientWanted || mixesRows()) {
      backward(dy, 0, dy.rows());
    }
    return inputGradient(dy);
  }

  /**
   * The pass of inference, from x (n × inputs) into y (n × outputs, resized by the caller), for
   * {@code count} rows.
   */
  void infer(Matrix x, Matrix y, int from, int count);

  /** The pass of inference of all rows. */
  default void infer(Matrix x, Matrix y) {
    infer(x, y, 0, x.rows());
  }

  /** What training changes. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** What inference needs beyond the parameters. */
  default List<Statistic> statistics() {
    return List.of();
  }

  /**
   * The output of the last training pass. Its rows are interleaved if those of its input were; see
   * {@link Matrix#layout}.
   */
  Matrix output();

  /**
   * A value that training measures rather than optimises.
   *
   * @param name the name of its tensor in files, such as {@code layers.2.running_mean}
   * @param value the value, changed in place
   */
  record Statistic(String name, Matrix value) {}
}
