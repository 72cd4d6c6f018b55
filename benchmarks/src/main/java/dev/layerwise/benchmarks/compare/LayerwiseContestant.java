package dev.layerwise.benchmarks.compare;

import dev.layerwise.data.Examples;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.Team;
import dev.layerwise.model.Evaluation;
import dev.layerwise.model.Network;
import dev.layerwise.model.Predictor;
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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Layerwise, trained and asked as a user's program would: through {@link Trainer}. */
final class LayerwiseContestant implements Conductor.Contestant {
  private final Kernels kernels;
  private final Network network;
  private final Examples test;
  private final Scaling scaling;
  private final Trainer trainer;
  private final Predictor predictor;
  private final Matrix[] images;
  private final List<Matrix> blocks = new ArrayList<>();
  private final int[] classes;
  private @Nullable Conductor conductor;
  private int rows;

  LayerwiseContestant(Settings settings) {
    kernels = KernelSelection.select(KernelSelection.AUTOMATIC).kernels();
    Images data = new Images(settings.data(), settings.standardised());
    scaling = data.scaling();
    test = data.test();
    network = new Network(spec(settings), kernels, new Team(settings.threads()));
    TrainingPlan plan = plan(settings);
    network.initialize(plan.seed());
    trainer =
        new Trainer(
            new TrainingState(network, plan), plan, data.training(), null, scaling, new Steps());
    // Images are scaled already, as they are for the peers.
    predictor = Predictor.of(network, Scaling.NONE).withTeam(network.team());
    images =
        IntStream.range(0, test.size())
            .mapToObj(i -> data.testImages(i, i + 1))
            .toArray(Matrix[]::new);
    for (int from = 0; from < test.size(); from += Conductor.BLOCK) {
      blocks.add(data.testImages(from, Math.min(from + Conductor.BLOCK, test.size())));
    }
    classes = new int[Conductor.BLOCK];
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
        0,
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

  @Override
  public double accuracy() {
    return new Evaluation(network, test, scaling).score().accuracy();
  }

  @Override
  public int predictOne(int image) {
    return predictor.predict(images[image].data());
  }

  @Override
  public void predictAll() {
    for (Matrix block : blocks) {
      predictor.predictBatch(block.rows(), block.data(), classes, null);
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
