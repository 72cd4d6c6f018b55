package dev.layerwise.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.PointSets;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Split;
import dev.layerwise.data.SplitPlan;
import dev.layerwise.data.SplitSize;
import dev.layerwise.data.Splits;
import dev.layerwise.kernel.Activation;
import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.optim.Schedule;
import dev.layerwise.train.Divergence;
import dev.layerwise.train.StopReason;
import dev.layerwise.train.Trainer;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingPlan;
import dev.layerwise.train.TrainingPlan.KeepBest;
import dev.layerwise.train.TrainingResult;
import dev.layerwise.train.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A training that was killed and resumed from its checkpoint ends on the same bits as one that was
 * left alone: batch norm, dropout, velocities, schedule, patience, best weights and shuffling all
 * go on from where they were.
 */
class ResumeTest {
  /** 223 examples to train on: six mini-batches of 32 and one of 31. */
  private static final Dataset POINTS = PointSets.generate(PointSets.Kind.SPIRALS, 300, 3, 0.03, 5);

  private static final Split SPLIT =
      Splits.split(POINTS, SplitPlan.validation(new SplitSize.Count(77)), 1);
  private static final Scaling SCALING =
      Scaling.fit(Scaling.Kind.STANDARD, POINTS.features(), SPLIT.training());
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          2,
          3,
          List.of(
              new LayerSpec.Dense(16, Initializer.HE, 1e-3),
              LayerSpec.BatchNorm.DEFAULT,
              new LayerSpec.Pointwise(Activation.RELU),
              new LayerSpec.Dropout(0.2),
              new LayerSpec.Dense(8, Initializer.HE, 1e-3),
              new LayerSpec.Pointwise(Activation.TANH),
              new LayerSpec.BatchNorm(0.3, 1e-4),
              new LayerSpec.Dense(3, Initializer.GLOROT, 0)),
          Loss.SOFTMAX_CROSS_ENTROPY,
          L2Scaling.BATCH);

  @TempDir Path folder;

  /** What a training left behind; times alone may differ. */
  private record Outcome(
      String parametersSha256,
      StopReason reason,
      long steps,
      int epochs,
      long bestStep,
      int bestEpoch,
      Score best,
      long examples,
      List<String> events) {}

  /**
   * Trains, and is killed after each of the given steps: nothing outlives that but the checkpoint.
   */
  private Outcome train(TrainingPlan plan, boolean validated, long... kills) {
    Path file = folder.resolve("checkpoint.safetensors");
    Examples training = Examples.of(POINTS, SPLIT.training());
    Examples validation = validated ? Examples.of(POINTS, SPLIT.validation()) : null;
    List<String> events = new ArrayList<>();
    for (int life = 0; ; life++) {
      Network network = new Network(SPEC, TestNetworks.KERNELS);
      network.initialize(life == 0 ? plan.seed() : 1000 + life);
      TrainingState state = new TrainingState(network, plan);
      if (life > 0) {
        Checkpoint.read(file).restoreInto(state);
      }
      Recorder recorder = new Recorder(events, file, life < kills.length ? kills[life] : -1);
      Trainer trainer = new Trainer(state, plan, training, validation, SCALING, recorder);
      recorder.trainer = trainer;
      TrainingResult result = trainer.run();
      if (life == kills.length) {
        return new Outcome(
            ParameterDigest.sha256(network),
            result.stopReason(),
            result.steps(),
            result.epochs(),
            result.bestStep(),
            result.bestEpoch(),
            result.bestValidation(),
            result.examples(),
            events);
      }
    }
  }

  /** Writes down what is computed, until the training is killed. */
  private static final class Recorder implements TrainingListener {
    private final List<String> events;
    private final Path file;
    private final long kill;
    private boolean dead;
    private Trainer trainer;

    Recorder(List<String> events, Path file, long kill) {
      this.events = events;
      this.file = file;
      this.kill = kill;
    }

    private void add(String event) {
      if (!dead) {
        events.add(event);
      }
    }

    @Override
    public void stepFinished(
        long step, int epoch, int rows, double loss, int correct, double learningRate) {
      add(List.of(step, epoch, rows, loss, correct, learningRate).toString());
    }

    @Override
    public void validated(Validated event) {
      add(event.toString());
    }

    @Override
    public void epochFinished(EpochFinished event) {
      add(
          List.of(
                  event.epoch(),
                  event.step(),
                  event.trainLoss(),
                  event.objective(),
                  event.learningRate())
              + " "
              + event.validation());
    }

    @Override
    public void diverged(Divergence divergence) {
      add("diverged at step " + divergence.step());
    }

    @Override
    public void safePoint(TrainingState state) {
      if (state.progress().step() == kill) {
        Checkpoint.write(file, state, Map.of());
        dead = true;
        trainer.requestStop();
      }
    }
  }

  private static TrainingPlan plan(
      OptimizerSpec optimizer,
      double rate,
      Schedule schedule,
      int validateEvery,
      int patienceSteps,
      int patienceEpochs,
      KeepBest keepBest,
      boolean keepGoing) {
    return new TrainingPlan(
        optimizer,
        rate,
        schedule,
        5,
        2,
        32,
        true,
        0,
        12,
        0,
        0,
        validateEvery,
        patienceSteps,
        patienceEpochs,
        1e-4,
        keepBest,
        keepGoing,
        9);
  }

  private static final TrainingPlan LONG =
      plan(
          new OptimizerSpec.Momentum(0.9),
          0.05,
          new Schedule.Cosine(0.1),
          3,
          60,
          0,
          KeepBest.ACCURACY,
          false);

  /**
   * After the first step, in mid-epoch, before and after the end of an epoch, after the last step.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 5, 6, 7, 8, 30, 41, 42, 43, 83, 84})
  void killedAnywhereItEndsOnTheSameBits(long step) {
    assertEquals(train(LONG, true), train(LONG, true, step));
  }

  @Test
  void killedAgainAndAgainItEndsOnTheSameBits() {
    Outcome alone = train(LONG, true);
    assertEquals(84, alone.steps());
    assertTrue(alone.best().accuracy() > 0.5, "it learned something: " + alone.best());
    assertEquals(alone, train(LONG, true, 2, 3, 13, 20, 21, 22, 60, 83));
  }

  @Test
  void patienceRunsOutAtTheSameStep() {
    TrainingPlan plan =
        plan(
            new OptimizerSpec.Nesterov(0.9),
            0.5,
            new Schedule.Constant(),
            2,
            8,
            0,
            KeepBest.LOSS,
            false);
    Outcome alone = train(plan, true);
    assertInstanceOf(StopReason.NoImprovement.class, alone.reason());
    for (long step = 1; step <= alone.steps(); step += 3) {
      assertEquals(alone, train(plan, true, step), "killed after step " + step);
    }
  }

  @Test
  void patienceInEpochsRunsOutAtTheSameStep() {
    TrainingPlan plan =
        plan(new OptimizerSpec.Sgd(), 3, new Schedule.Step(2, 0.5), 0, 0, 2, KeepBest.LOSS, false);
    Outcome alone = train(plan, true);
    for (long step = 4; step <= alone.steps(); step += 9) {
      assertEquals(alone, train(plan, true, step), "killed after step " + step);
    }
  }

  @Test
  void withoutValidationItEndsOnTheSameBits() {
    TrainingPlan plan =
        plan(
            new OptimizerSpec.Momentum(0.5),
            0.1,
            new Schedule.Exponential(0.9),
            0,
            0,
            0,
            KeepBest.ACCURACY,
            false);
    assertEquals(train(plan, false), train(plan, false, 3, 14, 50));
  }

  /** Far too large a learning rate: within a few steps the loss is not finite. */
  private static TrainingPlan diverging(boolean keepGoing) {
    return plan(
        new OptimizerSpec.Momentum(0.9),
        1e37,
        new Schedule.Constant(),
        2,
        0,
        0,
        KeepBest.LOSS,
        keepGoing);
  }

  @Test
  void whatDivergedStaysDiverged() {
    Outcome alone = train(diverging(false), true);
    StopReason.Diverged reason = assertInstanceOf(StopReason.Diverged.class, alone.reason());
    assertTrue(reason.divergence().step() > 1, reason.explain());
    for (long step = 1; step <= alone.steps(); step++) {
      assertSameButForTheHistory(alone, train(diverging(false), true, step));
    }
  }

  @Test
  void whatDivergedAndGoesOnStaysDiverged() {
    Outcome alone = train(diverging(true), true);
    StopReason.Diverged reason = assertInstanceOf(StopReason.Diverged.class, alone.reason());
    assertEquals(84, alone.steps());
    long diverged = reason.divergence().step();
    for (long step : new long[] {1, diverged - 1, diverged, diverged + 1, 30, 84}) {
      assertSameButForTheHistory(alone, train(diverging(true), true, step));
    }
  }

  /** How sizes grew is told from the steps of one life; nothing is computed from it. */
  private static void assertSameButForTheHistory(Outcome expected, Outcome actual) {
    Divergence a = ((StopReason.Diverged) expected.reason()).divergence();
    Divergence b = assertInstanceOf(StopReason.Diverged.class, actual.reason()).divergence();
    assertEquals(a.step(), b.step());
    assertEquals(a.epoch(), b.epoch());
    assertEquals(a.loss(), b.loss());
    assertEquals(a.origin(), b.origin());
    assertEquals(a.suggestedLearningRate(), b.suggestedLearningRate());
    assertEquals(expected.events(), actual.events());
    assertEquals(expected.parametersSha256(), actual.parametersSha256());
    assertEquals(expected.steps(), actual.steps());
  }
}
