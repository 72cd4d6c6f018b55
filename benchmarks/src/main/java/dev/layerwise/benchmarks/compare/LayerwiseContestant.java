package dev.layerwise.benchmarks.compare;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Idx;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ParallelKernels;
import dev.layerwise.model.Evaluation;
import dev.layerwise.model.Inference;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.train.Trainer;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingPlan;
import dev.layerwise.train.TrainingState;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Layerwise, trained and asked as a user's program would: through {@link Trainer}. */
final class LayerwiseContestant implements Conductor.Contestant {
  private static final int TRAINING_IMAGES = 48_000;

  private final Kernels kernels;
  private final Network network;
  private final Examples test;
  private final Scaling scaling;
  private final Trainer trainer;
  private final Inference one;
  private final Inference many;
  private final Matrix[] images;
  private final List<Matrix> blocks = new ArrayList<>();
  private final int[] classes;
  private @Nullable Conductor conductor;
  private int rows;

  LayerwiseContestant(Settings settings) {
    kernels =
        ParallelKernels.of(
            KernelSelection.select(KernelSelection.AUTOMATIC).kernels(), settings.threads());
    Dataset training = read(settings.data(), "train");
    Dataset testing = read(settings.data(), "t10k");
    int[] first = IntStream.range(0, Math.min(TRAINING_IMAGES, training.size())).toArray();
    Scaling.Kind kind = settings.standardised() ? Scaling.Kind.STANDARD : Scaling.Kind.UNIT;
    scaling = Scaling.fit(kind, training.features(), first);
    test = Examples.all(testing);
    network = new Network(spec(settings), kernels);
    TrainingPlan plan = plan(settings);
    network.initialize(plan.seed());
    trainer =
        new Trainer(
            new TrainingState(network, plan),
            plan,
            Examples.of(training, first),
            null,
            scaling,
            new Steps());
    one = new Inference(network, 1);
    many = new Inference(network, Conductor.BLOCK);
    images = IntStream.range(0, test.size()).mapToObj(i -> scaled(i, i + 1)).toArray(Matrix[]::new);
    for (int from = 0; from < test.size(); from += Conductor.BLOCK) {
      blocks.add(scaled(from, Math.min(from + Conductor.BLOCK, test.size())));
    }
    classes = new int[test.size()];
  }

  /** Serves commands until told to quit. */
  static void main(String... arguments) {
    Settings settings = Settings.parse(arguments);
    LayerwiseContestant contestant = new LayerwiseContestant(settings);
    contestant.serve(
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), System.out);
  }

  void serve(BufferedReader commands, PrintStream replies) {
    Conductor serving =
        new Conductor(commands, replies, this, "Layerwise, " + kernels.name() + " kernels");
    conductor = serving;
    if (!serving.over()) {
      trainer.run();
    }
  }

  private static Dataset read(Path folder, String part) {
    return Idx.readDataset(
        part,
        file(folder, part + "-images-idx3-ubyte"),
        file(folder, part + "-labels-idx1-ubyte"),
        List.of());
  }

  private static Path file(Path folder, String name) {
    Path plain = folder.resolve(name);
    return Files.exists(plain) ? plain : folder.resolve(name + ".gz");
  }

  static NetworkSpec spec(Settings settings) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int units : settings.hidden()) {
      layers.add(new LayerSpec.Dense(units, Initializer.HE, settings.l2()));
      layers.add(new LayerSpec.Pointwise(Activation.RELU));
      if (settings.batchNorm()) {
        layers.add(LayerSpec.BatchNorm.DEFAULT);
      }
      if (settings.dropout() > 0) {
        layers.add(new LayerSpec.Dropout(settings.dropout()));
      }
    }
    layers.add(new LayerSpec.Dense(Workload.CLASSES, Initializer.HE, settings.l2()));
    return new NetworkSpec(
        Workload.INPUTS, Workload.CLASSES, layers, Loss.SOFTMAX_CROSS_ENTROPY, L2Scaling.NONE);
  }

  static TrainingPlan plan(Settings settings) {
    TrainingPlan plan = TrainingPlan.DEFAULT;
    return new TrainingPlan(
        settings.momentum() > 0
            ? new OptimizerSpec.Momentum(settings.momentum())
            : new OptimizerSpec.Sgd(),
        settings.rate(),
        plan.schedule(),
        0,
        0,
        settings.batch(),
        true,
        Integer.MAX_VALUE,
        0,
        0,
        0,
        0,
        0,
        plan.minDelta(),
        plan.keepBest(),
        false,
        plan.seed());
  }

  private Matrix scaled(int from, int to) {
    Matrix x = new Matrix(to - from, Workload.INPUTS);
    test.features().gather(test.rows(), from, to - from, scaling, x);
    return x;
  }

  @Override
  public double accuracy() {
    return new Evaluation(network, test, scaling).score().accuracy();
  }

  @Override
  public int predictOne(int image) {
    return network.spec().loss().predictedClass(one.logits(images[image]), 0);
  }

  @Override
  public void predictAll() {
    int at = 0;
    for (Matrix block : blocks) {
      Matrix logits = many.logits(block);
      for (int i = 0; i < block.rows(); i++) {
        classes[at++] = network.spec().loss().predictedClass(logits, i);
      }
    }
  }

  @Override
  public int testImages() {
    return images.length;
  }

  /** The training loop is the trainer's own; the conductor is told after every step. */
  private final class Steps implements TrainingListener {
    @Override
    public void stepFinished(
        long step, int epoch, int count, double loss, int correct, double rate) {
      rows = count;
    }

    @Override
    public void safePoint(TrainingState state) {
      Conductor serving = conductor;
      if (serving != null && !serving.over()) {
        serving.stepDone(rows);
        if (serving.over()) {
          trainer.requestStop();
        }
      }
    }
  }
}
