package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on in stretches. */
class PauseTest {
  @TempDir Path folder;

  /** Trains on, and pauses at the end of an epoch; 0 for never. */
  private static Optional<RunSummary> advance(Path path, RunSpec spec, int pauseAfter)
      throws IOException {
    Files.createDirectories(path);
    try (RunSession session = RunSession.prepare(spec, TestRuns.SOURCES)) {
      TrainingListener pausing =
          new TrainingListener() {
            @Override
            public void epochFinished(EpochFinished event) {
              if (event.epoch() == pauseAfter) {
                session.requestPause();
              }
            }
          };
      return session.advance(new RunDirectory(path), pausing);
    }
  }

  @Test
  void aRunInStretchesEndsOnTheBitsOfOneLeftAlone() throws IOException {
    RunSpec spec = TestRuns.spec("dropout", 0.2, "validateEvery", 7, "schedule", "cosine");
    Path path = folder.resolve("stretches");
    assertTrue(advance(path, spec, 1).isEmpty());
    assertFalse(Files.exists(path.resolve("summary.json")), "a paused run has no result");
    assertFalse(Files.exists(path.resolve("model.safetensors")));
    assertTrue(advance(path, spec, 3).isEmpty());
    RunSummary summary = advance(path, spec, 0).orElseThrow();
    Path alone = folder.resolve("alone");
    RunSummary left = TestRuns.train(alone, spec);
    assertEquals(left.parametersSha256(), summary.parametersSha256());
    assertEquals(TestRuns.timelessMetrics(alone), TestRuns.timelessMetrics(path));
  }

  /** A trial that lived for less than a few seconds is killed without one. */
  @Test
  void aRunKilledBeforeItsFirstCheckpointBeginsAnew() throws IOException {
    RunSpec spec = TestRuns.spec();
    Path path = folder.resolve("killed");
    assertTrue(advance(path, spec, 2).isEmpty());
    Files.delete(path.resolve("checkpoint.safetensors"));
    assertTrue(advance(path, spec, 0).isPresent());
    Path alone = folder.resolve("alone");
    TestRuns.train(alone, spec);
    assertEquals(TestRuns.timelessMetrics(alone), TestRuns.timelessMetrics(path));
    assertEquals(
        Files.readString(alone.resolve("layers.jsonl")),
        Files.readString(path.resolve("layers.jsonl")));
  }

  @Test
  void aPauseAtTheEndIsTheEnd() throws IOException {
    assertTrue(advance(folder.resolve("run"), TestRuns.spec("epochs", 2), 2).isPresent());
  }

  @Test
  void aStopWithoutAPauseHasItsResult() throws IOException {
    Path path = Files.createDirectory(folder.resolve("run"));
    try (RunSession session = RunSession.prepare(TestRuns.spec(), TestRuns.SOURCES)) {
      session.requestStop();
      RunSummary summary = session.advance(new RunDirectory(path), TestRuns.QUIET).orElseThrow();
      assertEquals("interrupted", summary.stopReason());
    }
  }

  @Test
  void sourcesThatKeepReadOnce() {
    DataSources keeping = DataSources.keeping(DownloadListener.NONE);
    RunSpec spec = TestRuns.spec("dataSize", 100);
    assertSame(keeping.load(spec), keeping.load(TestRuns.spec("dataSize", 100, "seed", 3)));
    assertNotSame(keeping.load(spec), keeping.load(TestRuns.spec("dataSize", 101)));
    assertEquals(
        new RunDataLoader(spec, TestRuns.SOURCES).load().sources(),
        new RunDataLoader(spec, keeping).load().sources());
  }

  @Test
  void aDamagedSummaryIsNamed() throws IOException {
    Path path = folder.resolve("run");
    TestRuns.train(path, TestRuns.spec("epochs", 1));
    Files.writeString(path.resolve("summary.json"), "{\"epochs\": ");
    DataException e =
        assertThrows(DataException.class, () -> RunFiles.readSummary(new RunDirectory(path)));
    assertTrue(e.getMessage().startsWith(path.resolve("summary.json") + ": "), e.getMessage());
  }

  @Test
  void aPauseIsNotTheEndOfOneThatDivergedAndGoesOn() throws IOException {
    RunSpec spec = TestRuns.spec("learningRate", 1e30, "keepGoing", true, "epochs", 4);
    Path path = folder.resolve("diverged");
    assertTrue(advance(path, spec, 2).isEmpty());
    assertEquals(4, advance(path, spec, 0).orElseThrow().epochs());
  }

  @Test
  void sourcesThatKeepReadTheFilesOfValidationOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("held.csv"), "x,y,label\n1,2,0\n3,4,1\n");
    DataSources keeping = DataSources.keeping(DownloadListener.NONE);
    RunSpec spec = TestRuns.spec();
    List<String> classes = List.of("0", "1");
    assertSame(
        keeping.loadNamed(file.toString(), spec, classes, List.of()),
        keeping.loadNamed(file.toString(), TestRuns.spec("epochs", 9), classes, List.of()));
  }
}
