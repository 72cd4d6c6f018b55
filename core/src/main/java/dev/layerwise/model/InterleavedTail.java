package dev.layerwise.model;

import dev.layerwise.kernel.InterleavedKernels;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.DropoutLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.PointwiseLayer;
import dev.layerwise.tensor.Layout;
import dev.layerwise.tensor.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last layers of a network that is narrow there, as a training pass computes them: on
 * interleaved rows, from the output of the layer before them to its gradient.
 *
 * <p>A row of seven units fills less than half of a vector, and a layer of seven units has so
 * little to do for a row that beginning with it costs more. Sixteen rows in the lanes of a vector
 * leave nothing empty, and share what is not arithmetic.
 */
final class InterleavedTail {
  private final InterleavedKernels kernels;
  private final List<Layer> layers;
  private final int first;
  private final Matrix input;
  private final Matrix gradient;

  private InterleavedTail(
      InterleavedKernels kernels, List<Layer> layers, int first, int batchSize) {
    this.kernels = kernels;
    this.layers = layers;
    this.first = first;
    this.input = new Matrix(batchSize, layers.get(first).inputs());
    this.gradient = new Matrix(batchSize, layers.get(first).inputs());
  }

  /** The tail of a network, for mini-batches of up to so many rows; null if it is not narrow. */
  static @Nullable InterleavedTail of(Network network, int batchSize) {
    InterleavedKernels kernels = network.kernels().interleaved();
    if (kernels == null || !takesLoss(network) || batchSize < Layout.GROUP) {
      return null;
    }
    List<Layer> layers = network.layers();
    int first = layers.size();
    boolean dense = false;
    while (first > 1 && takes(layers.get(first - 1))) {
      first--;
      dense |= layers.get(first) instanceof DenseLayer;
    }
    return dense ? new InterleavedTail(kernels, layers, first, batchSize) : null;
  }

  /** A loss of one output is computed element by element, however rows lie. */
  private static boolean takesLoss(Network network) {
    int outputs = network.spec().outputs();
    boolean softmax = network.spec().loss() == Loss.SOFTMAX_CROSS_ENTROPY;
    return outputs == 1 || (softmax && outputs <= InterleavedKernels.MOST_UNITS);
  }

  /** Dropout is left out: which element a random number falls to must not depend on the kernels. */
  private static boolean takes(Layer layer) {
    if (layer.inputs() > InterleavedKernels.MOST_COLUMNS) {
      return false;
    }
    return switch (layer) {
      case DenseLayer dense -> dense.outputs() <= InterleavedKernels.MOST_UNITS;
      case PointwiseLayer _, BatchNormLayer _ -> true;
      case DropoutLayer _ -> false;
    };
  }

  /** Whether a mini-batch is whole groups of rows. */
  static boolean takes(int rows) {
    return rows > 0 && rows % Layout.GROUP == 0;
  }

  /** The first of the layers. */
  int first() {
    return first;
  }

  /** What goes into the first of the layers, interleaved. */
  Matrix input(int rows) {
    input.resize(rows, Layout.INTERLEAVED);
    return input;
  }

  /** The gradient with respect to the output of the layer before them, row after row. */
  Matrix gradient(int rows) {
    gradient.resize(rows);
    return gradient;
  }

  /** Takes rows from the layer before. */
  void interleave(int from, int count) {
    int u = input.columns();
    float[] rows = layers.get(first - 1).output().data();
    kernels.interleave(count, u, rows, from * u, input.data(), from * u);
  }

  /** Hands the gradients of rows to the layer before. */
  void separate(Matrix interleaved, int from, int count) {
    int u = input.columns();
    kernels.separate(count, u, interleaved.data(), from * u, gradient.data(), from * u);
  }
}
