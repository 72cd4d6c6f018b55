package dev.layerwise.runs;

import static dev.layerwise.runs.TestRuns.resume;
import static dev.layerwise.runs.TestRuns.spec;
import static dev.layerwise.runs.TestRuns.timelessMetrics;
import static dev.layerwise.runs.TestRuns.train;
import static dev.layerwise.runs.TestRuns.trainUntil;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.layerwise.model.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on images that are moved anew in every epoch. */
class ShiftTest {
  @TempDir Path folder;

  private static RunSpec shifted(Object... changes) {
    RunSpec digits =
        spec(
            "data",
            "digits",
            "dataSize",
            300,
            "layers",
            List.of(40, 20),
            "optimizer",
            "momentum",
            "learningRate",
            0.02,
            "validateEvery",
            7,
            "shift",
            2);
    return changes.length == 0
        ? digits
        : RunSpecs.of(RunSpecs.toSettings(digits), Map.of((String) changes[0], changes[1]));
  }

  @Test
  void theNumberOfThreadsChangesNoBit() throws IOException {
    RunSummary one = train(folder.resolve("one"), shifted());
    for (int threads = 2; threads <= 3; threads++) {
      Path run = folder.resolve("run" + threads);
      RunSummary several = train(run, shifted("threads", threads));
      assertEquals(one.parametersSha256(), several.parametersSha256());
      assertEquals(timelessMetrics(folder.resolve("one")), timelessMetrics(run));
    }
    RunSummary still = train(folder.resolve("still"), shifted("shift", 0));
    assertNotEquals(one.parametersSha256(), still.parametersSha256());
  }

  @Test
  void interruptedAnywhereAndResumedATrainingEndsOnTheSameBits() throws IOException {
    RunSummary alone = train(folder.resolve("alone"), shifted());
    assertEquals(60, alone.steps());
    // The first step, one within an epoch, its last but one and last, the first of another.
    for (long step : new long[] {1, 8, 14, 15, 16, 46}) {
      Path run = folder.resolve("run" + step);
      trainUntil(run, shifted(), step);
      assertEquals(
          alone.parametersSha256(), resume(run).parametersSha256(), "stopped at step " + step);
      assertEquals(timelessMetrics(folder.resolve("alone")), timelessMetrics(run));
    }
  }

  @Test
  void figuresOfTheSummaryAreThoseOfExamplesAsTheyAre() {
    RunSpec spec = shifted();
    try (RunSession session = RunSession.prepare(spec, TestRuns.SOURCES)) {
      RunSummary summary = session.run(RunDirectory.create(folder.resolve("run")), TestRuns.QUIET);
      RunData data = TestRuns.load(spec("data", "digits", "dataSize", 300));
      assertEquals(
          new Evaluation(session.network(), data.training(), data.scaling()).score().loss(),
          summary.trainLoss());
      assertEquals(
          new Evaluation(session.network(), data.validation(), data.scaling()).score().loss(),
          summary.validationLoss());
      assertEquals(
          new Evaluation(session.network(), data.test(), data.scaling()).score().loss(),
          summary.testLoss());
    }
  }

  @Test
  void whatCannotBeMovedIsRefusedBeforeAnythingIsWritten() {
    assertEquals(
        "shift: only images can be moved, and these data are 2 features an example without a"
            + " height and width; train without it (--shift 0), or on data that say their size,"
            + " such as IDX files or folders of images",
        refusal(spec("shift", 1)));
    assertEquals(
        "shift: moved by 28 pixels, nothing may be left of an image of 28 x 28; choose 27 or less"
            + " (--shift)",
        refusal(shifted("shift", 28)));
  }

  private static String refusal(RunSpec spec) {
    return assertThrows(
            IllegalArgumentException.class, () -> RunSession.prepare(spec, TestRuns.SOURCES))
        .getMessage();
  }
}
