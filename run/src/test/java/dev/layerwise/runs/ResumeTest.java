package dev.layerwise.runs;

import static dev.layerwise.runs.TestRuns.resume;
import static dev.layerwise.runs.TestRuns.spec;
import static dev.layerwise.runs.TestRuns.timelessMetrics;
import static dev.layerwise.runs.TestRuns.train;
import static dev.layerwise.runs.TestRuns.trainUntil;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeTest {
  @TempDir Path folder;

  /**
   * Everything that a training remembers: velocities, running statistics, masks, rates, patience.
   */
  private static RunSpec demanding() {
    return spec(
        "layers",
        List.of(8, 6),
        "batchNorm",
        "after",
        "dropout",
        0.2,
        "optimizer",
        "nesterov",
        "learningRate",
        0.05,
        "schedule",
        "cosine",
        "warmupSteps",
        5,
        "clipNorm",
        1,
        "l2",
        0.01,
        "validateEvery",
        4,
        "patienceSteps",
        40);
  }

  private static String refusal(Path run, Object... changes) {
    return assertThrows(DataException.class, () -> resume(run, changes)).getMessage();
  }

  @Test
  void interruptedAnywhereAndResumedATrainingEndsOnTheSameBits() throws IOException {
    RunSummary alone = train(folder.resolve("alone"), demanding());
    assertEquals(36, alone.steps());
    // The first step, one within an epoch, a validation, the end of an epoch, both, the last but
    // one, the last.
    for (long step : new long[] {1, 5, 8, 9, 18, 35, 36}) {
      Path run = folder.resolve("run" + step);
      RunSummary stopped = trainUntil(run, demanding(), step);
      assertEquals(step, stopped.steps());
      RunSummary resumed = resume(run);
      assertEquals(alone.parametersSha256(), resumed.parametersSha256(), "stopped at step " + step);
      assertEquals(timelessMetrics(folder.resolve("alone")), timelessMetrics(run));
      assertEquals(alone.bestStep(), resumed.bestStep());
      assertEquals(alone.stopReason(), resumed.stopReason());
      assertEquals(alone.steps(), resumed.steps());
      assertEquals(alone.epochs(), resumed.epochs());
    }
  }

  @Test
  void stoppedByPatienceItEndsAtTheSameStepResumedOrNot() throws IOException {
    RunSpec spec = spec("learningRate", 8, "patienceSteps", 30, "validateEvery", 3, "epochs", 200);
    RunSummary alone = train(folder.resolve("alone"), spec);
    assertEquals("no-improvement", alone.stopReason());
    Path run = folder.resolve("run");
    trainUntil(run, spec, alone.steps() - 10);
    RunSummary resumed = resume(run);
    assertEquals("no-improvement", resumed.stopReason());
    assertEquals(alone.steps(), resumed.steps());
    assertEquals(alone.parametersSha256(), resumed.parametersSha256());
    assertEquals(timelessMetrics(folder.resolve("alone")), timelessMetrics(run));
  }

  @Test
  void whatAKilledTrainingMeasuredAfterItsCheckpointIsMeasuredAgain() throws IOException {
    train(folder.resolve("alone"), demanding());
    Path run = folder.resolve("run");
    trainUntil(run, demanding(), 9);
    Path metrics = run.resolve("metrics.jsonl");
    List<String> later = Files.readAllLines(folder.resolve("alone/metrics.jsonl"));
    Files.writeString(
        metrics, later.get(4) + "\n" + later.get(5).substring(0, 20), StandardOpenOption.APPEND);
    resume(run);
    assertEquals(timelessMetrics(folder.resolve("alone")), timelessMetrics(run));
  }

  /** The mini-batch before is known no more, and its loss was null after such a resume. */
  @Test
  void aResumeWithNothingToDoLeavesTheMetricsAsTheyAre() throws IOException {
    Path run = folder.resolve("run");
    train(run, spec("maxSteps", 10, "validateEvery", 4));
    Path metrics = run.resolve("metrics.jsonl");
    String before = Files.readString(metrics);
    assertTrue(
        before.lines().toList().getLast().startsWith("{\"event\":\"validation\",\"step\":10,"));
    resume(run);
    assertEquals(before, Files.readString(metrics));
    // The line is lost: what is known of it is written.
    String kept = before.substring(0, before.lastIndexOf('\n', before.length() - 2) + 1);
    Files.writeString(metrics, kept);
    resume(run);
    String last = Files.readAllLines(metrics).getLast();
    assertTrue(last.contains("\"step\":10,"), last);
    assertTrue(last.contains("\"learningRate\":0.1"), last);
  }

  @Test
  void aFinishedTrainingResumedEndsWhereItEnded() throws IOException {
    Path run = folder.resolve("run");
    RunSummary finished = train(run, demanding());
    List<?> metrics = timelessMetrics(run);
    RunSummary resumed = resume(run);
    assertEquals(finished.parametersSha256(), resumed.parametersSha256());
    assertEquals(finished.steps(), resumed.steps());
    assertEquals(metrics, timelessMetrics(run));
  }

  @Test
  void moreEpochsContinueAFinishedTraining() throws IOException {
    RunSummary alone = train(folder.resolve("alone"), spec("epochs", 6));
    Path run = folder.resolve("run");
    train(run, spec("epochs", 4));
    RunSummary resumed = resume(run, "epochs", 6);
    assertEquals(alone.parametersSha256(), resumed.parametersSha256());
    assertEquals(timelessMetrics(folder.resolve("alone")), timelessMetrics(run));
  }

  @Test
  void aResumedRunsDescriptionIsThatOfTheWholeTraining() {
    Path run = folder.resolve("run");
    train(run, spec("epochs", 4));
    RunSummary resumed = resume(run, "epochs", 6);
    RunSpec written = RunSession.specOf(RunDirectory.open(run));
    assertEquals(6, written.epochs());
    RunSummary again = train(folder.resolve("again"), written);
    assertEquals(resumed.parametersSha256(), again.parametersSha256());
  }

  @Test
  void theWeightsThatARunBeganWithMayBeGone() throws IOException {
    train(folder.resolve("before"), spec("epochs", 1));
    Path init = folder.resolve("before/model.safetensors");
    RunSpec spec = spec("init", init.toString());
    RunSummary alone = train(folder.resolve("alone"), spec);
    Path run = folder.resolve("run");
    trainUntil(run, spec, 5);
    Files.delete(init);
    assertEquals(alone.parametersSha256(), resume(run).parametersSha256());
    assertEquals(init.toString(), RunSession.specOf(RunDirectory.open(run)).init());
  }

  @Test
  void aDamagedCheckpointIsRefusedAndNothingIsTouched() throws IOException {
    Path run = folder.resolve("run");
    trainUntil(run, demanding(), 9);
    Path checkpoint = run.resolve("checkpoint.safetensors");
    byte[] good = Files.readAllBytes(checkpoint);
    byte[] metrics = Files.readAllBytes(run.resolve("metrics.jsonl"));
    byte[] flipped = good.clone();
    flipped[good.length - 5] ^= 1;
    for (byte[] bad :
        List.of(flipped, Arrays.copyOf(good, good.length - 1), new byte[0], new byte[100])) {
      Files.write(checkpoint, bad);
      String message = refusal(run);
      assertTrue(message.startsWith(checkpoint + ": "), message);
      assertTrue(message.contains("no training can be resumed from it"), message);
      assertArrayEquals(bad, Files.readAllBytes(checkpoint));
      assertArrayEquals(metrics, Files.readAllBytes(run.resolve("metrics.jsonl")));
    }
  }

  @Test
  void aMetricsLogThatLostLinesIsRefused() throws IOException {
    Path run = folder.resolve("run");
    trainUntil(run, demanding(), 9);
    Path metrics = run.resolve("metrics.jsonl");
    List<String> lines = Files.readAllLines(metrics);
    Files.write(metrics, lines.subList(0, 1));
    String message = refusal(run);
    assertTrue(message.startsWith(metrics + ": "), message);
    assertTrue(message.contains("shorter than the checkpoint"), message);
    assertEquals(lines.subList(0, 1), Files.readAllLines(metrics));
  }

  @Test
  void anotherNetworkOrRuleCannotContinueARun() {
    Path run = folder.resolve("run");
    trainUntil(run, demanding(), 9);
    String network = refusal(run, "layers", List.of(9, 6));
    assertTrue(network.contains("of another network (2-8-6-2, here 2-9-6-2)"), network);
    for (String other : List.of("sgd", "momentum")) {
      String rule = refusal(run, "optimizer", other);
      assertTrue(rule.contains("the optimizer 'nesterov', and this one has '" + other + "'"), rule);
    }
  }

  @Test
  void otherDataCannotContinueARun() {
    Path run = folder.resolve("run");
    trainUntil(run, demanding(), 9);
    String message = refusal(run, "dataSeed", 99);
    assertTrue(
        message.startsWith(
            run + ": the training data (moons) are not those that the run began with"),
        message);
  }

  @Test
  void aRunThatIsBeingTrainedCannotBeResumed() throws IOException {
    Path run = folder.resolve("run");
    trainUntil(run, demanding(), 9);
    try (FolderClaim _ = RunDirectory.open(run).lock()) {
      byte[] metrics = Files.readAllBytes(run.resolve("metrics.jsonl"));
      assertEquals(run + ": another process is training this run right now", refusal(run));
      assertArrayEquals(metrics, Files.readAllBytes(run.resolve("metrics.jsonl")));
    }
  }

  @Test
  void aRunCannotBeMadeShorterThanItIs() throws IOException {
    Path run = folder.resolve("run");
    train(run, spec("epochs", 3));
    String before = Files.readString(run.resolve("run.yaml"));
    assertEquals(
        "epochs: the run has come to epoch 3 already; choose at least as many, or train anew with"
            + " 2",
        assertThrows(IllegalArgumentException.class, () -> resume(run, "epochs", 2)).getMessage());
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> resume(run, "maxSteps", 5))
            .getMessage()
            .startsWith("max steps: the run has done "));
    assertEquals(before, Files.readString(run.resolve("run.yaml")));
    assertTrue(Files.exists(run.resolve("summary.json")));
  }

  @Test
  void aRunThatGoesOnHasNoSummaryUntilItEnds() throws IOException {
    Path path = folder.resolve("run");
    train(path, spec("epochs", 1));
    RunDirectory run = RunDirectory.open(path);
    TrainingListener dying =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochFinished event) {
            throw new IllegalStateException("killed");
          }
        };
    try (RunSession session = RunSession.prepare(spec("epochs", 5), TestRuns.SOURCES)) {
      assertThrows(IllegalStateException.class, () -> session.resume(run, dying));
    }
    assertFalse(Files.exists(run.summary()), "a summary of one epoch beside a description of five");
    resume(path);
    assertEquals(5, RunFiles.readSummary(run).epochs());
  }
}
