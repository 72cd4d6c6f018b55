package dev.layerwise.model;

import dev.layerwise.data.Inputs;
import dev.layerwise.data.Sparsity;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.Team;
import dev.layerwise.kernel.WeightUpdate;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Layer.Statistic;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A feed-forward network: its layers, and the passes over all of them.
 *
 * <p>A network is trained by one thread at a time. {@link Inference} objects share its parameters,
 * so several threads may predict with a network that is not being trained.
 */
public final class Network {
  /**
   * The units of a first layer from which on it is faster, as measured, to divide its inputs than
   * the rows of a mini-batch.
   */
  private static final int HALVED_UNITS = 96;

  private final NetworkSpec spec;
  private final Kernels kernels;
  private final List<Layer> layers;
  private final List<Parameter> parameters;
  private final List<Statistic> statistics;
  private final Team team;
  private final Matrix[] outputGradients;
  private List<Region> forward = List.of();
  private List<Region> loss = List.of();
  private List<Region> backward = List.of();
  private RowLosses losses;
  private long randomOrigin;
  private int[] labels = {};
  private int firstLabel;

  /** Whether the gradient that {@link #backward} starts from belongs to the last pass. */
  private boolean lossIsKnown;

  /**
   * A network that computes on the calling thread; see {@link #Network(NetworkSpec, Kernels,
   * Team)}.
   */
  public Network(NetworkSpec spec, Kernels kernels) {
    this(spec, kernels, new Team(1));
  }

  /**
   * Builds the network with parameters of zeros; see {@link #initialize}.
   *
   * @param team the threads among which large operations are divided; the bits of a result do not
   *     depend on how many there are
   */
  public Network(NetworkSpec spec, Kernels kernels, Team team) {
    this.spec = spec;
    this.kernels = kernels;
    this.team = team;
    List<Layer> built = new ArrayList<>();
    for (int i = 0; i < spec.layers().size(); i++) {
      built.add(Layer.of(spec.layers().get(i), i, spec.inputsOf(i), kernels));
    }
    this.layers = List.copyOf(built);
    this.parameters = built.stream().flatMap(layer -> layer.parameters().stream()).toList();
    this.statistics = built.stream().flatMap(layer -> layer.statistics().stream()).toList();
    this.outputGradients = new Matrix[built.size()];
    this.losses = lossesOf(0);
  }

  private RowLosses lossesOf(int batchSize) {
    return new RowLosses(spec.loss(), kernels, batchSize, spec.outputs());
  }

  /** Its description. */
  public NetworkSpec spec() {
    return spec;
  }

  /** The kernels it computes with. */
  public Kernels kernels() {
    return kernels;
  }

  /** The threads it computes with. */
  public Team team() {
    return team;
  }

  /** Whether inputs may come as {@link dev.layerwise.kernel.SparseRows}. */
  public boolean takesSparseRows() {
    return layers.getFirst() instanceof DenseLayer;
  }

  /** How training takes inputs of which many are zero, in mini-batches of up to so many rows. */
  public Sparsity sparsity(int batchSize) {
    Layer first = layers.getFirst();
    if (!takesSparseRows()) {
      return Sparsity.NONE;
    }
    boolean wide = first.outputs() >= HALVED_UNITS;
    return wide && Stages.takesHalves(first, batchSize) ? Sparsity.HALVES : Sparsity.WHOLE;
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
    return spec.describeLayer(index);
  }

  /** Draws initial parameters; every layer has a random stream of its own. */
  public void initialize(long seed) {
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).initialize(RandomStream.of(seed, "initialisation", i));
    }
  }

  /**
   * Takes over the parameters and running statistics of the first layers of another network:
   * transfer of what it has learnt. Either all are taken over or none.
   *
   * @param count how many layers, activations and the like included
   * @throws IllegalArgumentException if there are not as many, or one of them is another here, as
   *     {@link NetworkSpec#requireSameLayers} says; the message names it
   */
  public void copyLayers(Network source, int count) {
    spec.requireSameLayers(source.spec, count);
    for (int i = 0; i < count; i++) {
      Layer to = layers.get(i);
      Layer from = source.layers.get(i);
      for (int k = 0; k < to.parameters().size(); k++) {
        to.parameters().get(k).value().copyFrom(from.parameters().get(k).value());
      }
      for (int k = 0; k < to.statistics().size(); k++) {
        to.statistics().get(k).value().copyFrom(from.statistics().get(k).value());
      }
    }
  }

  /** Allocates what training with up to {@code batchSize} rows needs. */
  public void prepare(int batchSize) {
    layers.forEach(layer -> layer.prepare(batchSize));
    losses = lossesOf(batchSize);
    lossIsKnown = false;
    forward = Region.group(forwardStages(batchSize));
    loss = Region.group(List.of(Stages.loss(this::logits, this::lossOfRows)));
    backward = Region.group(backwardStages(batchSize));
  }

  List<Stage> forwardStages(int batchSize) {
    return forwardStages(batchSize, null);
  }

  List<Stage> forwardStages(int batchSize, @Nullable InterleavedTail tail) {
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (tail != null && i == tail.first()) {
        stages.add(Stages.interleave(this, tail));
      }
      stages.add(Stages.forward(this, i, batchSize));
    }
    return stages;
  }

  List<Stage> backwardStages(int batchSize) {
    return backwardStages(batchSize, null);
  }

  List<Stage> backwardStages(int batchSize, @Nullable InterleavedTail tail) {
    List<Stage> stages = new ArrayList<>();
    for (int i = layers.size() - 1; i >= 0; i--) {
      // Nobody uses the gradient of the network's input; batch norm writes more than that.
      if (i > 0 || layers.get(i).mixesRows()) {
        stages.add(Stages.backward(this, i, batchSize));
      }
      if (tail != null && i == tail.first()) {
        stages.add(Stages.separate(this, tail));
      }
    }
    return stages;
  }

  /**
   * Checks that examples have as many features as the network has inputs.
   *
   * @throws IllegalArgumentException if they have not
   */
  void requireInputs(int columns) {
    if (columns != spec.inputs()) {
      throw new IllegalArgumentException(
          "inputs: expected " + spec.inputs() + " columns, got " + columns);
    }
  }

  /**
   * The training pass; {@link #prepare} comes first.
   *
   * @param x the mini-batch, n × inputs; kept until {@link #backward}
   * @param randomOrigin where the random stream of this step starts
   * @return the logits, n × outputs, valid until the next pass
   * @throws IllegalArgumentException if x has another number of columns, or more rows than were
   *     prepared for
   */
  public Matrix forward(Matrix x, long randomOrigin) {
    requireInputs(x.columns());
    if (x.rows() > losses.gradient().capacity()) {
      throw new IllegalArgumentException(
          "forward: prepared for at most "
              + losses.gradient().capacity()
              + " rows, got "
              + x.rows()
              + "; call prepare("
              + x.rows()
              + ") before");
    }
    begin(x, randomOrigin);
    run(forward);
    return logits();
  }

  /** Tells every layer what is coming; the content of x need not be there yet. */
  void begin(Matrix x, long origin) {
    layers.getFirst().begin(x);
    beginOthers(x.rows(), origin, null);
  }

  /**
   * The same for inputs that are perhaps sparse.
   *
   * @param tail the layers that are to be computed on interleaved rows
   */
  void begin(Inputs x, long origin, @Nullable InterleavedTail tail) {
    if (!x.sparse().isEmpty() && layers.getFirst() instanceof DenseLayer dense) {
      dense.begin(x.sparse());
    } else {
      layers.getFirst().begin(x.toMatrix());
    }
    beginOthers(x.rows(), origin, tail);
  }

  private void beginOthers(int rows, long origin, @Nullable InterleavedTail tail) {
    randomOrigin = origin;
    lossIsKnown = false;
    for (int i = 1; i < layers.size(); i++) {
      layers
          .get(i)
          .begin(tail != null && i == tail.first() ? tail.input(rows) : layers.get(i - 1).output());
    }
    Matrix gradient = losses.gradient();
    gradient.resize(rows, logits().layout());
    for (int i = layers.size() - 1; i >= 0; i--) {
      outputGradients[i] = gradient;
      gradient = i > 0 ? layers.get(i).inputGradient(gradient) : gradient;
      gradient = tail != null && i == tail.first() ? tail.gradient(rows) : gradient;
    }
  }

  void run(List<Region> regions) {
    for (int i = 0; i < regions.size(); i++) {
      regions.get(i).run(team);
    }
  }

  long randomOrigin() {
    return randomOrigin;
  }

  Matrix logits() {
    return layers.getLast().output();
  }

  /** Where the gradient with respect to a layer's output lies. */
  Matrix outputGradient(int layer) {
    return outputGradients[layer];
  }

  /**
   * The sum of the losses of the mini-batch; prepares the gradient that {@link #backward} starts
   * from.
   *
   * @param logits what {@link #forward} returned
   * @param labels class indices; row i has {@code labels[from + i]}
   * @throws IllegalArgumentException if these are other logits, there is not a label for each row,
   *     or one is no class
   */
  public double loss(Matrix logits, int[] labels, int from) {
    if (logits != logits()) {
      throw new IllegalArgumentException(
          "loss: these logits are not those of the last forward pass; call forward before, and"
              + " pass on what it returns");
    }
    int n = logits.rows();
    if (from < 0 || from > labels.length - n) {
      throw new IllegalArgumentException(
          "loss: expected " + n + " labels from place " + from + ", got " + labels.length);
    }
    for (int i = from; i < from + n; i++) {
      if (labels[i] < 0 || labels[i] >= spec.classes()) {
        throw new IllegalArgumentException(
            "loss: label "
                + labels[i]
                + " of row "
                + (i - from)
                + " is out of range, expected 0 to "
                + (spec.classes() - 1));
      }
    }
    useLabels(labels, from);
    run(loss);
    lossIsKnown = true;
    return lossSum();
  }

  void useLabels(int[] classes, int from) {
    labels = classes;
    firstLabel = from;
  }

  /** The losses of some rows, {@code from} being a multiple of {@link Region#ROW_GRAIN}. */
  void lossOfRows(int from, int count) {
    losses.compute(logits(), labels, firstLabel, from, count);
  }

  /** Of the rows of the last pass, in an order that does not depend on who computed them. */
  double lossSum() {
    return losses.sum();
  }

  /**
   * How many rows of the mini-batch whose {@link #loss} was computed last are classified as
   * labelled.
   */
  public int countCorrect() {
    return losses.countCorrect();
  }

  /**
   * The backward pass: writes the gradient of the objective, penalties included, into every
   * parameter.
   *
   * @throws IllegalStateException if {@link #loss} was not called since the last forward pass
   */
  public void backward() {
    if (!lossIsKnown) {
      throw new IllegalStateException(
          "backward: it starts from the loss of the last forward pass; call forward and loss"
              + " before");
    }
    run(backward);
    for (int i = 0; i < layers.size(); i++) {
      parameterGradients(i, 0, layers.get(i).inputs());
    }
  }

  /** The gradients of a layer's parameters, penalties included, for {@code count} of its inputs. */
  void parameterGradients(int index, int from, int count) {
    Layer layer = layers.get(index);
    layer.parameterGradients(outputGradients[index], from, count);
    if (layer instanceof DenseLayer dense && dense.spec().l2() > 0) {
      dense.addDecay(from, count, decay(dense));
    }
  }

  /** λ of a layer, scaled for the mini-batch at hand. */
  private float decay(DenseLayer layer) {
    return (float) (layer.spec().l2() * spec.l2Scaling().factor(losses.gradient().rows()));
  }

  /** {@link #parameterGradients}, and the update of the weights that belong to those inputs. */
  void updateWeights(int index, int from, int count, WeightUpdate update, double rate) {
    DenseLayer dense = (DenseLayer) layers.get(index);
    dense.updateWeights(outputGradients[index], from, count, update, (float) rate, decay(dense));
  }

  /** The same for the weights and biases of {@code count} units of a dense layer. */
  void updateUnits(int index, int from, int count, WeightUpdate update, double rate) {
    DenseLayer dense = (DenseLayer) layers.get(index);
    dense.updateUnits(outputGradients[index], from, count, update, (float) rate, decay(dense));
  }

  /**
   * The L2 penalty {@code Σ λ/2 ‖W‖²}, scaled for mini-batches of {@code batchSize} rows; 0 without
   * one. The objective is the mean loss plus this.
   *
   * @throws IllegalArgumentException if {@code batchSize} is not positive
   */
  public double penalty(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "penalty: expected a batch size of at least 1, got " + batchSize);
    }
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
