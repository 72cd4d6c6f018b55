package dev.layerwise.runs;

import static dev.layerwise.runs.TestRuns.measured;
import static dev.layerwise.runs.TestRuns.metrics;
import static dev.layerwise.runs.TestRuns.spec;
import static dev.layerwise.runs.TestRuns.timelessMetrics;
import static dev.layerwise.runs.TestRuns.train;
import static dev.layerwise.runs.TestRuns.trainUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.model.Evaluation;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.record.ParameterDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RunSessionTest {
  @TempDir Path folder;

  private static Model model(Path run) {
    return ModelFile.read(
        run.resolve("model.safetensors"),
        KernelSelection.select(KernelSelection.AUTOMATIC).kernels());
  }

  @Test
  void aRunDirectoryHoldsEverythingThatTheRunWas() throws IOException {
    Path run = folder.resolve("run");
    RunSpec spec = spec();
    RunSummary summary = train(run, spec);
    try (var files = Files.list(run)) {
      assertEquals(
          List.of(
              "checkpoint.safetensors",
              "environment.json",
              "layers.jsonl",
              "metrics.jsonl",
              "model.safetensors",
              "run.lock",
              "run.yaml",
              "summary.json"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    RunDirectory directory = RunDirectory.open(run);
    assertEquals(spec, RunSession.specOf(directory));
    assertEquals(summary, RunFiles.readSummary(directory));
    assertEquals("epoch-limit", summary.stopReason());
    assertEquals("2-8-2", summary.network());
    assertEquals(2 * 8 + 8 + 8 * 2 + 2, summary.parameters());
    assertEquals(run.toString(), summary.runDirectory());
    assertEquals(4, summary.epochs());
    assertEquals(130, summary.trainingExamples());
    assertEquals(4 * 9, summary.steps());
    assertFalse(summary.diverged());
  }

  @Test
  void theSameDescriptionGivesTheSameBits() throws IOException {
    RunSummary first = train(folder.resolve("first"), spec("dropout", 0.2));
    RunSummary second = train(folder.resolve("second"), spec("dropout", 0.2));
    assertEquals(first.parametersSha256(), second.parametersSha256());
    assertEquals(
        timelessMetrics(folder.resolve("first")), timelessMetrics(folder.resolve("second")));
    RunSummary other = train(folder.resolve("other"), spec("dropout", 0.2, "seed", 2));
    assertNotEquals(first.parametersSha256(), other.parametersSha256());
  }

  @Test
  void theNumberOfThreadsChangesNoBit() throws IOException {
    RunSpec digits =
        spec(
            "data",
            "digits",
            "dataSize",
            600,
            "layers",
            List.of(70, 30),
            "batchNorm",
            "after",
            "epochs",
            2);
    RunSummary one = train(folder.resolve("one"), digits);
    for (int threads = 2; threads <= 3; threads++) {
      Path run = folder.resolve("run" + threads);
      RunSummary several =
          train(
              run, RunSpecs.of(RunSpecs.toSettings(digits), java.util.Map.of("threads", threads)));
      assertEquals(one.parametersSha256(), several.parametersSha256());
      assertEquals(timelessMetrics(folder.resolve("one")), timelessMetrics(run));
    }
  }

  @Test
  void theDescriptionThatARunWroteGivesTheSameRunAgain() {
    RunSummary first = train(folder.resolve("first"), spec("optimizer", "momentum", "l2", 0.01));
    RunSpec written = RunSession.specOf(RunDirectory.open(folder.resolve("first")));
    RunSummary again = train(folder.resolve("again"), written);
    assertEquals(first.parametersSha256(), again.parametersSha256());
  }

  @Test
  void theModelIsTheNetworkThatTheSummaryIsAbout() {
    Path run = folder.resolve("run");
    RunSpec spec = spec();
    RunSummary summary = train(run, spec);
    Model model = model(run);
    assertEquals(summary.parametersSha256(), ParameterDigest.sha256(model.network()));
    RunData data = TestRuns.load(spec);
    Evaluation.Score score = new Evaluation(model.network(), data.test(), model.scaling()).score();
    assertEquals(summary.testLoss(), score.loss());
    assertEquals(summary.testAccuracy(), score.accuracy());
    assertEquals(data.scaling(), model.scaling());
    assertEquals(data.set().classNames(), model.classNames());
  }

  @Test
  void theBestWeightsAreKeptAlsoWhenTheEpochLimitEndsTheTraining() throws IOException {
    Path run = folder.resolve("run");
    RunSummary summary =
        train(
            run, spec("learningRate", 8, "epochs", 12, "validateEvery", 1, "keepBest", "accuracy"));
    assertTrue(
        summary.bestStep() < summary.steps(), "the last weights are the best: try another rate");
    double best =
        measured(run, "validation", "validationAccuracy")
            .mapToDouble(JsonNode::asDouble)
            .max()
            .orElseThrow();
    assertEquals(best, summary.validationAccuracy());
    assertEquals("epoch-limit", summary.stopReason());
    assertEquals(
        summary.bestStep(),
        metrics(run).stream()
            .filter(line -> line.has("best") && line.get("best").asBoolean())
            .mapToLong(line -> line.get("step").asLong())
            .max()
            .orElseThrow());
  }

  @Test
  void theBestWeightsMayBeThoseOfTheLowestLoss() throws IOException {
    Path run = folder.resolve("run");
    RunSummary summary =
        train(run, spec("learningRate", 8, "epochs", 12, "validateEvery", 1, "keepBest", "loss"));
    double least =
        measured(run, "validation", "validationLoss")
            .mapToDouble(JsonNode::asDouble)
            .min()
            .orElseThrow();
    assertEquals(least, summary.validationLoss());
  }

  @Test
  void withoutAValidationSetTheLastWeightsAreKept() {
    RunSummary summary = train(folder.resolve("run"), spec("validation", "0"));
    assertEquals(summary.steps(), summary.bestStep());
    assertNull(summary.validationLoss());
    assertNull(summary.validationAccuracy());
  }

  @Test
  void aTrainingThatDoesNotImproveEndsAfterThePatienceInSteps() {
    RunSummary summary =
        train(
            folder.resolve("run"),
            spec(
                "learningRate", 1e-9,
                "minDelta", 1e-4,
                "patienceSteps", 20,
                "validateEvery", 5,
                "epochs", 100));
    assertEquals("no-improvement", summary.stopReason());
    assertEquals(25, summary.steps());
  }

  @Test
  void patienceCountsFromTheBestAndNotFromThePreviousValidation() throws IOException {
    Path run = folder.resolve("run");
    RunSummary summary =
        train(run, spec("learningRate", 8, "patienceSteps", 30, "validateEvery", 3, "epochs", 200));
    assertEquals("no-improvement", summary.stopReason());
    List<Double> losses =
        measured(run, "validation", "validationLoss").map(JsonNode::asDouble).toList();
    double best = losses.stream().limit(losses.size() - 10).min(Double::compare).orElseThrow();
    double later = losses.stream().skip(losses.size() - 10).min(Double::compare).orElseThrow();
    assertTrue(later > best - 1e-4, later + " improved on " + best);
  }

  @Test
  void patienceWithoutAValidationSetIsRefusedBeforeAnythingIsWritten() {
    RunSpec spec = spec("validation", "0", "patienceSteps", 20);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> RunSession.prepare(spec, TestRuns.SOURCES).close())
            .getMessage();
    assertTrue(message.startsWith("patience: "), message);
    assertTrue(message.contains("--validation"), message);
  }

  @Test
  void aStepLimitEndsInTheMiddleOfAnEpoch() {
    RunSummary summary = train(folder.resolve("run"), spec("maxSteps", 13));
    assertEquals("step-limit", summary.stopReason());
    assertEquals(13, summary.steps());
    assertEquals(2, summary.epochs());
  }

  @Test
  void anInterruptedTrainingWritesEverythingThatAFinishedOneDoes() {
    Path run = folder.resolve("run");
    RunSummary summary = trainUntil(run, spec(), 5);
    assertEquals("interrupted", summary.stopReason());
    assertEquals(5, summary.steps());
    assertEquals(summary, RunFiles.readSummary(RunDirectory.open(run)));
    assertEquals(summary.parametersSha256(), ParameterDigest.sha256(model(run).network()));
  }

  @Test
  void aBatchLargerThanTheTrainingSetIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> RunSession.prepare(spec("batchSize", 131), TestRuns.SOURCES).close())
            .getMessage();
    assertEquals(
        "batch size: 131 is larger than the training set of 130 examples; choose 130 or less"
            + " (--batch-size)",
        message);
    assertEquals(1, train(folder.resolve("run"), spec("batchSize", 130, "epochs", 1)).steps());
  }

  @Test
  void trainingStartsFromTheWeightsOfAModel() {
    Path first = folder.resolve("first");
    RunSummary before = train(first, spec());
    String file = first.resolve("model.safetensors").toString();
    try (RunSession session = RunSession.prepare(spec("init", file, "seed", 7), TestRuns.SOURCES)) {
      assertEquals(before.parametersSha256(), ParameterDigest.sha256(session.network()));
    }
    RunSummary after = train(folder.resolve("second"), spec("init", file));
    assertNotEquals(before.parametersSha256(), after.parametersSha256());
  }

  @Test
  void aModelThatDoesNotFitIsRefusedAsAStart() {
    train(folder.resolve("first"), spec());
    Path file = folder.resolve("first/model.safetensors");
    RunSpec wider = spec("init", file.toString(), "layers", 9);
    String message =
        assertThrows(DataException.class, () -> RunSession.prepare(wider, TestRuns.SOURCES).close())
            .getMessage();
    assertTrue(message.startsWith(file + ": its weights do not fit the network 2-9-2: "), message);
    RunSpec absent = spec("init", folder.resolve("absent").toString());
    message =
        assertThrows(
                DataException.class, () -> RunSession.prepare(absent, TestRuns.SOURCES).close())
            .getMessage();
    assertTrue(message.startsWith(folder.resolve("absent") + ": "), message);
  }

  @Test
  void kernelsThatDoNotExistAreNeverReplacedByOthers() {
    RunSpec spec = spec("kernels", "scalar");
    try (RunSession session = RunSession.prepare(spec, TestRuns.SOURCES)) {
      assertEquals("scalar", session.kernels().kernels().name());
    }
  }
}
