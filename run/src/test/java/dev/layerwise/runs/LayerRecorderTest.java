package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.model.Network;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How layers fare is recorded after some epochs, and changes nothing. */
class LayerRecorderTest {
  @TempDir Path folder;

  private static List<JsonNode> lines(Path run) throws IOException {
    return Files.readAllLines(run.resolve("layers.jsonl")).stream()
        .map(JsonMapper.shared()::readTree)
        .toList();
  }

  private static List<Integer> epochs(Path run) throws IOException {
    return lines(run).stream().map(line -> line.path("epoch").intValue()).toList();
  }

  @Test
  void laterEpochsAreRecordedMoreRarely() {
    List<Integer> recorded =
        IntStream.rangeClosed(1, 70).filter(LayerRecorder::isRecorded).boxed().toList();
    List<Integer> expected = new ArrayList<>(IntStream.rangeClosed(1, 16).boxed().toList());
    IntStream.rangeClosed(9, 16).forEach(k -> expected.add(2 * k));
    IntStream.rangeClosed(9, 16).forEach(k -> expected.add(4 * k));
    assertEquals(expected, recorded);
    assertEquals(64, IntStream.rangeClosed(1, 1024).filter(LayerRecorder::isRecorded).count());
  }

  @Test
  void everyDenseLayerIsDescribed() throws IOException {
    Path run = folder.resolve("run");
    TestRuns.train(run, TestRuns.spec("layers", List.of(8, 5), "activation", "tanh"));
    List<JsonNode> lines = lines(run);
    assertEquals(4, lines.size());
    JsonNode layers = lines.getLast().path("layers");
    assertEquals(3, layers.size());
    assertEquals("tanh", layers.path(0).path("activation").stringValue());
    assertEquals("output", layers.path(2).path("activation").stringValue());
    for (int i = 0; i < 3; i++) {
      int weights = new int[] {16, 40, 10}[i];
      int counted = 0;
      for (JsonNode bin : layers.path(i).path("weights").path("counts")) {
        counted += bin.intValue();
      }
      assertEquals(weights, counted);
      assertTrue(layers.path(i).path("gradientNorm").doubleValue() > 0);
      assertTrue(layers.path(i).path("changeNorm").doubleValue() > 0);
    }
    assertEquals(0, layers.path(0).path("dead").doubleValue());
    assertTrue(layers.path(2).path("dead").isMissingNode());
  }

  /** The figures of the last epoch against the network itself. */
  @Test
  void normsAreThoseOfTheNetwork() throws IOException {
    Path run = folder.resolve("run");
    double[] norms = new double[2];
    RunSpec spec = TestRuns.spec("epochs", 3);
    try (RunSession session = RunSession.prepare(spec, TestRuns.SOURCES)) {
      session.run(
          RunDirectory.create(run),
          new TrainingListener() {
            @Override
            public void safePoint(TrainingState state) {
              Network network = state.network();
              norms[0] = norm(network.parameters().getFirst().value());
              norms[1] = norm(network.parameters().getFirst().gradient());
            }
          });
    }
    JsonNode layer = lines(run).getLast().path("layers").path(0);
    assertEquals(norms[0], layer.path("weightNorm").doubleValue(), 1e-6 * norms[0]);
    assertEquals(norms[1], layer.path("gradientNorm").doubleValue(), 1e-6 * norms[1]);
  }

  private static double norm(Matrix matrix) {
    double sum = 0;
    for (int i = 0; i < matrix.size(); i++) {
      sum += (double) matrix.data()[i] * matrix.data()[i];
    }
    return Math.sqrt(sum);
  }

  @Test
  void unitsThatAreNeverAboveZeroAreDead() throws IOException {
    Path run = folder.resolve("run");
    // Weights of zero and no way to change: every ReLU gives 0.
    TestRuns.train(run, TestRuns.spec("initializer", "constant:0", "epochs", 1));
    assertEquals(1, lines(run).getFirst().path("layers").path(0).path("dead").doubleValue());
  }

  @Test
  void aResumedRunHasTheLinesOfOneLeftAlone() throws IOException {
    Path alone = folder.resolve("alone");
    TestRuns.train(alone, TestRuns.spec("epochs", 6));
    Path stopped = folder.resolve("stopped");
    TestRuns.trainUntil(stopped, TestRuns.spec("epochs", 6), 20);
    // What a killed process had written after its last checkpoint.
    Files.writeString(
        stopped.resolve("layers.jsonl"),
        Files.readString(stopped.resolve("layers.jsonl"))
            + "{\"epoch\":9,\"step\":9000,\"layers\":[]}\n{\"epo");
    TestRuns.resume(stopped);
    assertEquals(epochs(alone), epochs(stopped));
    assertEquals(List.of(1, 2, 3, 4, 5, 6), epochs(stopped));
  }

  @Test
  void afterADivergenceThereAreNoGradientsResumedOrNot() throws IOException {
    RunSpec spec = TestRuns.spec("epochs", 4, "learningRate", 1e30, "keepGoing", true);
    Path alone = folder.resolve("alone");
    assertTrue(TestRuns.train(alone, spec).diverged());
    Path stopped = folder.resolve("stopped");
    TestRuns.trainUntil(stopped, spec, 20);
    TestRuns.resume(stopped);
    for (Path run : List.of(alone, stopped)) {
      assertEquals(List.of(1, 2, 3, 4), epochs(run));
      for (JsonNode line : lines(run)) {
        assertTrue(line.path("layers").path(0).path("gradientNorm").isNull(), line.toString());
      }
    }
  }

  @Test
  void watchersSeeHowFarATrainingIsAndMayStopIt() throws IOException {
    RunDirectory directory = RunDirectory.create(folder.resolve("run"));
    List<LiveProgress> seen = new ArrayList<>();
    RunSummary summary;
    try (RunSession session =
        RunSession.prepare(TestRuns.spec("epochs", 500_000), TestRuns.SOURCES)) {
      summary =
          session.run(
              directory,
              new TrainingListener() {
                @Override
                public void epochFinished(EpochFinished event) {
                  LiveProgress.read(directory).ifPresent(seen::add);
                  assertTrue(directory.isBeingTrained());
                  directory.requestStop();
                }
              });
    }
    assertEquals("interrupted", summary.stopReason());
    assertFalse(seen.isEmpty());
    assertEquals(500_000, seen.getFirst().epochs());
    assertTrue(seen.getFirst().plannedSteps() > 1_000_000);
    assertFalse(Files.exists(directory.progress()));
    assertFalse(Files.exists(directory.stopRequest()));
    assertFalse(directory.isBeingTrained());
  }
}
