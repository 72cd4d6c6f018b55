package dev.layerwise.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.record.Safetensors.Tensor;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.train.Divergence;
import dev.layerwise.train.Patience;
import dev.layerwise.train.Progress;
import dev.layerwise.train.TrainingPlan;
import dev.layerwise.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final OptimizerSpec MOMENTUM = new OptimizerSpec.Momentum(0.9);
  private static final Progress PROGRESS =
      new Progress(
          1L << 40,
          7,
          11,
          0.1 + 0.2,
          123,
          456,
          new Patience(1.0 / 3, 1000),
          999,
          6,
          new Score(0.25, 2.0 / 3, 50),
          new Score(0.5, 0.5, 50),
          12.000000001,
          1e-9,
          1L << 41,
          null);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("checkpoint.safetensors");
  }

  static TrainingPlan plan(OptimizerSpec optimizer) {
    TrainingPlan p = TrainingPlan.DEFAULT;
    return new TrainingPlan(
        optimizer,
        p.learningRate(),
        p.schedule(),
        p.warmupSteps(),
        p.clipNorm(),
        p.batchSize(),
        p.shuffle(),
        p.shift(),
        p.epochs(),
        p.maxSteps(),
        p.maxSeconds(),
        p.validateEvery(),
        p.patienceSteps(),
        p.patienceEpochs(),
        p.minDelta(),
        p.keepBest(),
        p.keepGoing(),
        p.seed());
  }

  /** A state whose every tensor holds other numbers. */
  private static TrainingState state(OptimizerSpec optimizer, long seed) {
    TrainingState state =
        new TrainingState(TestNetworks.filled(TestNetworks.everyLayer(), seed), plan(optimizer));
    RandomStream random = RandomStream.of(seed, "state");
    state.optimizer().velocities().forEach(velocity -> TestNetworks.fill(velocity, random, false));
    state.bestTensors().values().forEach(tensor -> TestNetworks.fill(tensor, random, true));
    return state;
  }

  private static void assertSame(TrainingState expected, TrainingState actual) {
    assertEquals(
        ParameterDigest.sha256(expected.network()), ParameterDigest.sha256(actual.network()));
    assertEquals(expected.optimizer().velocities().size(), actual.optimizer().velocities().size());
    for (int i = 0; i < expected.optimizer().velocities().size(); i++) {
      assertArrayEquals(
          expected.optimizer().velocities().get(i).data(),
          actual.optimizer().velocities().get(i).data());
    }
    expected
        .bestTensors()
        .forEach((name, tensor) ->
            assertArrayEquals(tensor.data(), actual.bestTensors().get(name).data(), name));
    assertEquals(expected.progress(), actual.progress());
  }

  @Test
  void aTrainingIsRestoredAsItWasSaved() {
    for (OptimizerSpec optimizer :
        List.of(new OptimizerSpec.Sgd(), MOMENTUM, new OptimizerSpec.Nesterov(0.5))) {
      TrainingState saved = state(optimizer, 1);
      saved.restore(PROGRESS);
      Checkpoint.write(file, saved, Map.of("metricsLength", "4711", "description", "a\nb"));

      Checkpoint checkpoint = Checkpoint.read(file);
      TrainingState restored = state(optimizer, 2);
      assertNotEquals(
          ParameterDigest.sha256(saved.network()), ParameterDigest.sha256(restored.network()));
      checkpoint.restoreInto(restored);

      assertEquals(TestNetworks.everyLayer(), checkpoint.spec());
      assertEquals(PROGRESS, checkpoint.progress());
      assertEquals(Map.of("metricsLength", "4711", "description", "a\nb"), checkpoint.extra());
      assertSame(saved, restored);
    }
  }

  @Test
  void halfACharacterIsReplacedAndNotTakenForDamage() {
    Checkpoint.write(file, state(MOMENTUM, 1), Map.of("name", "digits \ud83d"));
    assertEquals(Map.of("name", "digits \ufffd"), Checkpoint.read(file).extra());
  }

  @Test
  void theBeginningIsRestored() {
    TrainingState saved = state(MOMENTUM, 1);
    Checkpoint.write(file, saved, Map.of());
    TrainingState restored = state(MOMENTUM, 2);
    restored.restore(PROGRESS);
    Checkpoint.read(file).restoreInto(restored);
    assertEquals(Progress.START, restored.progress());
    assertSame(saved, restored);
  }

  @Test
  void aTrainingThatDivergedIsRestored() {
    TrainingState saved = state(MOMENTUM, 1);
    saved.network().parameters().getFirst().value().set(0, 0, Float.NaN);
    saved.optimizer().velocities().getFirst().set(0, 0, Float.NEGATIVE_INFINITY);
    Progress progress =
        new Progress(
            3,
            0,
            3,
            Double.NaN,
            0,
            0,
            new Patience(Double.POSITIVE_INFINITY, 0),
            0,
            0,
            null,
            new Score(Double.NaN, Double.NEGATIVE_INFINITY, 9),
            0,
            -0.0,
            0,
            new Divergence(
                3,
                1,
                Double.NaN,
                new Divergence.Origin(Divergence.Kind.OUTPUTS, 2, "layer 2, leaky-relu 5"),
                List.of(
                    new Divergence.Sizes(1, 0.1, List.of(0.1f, 3e38f), List.of(0.5, 0.0)),
                    new Divergence.Sizes(
                        2,
                        1e30,
                        List.of(Float.POSITIVE_INFINITY, Float.NaN),
                        List.of(1e300, Double.NaN))),
                1e37,
                1e36));
    saved.restore(progress);
    Checkpoint.write(file, saved, Map.of());
    TrainingState restored = state(MOMENTUM, 2);
    Checkpoint.read(file).restoreInto(restored);
    assertSame(saved, restored);
  }

  @Test
  void whatIsWrittenTwiceIsTheSame() throws IOException {
    TrainingState saved = state(MOMENTUM, 1);
    saved.restore(PROGRESS);
    Checkpoint.write(file, saved, Map.of("a", "b"));
    byte[] first = Files.readAllBytes(file);
    TrainingState restored = state(MOMENTUM, 2);
    Checkpoint.read(file).restoreInto(restored);
    Checkpoint.write(file, restored, Map.of("a", "b"));
    assertArrayEquals(first, Files.readAllBytes(file));
  }

  @Test
  void itsLastWeightsStartAnotherTraining() {
    TrainingState saved = state(MOMENTUM, 1);
    Checkpoint.write(file, saved, Map.of());
    Network network = new Network(TestNetworks.everyLayer(), TestNetworks.KERNELS);
    ModelFile.loadInto(network, file);
    assertEquals(ParameterDigest.sha256(saved.network()), ParameterDigest.sha256(network));
  }

  private void refusesToRestore(TrainingState state, String message) {
    String before = ParameterDigest.sha256(state.network());
    Checkpoint checkpoint = Checkpoint.read(file);
    DataException e = assertThrows(DataException.class, () -> checkpoint.restoreInto(state));
    assertEquals(file + message, e.getMessage());
    assertEquals(before, ParameterDigest.sha256(state.network()));
    assertEquals(Progress.START, state.progress());
  }

  @Test
  void anotherTrainingIsNotRestored() {
    Checkpoint.write(file, state(MOMENTUM, 1), Map.of());
    NetworkSpec other =
        new NetworkSpec(
            6,
            3,
            List.of(new LayerSpec.Dense(3, Initializer.HE, 0)),
            Loss.SOFTMAX_CROSS_ENTROPY,
            L2Scaling.BATCH);
    refusesToRestore(
        new TrainingState(TestNetworks.filled(other, 1), plan(MOMENTUM)),
        ": the checkpoint is of another network (6-5-4-3, here 6-3): a run can be resumed only with"
            + " the description it was started with");
  }

  /** Momentum and Nesterov keep the same velocities: the one had gone on as the other. */
  @Test
  void anotherRuleDoesNotGoOn() {
    List<OptimizerSpec> rules =
        List.of(new OptimizerSpec.Sgd(), MOMENTUM, new OptimizerSpec.Nesterov(0.9));
    for (OptimizerSpec written : rules) {
      Checkpoint.write(file, state(written, 1), Map.of());
      for (OptimizerSpec other : rules) {
        if (!other.equals(written)) {
          refusesToRestore(
              state(other, 2),
              ": the checkpoint was written by a training with the optimizer '"
                  + written.label()
                  + "', and this one has '"
                  + other.label()
                  + "': a run can be resumed only with the optimizer it was started with; choose"
                  + " that, or train again");
        }
      }
    }
    // How strong the momentum is may change, as the learning rate may.
    Checkpoint.write(file, state(MOMENTUM, 1), Map.of());
    Checkpoint.read(file).restoreInto(state(new OptimizerSpec.Momentum(0.5), 2));
  }

  @Test
  void aModelIsNoCheckpointAndNeitherIsAnythingElse() {
    ModelFile.write(file, TestNetworks.model());
    refuses(
        "this is a model, and only a checkpoint can be resumed; start a new training from its"
            + " weights (--init)");
    Safetensors.write(file, Map.of(), List.of());
    refuses(
        "'layerwise.checkpoint' is missing, so this is no Layerwise checkpoint; the checkpoint is"
            + " damaged");
    Checkpoint.write(file, state(MOMENTUM, 1), Map.of());
    DataException e =
        assertThrows(DataException.class, () -> ModelFile.read(file, TestNetworks.KERNELS));
    assertTrue(e.getMessage().contains("this is a checkpoint and no model"), e.getMessage());
  }

  private void refuses(String rule) {
    DataException e = assertThrows(DataException.class, () -> Checkpoint.read(file));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(rule), e.getMessage());
  }

  /** Writes a checkpoint whose digest is right, with other texts. */
  private void rewrite(String key, String text, String... removed) {
    TrainingState saved = state(MOMENTUM, 1);
    saved.restore(PROGRESS);
    Checkpoint.write(file, saved, Map.of());
    Safetensors.Content content = Safetensors.read(file);
    Map<String, String> metadata = new LinkedHashMap<>(content.metadata());
    Map<String, Matrix> tensors = new LinkedHashMap<>(content.tensors());
    metadata.put(key, text);
    for (String name : removed) {
      tensors.remove(name);
    }
    metadata.put(Keys.SHA256, ParameterDigest.ofContent(metadata, tensors, Keys.SHA256));
    List<Tensor> list = new ArrayList<>();
    tensors.forEach((name, value) ->
        list.add(new Tensor(name, List.of((long) value.rows(), (long) value.columns()), value)));
    Safetensors.write(file, metadata, list);
  }

  @Test
  void soundFilesWithAnotherContentAreRefused() {
    rewrite("layerwise.checkpoint", "2");
    refuses(
        "this is a checkpoint of format 2, and this Layerwise reads format 1; a newer Layerwise"
            + " wrote it");
    rewrite("a", "b", "layers.0.weight");
    refuses("tensor 'layers.0.weight' (6 × 5) is missing");
    rewrite("a", "b", "best.layers.0.weight");
    refuses("tensor 'best.layers.0.weight' (6 × 5) is missing");
    String progress = ProgressJson.write(PROGRESS);
    rewrite("layerwise.progress", progress.replace("\"epoch\":7,", ""));
    refuses("progress: 'epoch' is missing");
    rewrite("layerwise.progress", progress.replace("\"epoch\":7,", "\"epoch\":-7,"));
    refuses("'epoch': expected 0 or more, got -7");
    rewrite("layerwise.progress", progress.replace("{\"step\"", "{\"more\":0,\"step\""));
    refuses("progress: 'more' is not known here");
    rewrite("layerwise.progress", "");
    refuses("progress: JSON, byte 0");
  }

  @Test
  void velocitiesOfAnotherShapeAreNotRestored() {
    rewrite("a", "b", "velocity.layers.0.weight");
    TrainingState state = state(MOMENTUM, 2);
    Checkpoint checkpoint = Checkpoint.read(file);
    assertThrows(DataException.class, () -> checkpoint.restoreInto(state));
    assertEquals(Progress.START, state.progress());
  }
}
