package dev.layerwise.model;

import dev.layerwise.data.Inputs;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.tensor.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pass of inference with buffers of its own: batch norm uses running statistics, dropout does
 * nothing.
 *
 * <p>One object serves one thread; several may share a network. Nothing is allocated as long as the
 * number of rows stays within the capacity.
 */
public final class Inference {
  private static final Matrix EMPTY = new Matrix(0, 0);

  private final Network network;
  private final Matrix[] outputs;
  private final List<Region> regions;
  private Matrix input = EMPTY;
  private @Nullable SparseRows sparse;

  /** Allocates buffers for up to {@code capacity} rows at a time. */
  public Inference(Network network, int capacity) {
    this.network = network;
    this.outputs = new Matrix[network.layers().size()];
    Matrix previous = EMPTY;
    for (int i = 0; i < outputs.length; i++) {
      Layer layer = network.layers().get(i);
      boolean inPlace = i > 0 && !(layer instanceof DenseLayer);
      outputs[i] = inPlace ? previous : new Matrix(capacity, layer.outputs());
      previous = outputs[i];
    }
    this.regions = Region.group(stages());
  }

  /** One for every layer, to be run after {@link #begin}. */
  List<Stage> stages() {
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < outputs.length; i++) {
      stages.add(Stages.infer(this, network.layers().get(i), i));
    }
    return stages;
  }

  /**
   * The logits of n examples, n × outputs, valid until the next call.
   *
   * @param x n × inputs, already scaled as the training inputs were
   * @throws IllegalArgumentException if x has another number of columns
   */
  public Matrix logits(Matrix x) {
    network.requireInputs(x.columns());
    input = x;
    sparse = null;
    resize(x.rows());
    network.run(regions);
    input = EMPTY;
    return outputs[outputs.length - 1];
  }

  /**
   * Sizes the buffers; the content of x need not be there yet. Returns where the logits will be.
   */
  Matrix begin(Inputs x) {
    // Halves are for training alone.
    sparse = x.sparse().isEmpty() ? null : x.sparse().getFirst();
    input = sparse == null ? x.toMatrix() : EMPTY;
    resize(x.rows());
    return outputs[outputs.length - 1];
  }

  private void resize(int rows) {
    for (int i = 0; i < outputs.length; i++) {
      outputs[i].resize(rows);
    }
  }

  /** Layer {@code index} for some of the rows. */
  void infer(int index, int from, int count) {
    Layer layer = network.layers().get(index);
    if (index == 0 && sparse != null && layer instanceof DenseLayer dense) {
      dense.infer(sparse, outputs[index], from, count);
    } else {
      layer.infer(index == 0 ? input : outputs[index - 1], outputs[index], from, count);
    }
  }

  int rows() {
    return outputs[0].rows();
  }
}
