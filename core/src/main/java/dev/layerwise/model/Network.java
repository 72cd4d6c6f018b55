package dev.layerwise.model;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Layer.Statistic;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A feed-forward network: its layers, and the passes over all of them.
 *
 * <p>A network is trained by one thread at a time. {@link Inference} objects share its parameters,
 * so several threads may predict with a network that is not being trained.
 */
public final class Network {
  private final NetworkSpec spec;
  private final Kernels kernels;
  private final List<Layer> layers;
  private final List<Parameter> parameters;
  private final List<Statistic> statistics;
  private Matrix logitGradient = new Matrix(0, 1);

  /** Builds the network with parameters of zeros; see {@link #initialize}. */
  public Network(NetworkSpec spec, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
    List<Layer> built = new ArrayList<>();
    for (int i = 0; i < spec.layers().size(); i++) {
      built.add(Layer.of(spec.layers().get(i), i, spec.inputsOf(i), kernels));
    }
    this.layers = List.copyOf(built);
    this.parameters = built.stream().flatMap(layer -> layer.parameters().stream()).toList();
    this.statistics = built.stream().flatMap(layer -> layer.statistics().stream()).toList();
  }

  /** Its description. */
  public NetworkSpec spec() {
    return spec;
  }

  /** The kernels it computes with. */
  public Kernels kernels() {
    return kernels;
  }

  /** The layers, input side first. */
  public List<Layer> layers() {
    return layers;
  }

  /** All parameters, layer by layer. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** All running statistics, layer by layer. */
  public List<Statistic> statistics() {
    return statistics;
  }

  /** The number of trained scalars. */
  public long parameterCount() {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /**
   * Everything that a file keeps of the network: parameters and running statistics by tensor name,
   * in order.
   */
  public Map<String, Matrix> tensors() {
    Map<String, Matrix> tensors = new LinkedHashMap<>();
    for (Layer layer : layers) {
      layer.parameters().forEach(parameter -> tensors.put(parameter.name(), parameter.value()));
      layer.statistics().forEach(statistic -> tensors.put(statistic.name(), statistic.value()));
    }
    return tensors;
  }

  /** A layer in words, such as {@code layer 2, dense 20→7}. */
  public String describeLayer(int index) {
    int inputs = spec.inputsOf(index);
    String what =
        switch (spec.layers().get(index)) {
          case LayerSpec.Dense dense -> "dense " + inputs + "→" + dense.units();
          case LayerSpec.Pointwise pointwise -> pointwise.function().label() + " " + inputs;
          case LayerSpec.BatchNorm _ -> "batch norm " + inputs;
          case LayerSpec.Dropout dropout -> "dropout " + dropout.rate() + " of " + inputs;
        };
    return "layer " + index + ", " + what;
  }

  /** Draws initial parameters; every layer has a random stream of its own. */
  public void initialize(long seed) {
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).initialize(RandomStream.of(seed, "initialisation", i));
    }
  }

  /** Allocates what training with up to {@code batchSize} rows needs. */
  public void prepare(int batchSize) {
    layers.forEach(layer -> layer.prepare(batchSize));
    logitGradient = new Matrix(batchSize, spec.outputs());
  }

  /**
   * The training pass.
   *
   * @param x the mini-batch, n × inputs; kept until {@link #backward}
   * @param randomOrigin where the random stream of this step starts
   * @return the logits, n × outputs, valid until the next pass
   */
  public Matrix forward(Matrix x, long randomOrigin) {
    Matrix activations = x;
    for (int i = 0; i < layers.size(); i++) {
      activations = layers.get(i).forward(activations, RandomStream.advance(randomOrigin, i));
    }
    return activations;
  }

  /**
   * The sum of the losses of the mini-batch; prepares the gradient that {@link #backward} starts
   * from.
   *
   * @param logits what {@link #forward} returned
   * @param labels class indices; row i has {@code labels[from + i]}
   */
  public double loss(Matrix logits, int[] labels, int from) {
    logitGradient.resize(logits.rows());
    return spec.loss().sum(kernels, logits, labels, from, logitGradient);
  }

  /**
   * The backward pass: writes the gradient of the objective, penalties included, into every
   * parameter.
   */
  public void backward() {
    int n = logitGradient.rows();
    Matrix gradient = logitGradient;
    for (int i = layers.size() - 1; i >= 0; i--) {
      gradient = layers.get(i).backward(gradient, i > 0);
    }
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof DenseLayer dense && dense.spec().l2() > 0) {
        Parameter weight = dense.weight();
        float lambda = (float) (dense.spec().l2() * spec.l2Scaling().factor(n));
        kernels.addScaled(
            weight.size(), lambda, weight.value().data(), 0, weight.gradient().data(), 0);
      }
    }
  }

  /**
   * The L2 penalty {@code Σ λ/2 ‖W‖²}, scaled for mini-batches of {@code batchSize} rows; 0 without
   * one. The objective is the mean loss plus this.
   */
  public double penalty(int batchSize) {
    double sum = 0;
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof DenseLayer dense && dense.spec().l2() > 0) {
        Parameter weight = dense.weight();
        sum +=
            dense.spec().l2() / 2 * kernels.sumOfSquares(weight.size(), weight.value().data(), 0);
      }
    }
    return sum * spec.l2Scaling().factor(batchSize);
  }

  /** Takes the last mini-batch into the running statistics; once a step, after the update. */
  public void updateRunningStatistics() {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof BatchNormLayer norm) {
        norm.updateRunningStatistics();
      }
    }
  }

  /** Whether every parameter and statistic is finite. */
  public boolean isFinite() {
    return tensors().values().stream()
        .allMatch(m -> Float.isFinite(kernels.maxAbs(m.size(), m.data(), 0)));
  }
}
