package dev.layerwise.web.play;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Sparsity;
import dev.layerwise.data.Split;
import dev.layerwise.data.SplitPlan;
import dev.layerwise.data.SplitSize;
import dev.layerwise.data.Splits;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Evaluation;
import dev.layerwise.model.Network;
import dev.layerwise.model.Predictions;
import dev.layerwise.model.TrainingPass;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.PointwiseLayer;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.reference.ReferenceNetwork;
import dev.layerwise.reference.StepTrace;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import dev.layerwise.web.http.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A small network over points in the plane that is trained as far as somebody asks, and can be
 * looked into at any time. Used by one thread at a time.
 */
final class Playground {
  /** The side of the picture of the decision, in pixels. */
  static final int PLANE = 100;

  /** The side of the picture of a unit. */
  static final int UNIT = 28;

  /** The widest layer whose matrices are still written out. */
  static final int WIDEST_TRACE = 8;

  /** How long one call trains, so that others get their turn. */
  private static final long MOST_NANOS = 120_000_000;

  private final Dataset data;
  private final Examples training;
  private final @Nullable Examples test;
  private final Scaling scaling;
  private final Network network;
  private final MiniBatches batches;
  private final TrainingPass pass;
  private final View view;
  private final long dropoutOrigin;
  private long step;
  private int epoch;
  private int batch;
  private boolean diverged;
  private double rate;

  /** The part of the plane that is shown. */
  record View(double left, double right, double bottom, double top) {
    /** The inputs of {@code side} × {@code side} places, the top line first. */
    FloatFeatures places(int side) {
      float[] places = new float[2 * side * side];
      for (int r = 0; r < side; r++) {
        for (int c = 0; c < side; c++) {
          int at = 2 * (r * side + c);
          places[at] = (float) (left + (c + 0.5) / side * (right - left));
          places[at + 1] = (float) (top - (r + 0.5) / side * (top - bottom));
        }
      }
      return new FloatFeatures(side * side, 2, places);
    }
  }

  Playground(PlaygroundSettings settings) {
    this.rate = settings.learningRate();
    this.data = settings.dataset();
    Split split = Splits.split(data.name(), data.size(), plan(settings), settings.seed());
    this.training = Examples.of(data, split.training());
    this.test = split.test().length == 0 ? null : Examples.of(data, split.test());
    this.scaling = Scaling.fit(Scaling.Kind.STANDARD, data.features(), training.rows());
    this.network = new Network(settings.network(), ScalarKernels.INSTANCE);
    network.initialize(settings.seed());
    int batchSize = Math.min(settings.batchSize(), training.size());
    this.batches =
        new MiniBatches(
            training, scaling, batchSize, true, settings.seed(), network.kernels(), Sparsity.NONE);
    OptimizerSpec rule =
        settings.momentum() > 0
            ? new OptimizerSpec.Momentum(settings.momentum())
            : new OptimizerSpec.Sgd();
    this.pass =
        new TrainingPass(
            network,
            batches,
            new Optimizer(rule, network.parameters(), network.kernels()),
            batchSize);
    this.view = view(data);
    this.dropoutOrigin = RandomStream.origin(settings.seed(), "dropout");
    batches.beginEpoch(0);
  }

  private static SplitPlan plan(PlaygroundSettings settings) {
    SplitSize share =
        settings.testShare() > 0
            ? SplitSize.parse(Double.toString(settings.testShare()))
            : SplitSize.NONE;
    return new SplitPlan(null, SplitSize.NONE, share, false);
  }

  /** All points with some room around them; as high as wide, so that circles stay round. */
  private static View view(Dataset data) {
    double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (int i = 0; i < data.size(); i++) {
      for (int k = 0; k < 2; k++) {
        low[k] = Math.min(low[k], data.features().get(i, k));
        high[k] = Math.max(high[k], data.features().get(i, k));
      }
    }
    double half = 0.55 * Math.max(high[0] - low[0], high[1] - low[1]);
    half = half > 0 ? half : 1;
    double x = (low[0] + high[0]) / 2;
    double y = (low[1] + high[1]) / 2;
    return new View(x - half, x + half, y - half, y + half);
  }

  /** Takes another learning rate for the steps to come. */
  void setLearningRate(double learningRate) {
    rate = learningRate;
  }

  double learningRate() {
    return rate;
  }

  /** Trains for some steps, fewer if they take long; a diverged network is left as it is. */
  void advance(int steps) {
    long began = System.nanoTime();
    for (int k = 0; k < steps && !diverged && System.nanoTime() - began < MOST_NANOS; k++) {
      double loss = pass.compute(batch, RandomStream.advance(dropoutOrigin, step));
      if (!Double.isFinite(loss)) {
        diverged = true;
        return;
      }
      pass.gradientsAndUpdate(rate, false);
      step++;
      batch++;
      if (batch == batches.perEpoch()) {
        epoch++;
        batch = 0;
        batches.beginEpoch(epoch);
      }
    }
    diverged = !network.isFinite();
  }

  /** What does not change while the network trains. */
  Map<String, Object> scene() {
    Map<String, Object> scene = new LinkedHashMap<>();
    scene.put("view", view);
    scene.put("classes", data.classNames());
    scene.put("training", points(training));
    scene.put("test", test == null ? points(null) : points(test));
    scene.put("stepsPerEpoch", batches.perEpoch());
    scene.put("parameters", network.parameterCount());
    scene.put("planeSide", PLANE);
    scene.put("unitSide", UNIT);
    return scene;
  }

  private Map<String, Object> points(@Nullable Examples examples) {
    int[] rows = examples == null ? new int[0] : examples.rows();
    Map<String, Object> points = new LinkedHashMap<>();
    points.put("x", IntStream.of(rows).mapToDouble(row -> data.features().get(row, 0)).toArray());
    points.put("y", IntStream.of(rows).mapToDouble(row -> data.features().get(row, 1)).toArray());
    points.put("label", IntStream.of(rows).map(row -> data.requireLabels()[row]).toArray());
    return points;
  }

  /** How things stand: figures, the decision everywhere in view, what every unit sees, weights. */
  Map<String, Object> frame() {
    Map<String, Object> frame = new LinkedHashMap<>();
    frame.put("step", step);
    frame.put("epoch", epoch);
    frame.put("diverged", diverged);
    if (diverged) {
      return frame;
    }
    put(frame, "train", training);
    if (test != null) {
      put(frame, "test", test);
    }
    frame.put("plane", plane());
    frame.put("units", units());
    frame.put(
        "weights",
        network.parameters().stream()
            .filter(Parameter::isWeight)
            .map(parameter -> ReferenceNetwork.toDouble(parameter.value()))
            .toList());
    return frame;
  }

  private void put(Map<String, Object> frame, String name, Examples examples) {
    Evaluation.Score score = new Evaluation(network, examples, scaling).score();
    frame.put(name + "Loss", score.loss());
    frame.put(name + "Accuracy", score.accuracy());
  }

  private Map<String, Object> plane() {
    FloatFeatures places = view.places(PLANE);
    int count = places.rows();
    Predictions predictions =
        Predictions.of(network, places, IntStream.range(0, count).toArray(), scaling);
    byte[] classes = new byte[count];
    byte[] scores = new byte[count];
    for (int i = 0; i < count; i++) {
      classes[i] = (byte) predictions.classes()[i];
      scores[i] = (byte) Math.round(255 * predictions.scores().get(i, predictions.classes()[i]));
    }
    return Map.of("classes", classes, "scores", scores);
  }

  /** A picture of every hidden unit: 128 stands for 0, 1 and 255 for its greatest magnitude. */
  private List<List<byte[]>> units() {
    FloatFeatures places = view.places(UNIT);
    Matrix x = Matrix.wrap(places.rows(), 2, places.values().clone());
    for (int row = 0; row < x.rows(); row++) {
      scaling.apply(x.data(), 2 * row, 2);
    }
    List<List<byte[]>> pictures = new ArrayList<>();
    for (Layer layer : network.layers()) {
      Matrix y = new Matrix(x.rows(), layer.outputs());
      layer.infer(x, y);
      if (layer instanceof PointwiseLayer) {
        List<byte[]> units = new ArrayList<>();
        for (int unit = 0; unit < y.columns(); unit++) {
          units.add(picture(y, unit));
        }
        pictures.add(units);
      }
      x = y;
    }
    return pictures;
  }

  private static byte[] picture(Matrix y, int unit) {
    float greatest = Float.MIN_NORMAL;
    for (int row = 0; row < y.rows(); row++) {
      greatest = Math.max(greatest, Math.abs(y.get(row, unit)));
    }
    byte[] picture = new byte[y.rows()];
    for (int row = 0; row < y.rows(); row++) {
      picture[row] = (byte) (128 + Math.round(127 * y.get(row, unit) / greatest));
    }
    return picture;
  }

  /**
   * The next step, written out for the first examples of its mini-batch; changes nothing.
   *
   * @throws Problem if the network is too wide to be read
   */
  Map<String, Object> explain(int examples) {
    for (LayerSpec layer : network.spec().layers()) {
      if (layer instanceof LayerSpec.Dense dense && dense.units() > WIDEST_TRACE) {
        throw Problem.conflict(
            "body.layers",
            "a step is written out for layers of at most " + WIDEST_TRACE + " units",
            "choose smaller layers");
      }
    }
    if (diverged) {
      throw Problem.conflict("playground", "it has diverged", "start anew");
    }
    batches.draw(batch);
    int n = Math.min(examples, batches.inputs().rows());
    double[][] rows = ReferenceNetwork.toDouble(batches.inputs().toMatrix());
    double[][] x = Arrays.copyOf(rows, n);
    int[] labels = Arrays.copyOf(batches.labels(), n);
    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    StepTrace trace = StepTrace.of(reference, x, labels, rate);
    Map<String, Object> explanation = new LinkedHashMap<>();
    explanation.put("step", step + 1);
    explanation.put("examples", n);
    explanation.put("ofMiniBatch", batches.inputs().rows());
    explanation.put("learningRate", rate);
    explanation.put("labels", labels);
    explanation.put("trace", trace);
    return explanation;
  }
}
