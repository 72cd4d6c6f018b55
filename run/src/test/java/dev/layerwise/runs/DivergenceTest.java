package dev.layerwise.runs;

import static dev.layerwise.runs.TestRuns.metrics;
import static dev.layerwise.runs.TestRuns.resume;
import static dev.layerwise.runs.TestRuns.spec;
import static dev.layerwise.runs.TestRuns.timelessMetrics;
import static dev.layerwise.runs.TestRuns.train;
import static dev.layerwise.runs.TestRuns.trainUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.record.ModelFile;
import dev.layerwise.record.ParameterDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class DivergenceTest {
  @TempDir Path folder;

  /**
   * Diverges after a while: the mean squared error of a linear network whose steps are too long.
   */
  private static RunSpec diverging(Object... changes) {
    RunSpec spec =
        spec(
            "layers",
            List.of(),
            "loss",
            "mean-squared-error",
            "learningRate",
            30,
            "scaling",
            "none");
    java.util.Map<String, Object> settings = new java.util.LinkedHashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      settings.put((String) changes[i], changes[i + 1]);
    }
    return RunSpecs.of(RunSpecs.toSettings(spec), settings);
  }

  private static ObjectNode verdict(Path run) throws IOException {
    return metrics(run).stream()
        .filter(line -> line.get("event").asString().equals("divergence"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aDivergenceEndsTheTrainingWithAVerdict() throws IOException {
    Path run = folder.resolve("run");
    RunSummary summary = train(run, diverging());
    assertEquals("diverged", summary.stopReason());
    assertTrue(summary.diverged());
    assertTrue(summary.stopExplanation().contains("at step " + summary.steps()));
    assertEquals(summary.steps(), verdict(run).get("step").asLong());
    assertTrue(verdict(run).get("suggestedLearningRate").asDouble() < 30);
    assertTrue(verdict(run).get("origin").asString().contains("dense"));
  }

  /** The schedule makes a small rate of any base rate; a suggested one is made smaller again. */
  @Test
  void theSuggestedRateIsABaseRate() throws IOException {
    for (String schedule : List.of("constant", "exponential:1e-3")) {
      Path run = folder.resolve(schedule.substring(0, 5));
      RunSummary summary =
          train(run, diverging("learningRate", 3e6, "schedule", schedule, "warmupSteps", 0));
      assertTrue(summary.steps() > 1, "no step had a smaller rate");
      assertEquals(3e5, verdict(run).get("suggestedLearningRate").asDouble(), schedule);
    }
    Path run = folder.resolve("warm-up");
    RunSummary summary = train(run, diverging("learningRate", 3e9, "warmupSteps", 1000));
    double reached = 3e9 * summary.steps() / 1000;
    assertEquals(reached / 10, verdict(run).get("suggestedLearningRate").asDouble(), reached / 20);
  }

  @Test
  void theModelOfADivergedTrainingIsTheBestThereWas() {
    Path run = folder.resolve("run");
    RunSummary summary = train(run, diverging("validateEvery", 1));
    assertTrue(Double.isFinite(summary.trainLoss()));
    assertTrue(summary.bestStep() < summary.steps());
    assertEquals(
        summary.parametersSha256(),
        ParameterDigest.sha256(
            ModelFile.read(
                    run.resolve("model.safetensors"), KernelSelection.select("auto").kernels())
                .network()));
  }

  @Test
  void aDivergenceInTheFirstStepsKeepsTheInitialWeights() {
    Path run = folder.resolve("run");
    RunSummary summary = train(run, diverging("learningRate", 1e38));
    assertTrue(summary.diverged());
    assertEquals(0, summary.bestStep());
    assertTrue(Double.isFinite(summary.trainLoss()));
  }

  @Test
  void keptGoingTheTableGoesOnWithoutNumbers() throws IOException {
    Path run = folder.resolve("run");
    RunSummary summary = train(run, diverging("keepGoing", true, "validateEvery", 3, "epochs", 6));
    assertEquals("diverged", summary.stopReason());
    assertEquals(6 * 9, summary.steps());
    long diverged = verdict(run).get("step").asLong();
    List<ObjectNode> after =
        metrics(run).stream()
            .filter(line -> line.get("event").asString().equals("validation"))
            .filter(line -> line.get("step").asLong() >= diverged)
            .toList();
    assertEquals((6 * 9) / 3 - (diverged - 1) / 3, after.size());
    for (ObjectNode line : after) {
      for (String key :
          List.of("batchLoss", "batchAccuracy", "validationLoss", "validationAccuracy")) {
        assertTrue(line.get(key).isNull(), key + " of " + line);
      }
    }
  }

  @Test
  void keptGoingAndResumedItEndsOnTheSameBits() throws IOException {
    RunSpec spec = diverging("keepGoing", true, "validateEvery", 3, "epochs", 6);
    RunSummary alone = train(folder.resolve("alone"), spec);
    long diverged = verdict(folder.resolve("alone")).get("step").asLong();
    for (long step : new long[] {diverged - 1, diverged, diverged + 4}) {
      Path run = folder.resolve("run" + step);
      trainUntil(run, spec, step);
      RunSummary resumed = resume(run);
      assertEquals(alone.parametersSha256(), resumed.parametersSha256());
      assertEquals(alone.stopReason(), resumed.stopReason());
      assertEquals(alone.steps(), resumed.steps());
      assertEquals(timelessMetrics(folder.resolve("alone")), timelessMetrics(run));
    }
  }

  @Test
  void resumedADivergedTrainingIsStillDiverged() {
    Path run = folder.resolve("run");
    RunSummary diverged = train(run, diverging());
    RunSummary resumed = resume(run);
    assertEquals(diverged.parametersSha256(), resumed.parametersSha256());
    assertEquals(diverged.stopReason(), resumed.stopReason());
    assertEquals(diverged.steps(), resumed.steps());
  }
}
