package dev.layerwise.model;

import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.tensor.Matrix;

/**
 * The pass of inference with buffers of its own: batch norm uses running statistics, dropout does
 * nothing.
 *
 * <p>One object serves one thread; several may share a network. Nothing is allocated as long as the
 * number of rows stays within the capacity.
 */
public final class Inference {
  private final Network network;
  private final Matrix[] outputs;

  /** Allocates buffers for up to {@code capacity} rows at a time. */
  public Inference(Network network, int capacity) {
    this.network = network;
    this.outputs = new Matrix[network.layers().size()];
    Matrix previous = new Matrix(0, 0);
    for (int i = 0; i < outputs.length; i++) {
      Layer layer = network.layers().get(i);
      boolean inPlace = i > 0 && !(layer instanceof DenseLayer);
      outputs[i] = inPlace ? previous : new Matrix(capacity, layer.outputs());
      previous = outputs[i];
    }
  }

  /**
   * The logits of n examples, n × outputs, valid until the next call.
   *
   * @param x n × inputs, already scaled as the training inputs were
   */
  public Matrix logits(Matrix x) {
    Matrix current = x;
    for (int i = 0; i < outputs.length; i++) {
      outputs[i].resize(x.rows());
      network.layers().get(i).infer(current, outputs[i]);
      current = outputs[i];
    }
    return current;
  }
}
