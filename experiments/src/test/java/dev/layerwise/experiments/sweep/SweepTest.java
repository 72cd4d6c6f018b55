package dev.layerwise.experiments.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.table.TableText;
import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
  private static final String BASE =
      "base: {data: moons, dataSize: 200, layers: 8, batchSize: 16, epochs: 6}\n";

  @TempDir Path folder;

  private SweepSpec spec(String yaml) throws IOException {
    return SweepFile.read(Files.writeString(folder.resolve("s.yaml"), BASE + yaml), Map.of());
  }

  private static SweepResult run(
      SweepSpec spec, Path out, int slots, UnaryOperator<TrialExecutor> wrap) {
    DataSources sources = DataSources.keeping(DownloadListener.NONE);
    try (TrialExecutor executor = wrap.apply(new LocalExecutor(slots, sources))) {
      return new Sweep(spec, new SweepDirectory(out), executor, SweepListener.NONE).run();
    }
  }

  private SweepResult run(SweepSpec spec, String out, int slots) {
    return run(spec, folder.resolve(out), slots, UnaryOperator.identity());
  }

  /** The table without the times. */
  private static List<Map<String, Object>> rows(SweepResult result) {
    List<Map<String, Object>> rows =
        new ArrayList<>(TableText.maps(SweepTables.trials(result, true)));
    rows.forEach(row -> row.remove("trainSeconds"));
    return rows;
  }

  /** An executor that hands on what it is given, but for what a test changes. */
  private static class Passing implements TrialExecutor {
    final TrialExecutor inner;

    Passing(TrialExecutor inner) {
      this.inner = inner;
    }

    @Override
    public int slots() {
      return inner.slots();
    }

    @Override
    public String describe() {
      return inner.describe();
    }

    @Override
    public void submit(TrialTask task, Watcher watcher) {
      inner.submit(task, watcher);
    }

    @Override
    public void requestStop() {
      inner.requestStop();
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  @Test
  void everyTrialIsARunOfItsOwnWithTheBitsOfATrainingAlone() throws IOException {
    SweepResult result = run(spec("grid: {batchSize: [8, 32], l2: [0, 0.1]}\n"), "out", 2);
    assertEquals(4, result.count(TrialStatus.DONE));
    assertTrue(result.finished());
    TrialResult third = result.trials().get(2);
    RunSummary alone =
        dev.layerwise.experiments.TestRuns.train(
            folder.resolve("alone"), RunSpecs.read(third.directory().description()));
    assertEquals(alone.parametersSha256(), third.summary().parametersSha256());
    assertEquals(alone.testAccuracy(), third.summary().testAccuracy());
    for (String file :
        List.of(
            "sweep.yaml", "journal.jsonl", "table.csv", "table.json", "table.md", "table.tex")) {
      assertTrue(Files.size(folder.resolve("out").resolve(file)) > 0, file);
    }
  }

  @Test
  void theBestIsByValidationAndItsDescriptionRunsAgain() throws IOException {
    SweepResult result = run(spec("grid: {learningRate: [1e-6, 0.3]}\n"), "out", 1);
    TrialResult best = result.ranking().getFirst();
    assertEquals(0.3, best.trial().spec().learningRate());
    assertEquals(2, result.best().orElseThrow().trial().number());
    assertEquals(best.trial().spec(), RunSpecs.read(result.directory().best()));
    assertEquals(true, SweepTables.trials(result, false).rows().getFirst().best());
    assertEquals(false, SweepTables.trials(result, false).rows().get(1).best());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "prune: {rule: median, after: 1, every: 2, atLeast: 2}\n",
        "prune: {rule: successive-halving, first: 1, factor: 2}\n"
      })
  void theTableIsTheSameHoweverManyRunSideBySide(String pruning) throws IOException {
    SweepSpec spec =
        spec(
            // Validations that do not fall on the ends of epochs.
            "grid: {validateEvery: [3, 7], learningRate: [1e-4, 0.1, 3, 1e30]}\n" + pruning);
    SweepResult one = run(spec, "one", 1);
    SweepResult three = run(spec, "three", 3);
    assertEquals(rows(one), rows(three));
    assertEquals(2, one.count(TrialStatus.DIVERGED));
    assertEquals(!pruning.isEmpty(), one.count(TrialStatus.PRUNED) > 0);
    for (TrialResult trial : one.trials()) {
      assertEquals(trial.status() == TrialStatus.DONE, trial.note().isEmpty());
    }
  }

  @Test
  void aSweepThatIsStoppedAtAnyPointEndsInTheSameTable() throws IOException {
    SweepSpec spec =
        spec(
            """
            grid: {validateEvery: [3, 7], learningRate: [1e-4, 0.1, 3]}
            prune: {rule: successive-halving, first: 2, factor: 2}
            """);
    List<Map<String, Object>> expected = rows(run(spec, "alone", 2));
    for (int stopAfter = 0; stopAfter < 9; stopAfter++) {
      Path out = folder.resolve("stopped-" + stopAfter);
      Sweep[] sweep = new Sweep[1];
      int limit = stopAfter;
      try (LocalExecutor local = new LocalExecutor(2, DataSources.keeping(DownloadListener.NONE))) {
        TrialExecutor stopping =
            new Passing(local) {
              private int submitted;

              @Override
              public void submit(TrialTask task, Watcher watcher) {
                if (submitted++ == limit) {
                  sweep[0].requestStop();
                }
                super.submit(task, watcher);
              }
            };
        sweep[0] = new Sweep(spec, new SweepDirectory(out), stopping, SweepListener.NONE);
        SweepResult partial = sweep[0].run();
        assertTrue(partial.count(TrialStatus.UNFINISHED) > 0, "it was not stopped");
      }
      SweepResult whole = run(spec, out, 1, UnaryOperator.identity());
      assertEquals(expected, rows(whole), "stopped after " + stopAfter);
    }
  }

  @Test
  void whatHasEndedIsNotRunAgain() throws IOException {
    SweepSpec spec = spec("grid: {batchSize: [8, 16]}\n");
    List<Map<String, Object>> first = rows(run(spec, "out", 2));
    List<Integer> submitted = new ArrayList<>();
    SweepResult again =
        run(
            spec,
            folder.resolve("out"),
            2,
            inner ->
                new Passing(inner) {
                  @Override
                  public void submit(TrialTask task, Watcher watcher) {
                    submitted.add(task.trial());
                    super.submit(task, watcher);
                  }
                });
    assertEquals(List.of(), submitted);
    assertEquals(first, rows(again));
  }

  @Test
  void aFailureIsARowAndIsTriedAgain() throws IOException {
    SweepSpec spec = spec("grid: {batchSize: [8, 16]}\n");
    UnaryOperator<TrialExecutor> failing =
        inner ->
            new Passing(inner) {
              @Override
              public void submit(TrialTask task, Watcher watcher) {
                if (task.trial() == 1) {
                  watcher.ended(
                      TrialOutcome.without(1, TrialOutcome.Kind.FAILED, "the node went away"));
                } else {
                  super.submit(task, watcher);
                }
              }
            };
    SweepResult result = run(spec, folder.resolve("out"), 2, failing);
    assertEquals(TrialStatus.FAILED, result.trials().getFirst().status());
    assertEquals("the node went away", result.trials().getFirst().note());
    assertFalse(result.finished());
    assertEquals(
        "the node went away", SweepResult.read(result.directory()).trials().getFirst().note());
    assertTrue(Files.readString(result.directory().table("csv")).contains("the node went away"));
    assertEquals(2, run(spec, "out", 2).count(TrialStatus.DONE));
  }

  @Test
  void whateverATrialThrowsIsItsRow() throws IOException {
    SweepSpec spec = spec("grid: {batchSize: [8, 500]}\n");
    SweepResult result = run(spec, "out", 2);
    assertEquals(TrialStatus.DONE, result.trials().getFirst().status());
    assertEquals(TrialStatus.FAILED, result.trials().get(1).status());
    assertTrue(result.trials().get(1).note().contains("batch size"), "" + result.trials());
  }

  @Test
  void theCheckNamesTheVariantThatDoesNotFitItsData() throws IOException {
    SweepSpec spec = spec("grid: {batchSize: [8, 500]}\n");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                SweepCheck.check(
                    spec.trials(),
                    new SweepDirectory(folder.resolve("out")),
                    DataSources.keeping(DownloadListener.NONE)));
    assertTrue(e.getMessage().startsWith("variant 2 (batchSize 500): batch size"), e.getMessage());
  }

  @Test
  void dataThatHaveChangedBetweenTwoTrialsAreRefused() throws IOException {
    Path data = folder.resolve("points.csv");
    Files.writeString(data, "a,label\n" + "1,yes\n2,no\n".repeat(50));
    SweepSpec spec =
        SweepFile.of(
            Map.of(
                "base", Map.of("data", data.toString(), "epochs", 1, "layers", 4),
                "grid", Map.of("batchSize", List.of(4, 8))),
            "s",
            null,
            Map.of());
    SweepDirectory out = run(spec, "out", 1).directory();
    Files.writeString(data, "a,label\n" + "1,no\n2,yes\n".repeat(50));
    // A table that is whole needs no data.
    SweepCheck.check(spec.trials(), out, DataSources.keeping(DownloadListener.NONE));
    Files.delete(new RunDirectory(out.trial(2)).summary());
    DataException e =
        assertThrows(
            DataException.class,
            () -> SweepCheck.check(spec.trials(), out, DataSources.keeping(DownloadListener.NONE)));
    assertTrue(e.getMessage().contains("was trained on other training data"), e.getMessage());
  }

  private SweepSpec halving() throws IOException {
    return spec(
        """
        grid: {learningRate: [1e-5, 0.3, 0.1, 1e-4]}
        prune: {rule: successive-halving, first: 1, factor: 2}
        """);
  }

  @Test
  void aPrunedTrialWhoseFolderIsDeletedIsTrainedAgain() throws IOException {
    SweepSpec spec = halving();
    SweepResult result = run(spec, "out", 2);
    TrialResult first = result.trials().getFirst();
    assertEquals(TrialStatus.PRUNED, first.status());
    try (Stream<Path> files = Files.list(first.directory().path())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    assertEquals(rows(result), rows(run(spec, "out", 2)));
  }

  /** What a file named run.stop does, or the dashboard. */
  @Test
  void aTrialThatIsStoppedAloneHoldsUpThoseItIsComparedWith() throws IOException {
    SweepSpec spec = halving();
    List<Map<String, Object>> expected = rows(run(spec, "alone", 2));
    UnaryOperator<TrialExecutor> stopping =
        inner ->
            new Passing(inner) {
              @Override
              public void submit(TrialTask task, Watcher watcher) {
                if (task.trial() == 1) {
                  watcher.ended(TrialOutcome.without(1, TrialOutcome.Kind.STOPPED, ""));
                } else {
                  super.submit(task, watcher);
                }
              }
            };
    SweepResult held = run(spec, folder.resolve("out"), 2, stopping);
    assertEquals(4, held.count(TrialStatus.UNFINISHED));
    assertTrue(Files.exists(held.directory().table("csv")));
    assertEquals(expected, rows(run(spec, "out", 2)));
  }

  @Test
  void anotherSweepInTheFolderIsRefused() throws IOException {
    run(spec("grid: {batchSize: [8, 16]}\n"), "out", 2);
    SweepDirectory out = new SweepDirectory(folder.resolve("out"));
    String other = refusal(out, spec("grid: {batchSize: [8, 32]}\n"));
    assertTrue(other.contains("trial 2 is described otherwise (batchSize 32)"), other);
    assertTrue(
        refusal(out, spec("grid: {batchSize: [8]}\n")).contains("it has 2 trials, this one 1"));
    assertTrue(
        refusal(out, spec("grid: {batchSize: [8, 16]}\nselect: validation-loss\n"))
            .contains("chosen by"));
    assertTrue(
        refusal(out, spec("grid: {batchSize: [8, 16]}\nprune: median\n")).contains("pruned"));
    Path full = Files.createDirectory(folder.resolve("full"));
    Files.writeString(full.resolve("letter.txt"), "dear");
    assertTrue(refusal(new SweepDirectory(full), spec("repeats: 2\n")).contains("is not empty"));
  }

  private static String refusal(SweepDirectory out, SweepSpec spec) {
    return assertThrows(DataException.class, () -> out.requireUsableFor(spec)).getMessage();
  }

  @Test
  void overSeedsTheBestIsTheBestOnAverage() throws IOException {
    SweepResult result = run(spec("grid: {learningRate: [0.001, 0.3]}\nrepeats: 3\n"), "out", 2);
    VariantResult best = result.best().orElseThrow();
    assertEquals(3, best.trials().size());
    assertEquals(0.3, best.trial().spec().learningRate());
    double mean =
        best.trials().stream().mapToDouble(t -> t.summary().validationAccuracy()).sum() / 3;
    assertEquals(mean, best.sample(RunSummary::validationAccuracy).mean(), 1e-15);
    assertTrue(Files.exists(result.directory().variants("csv")));
    assertEquals(2, SweepTables.variants(result).rows().size());
  }

  @Test
  void aVariantWithADivergedSeedIsNotTheBest() throws IOException {
    SweepResult result = run(spec("grid: {learningRate: [1e30, 1e-5]}\nrepeats: 2\n"), "out", 2);
    assertEquals(1e-5, result.best().orElseThrow().trial().spec().learningRate());
    SweepResult none = run(spec("grid: {learningRate: [1e30, 1e31]}\n"), "none", 2);
    assertTrue(none.best().isEmpty());
    assertFalse(Files.exists(none.directory().best()));
  }

  @Test
  void aHalfWrittenLineOfTheJournalIsCutOff() throws IOException {
    SweepSpec spec = spec("grid: {batchSize: [8, 16]}\n");
    SweepResult result = run(spec, "out", 1);
    Path journal = result.directory().journal();
    Files.writeString(journal, Files.readString(journal) + "{\"event\":\"tri");
    assertEquals(rows(result), rows(run(spec, "out", 1)));
    for (String line : Files.readAllLines(journal)) {
      assertTrue(line.startsWith("{\"time\":") && line.endsWith("}"), line);
    }
  }

  @Test
  void aRunThatSomebodyStoppedByHandGoesOn() throws IOException {
    SweepSpec spec = spec("grid: {batchSize: [8, 16]}\n");
    SweepResult result = run(spec, "out", 1);
    RunDirectory run = result.trials().getFirst().directory();
    String summary = Files.readString(run.summary());
    Files.writeString(run.summary(), summary.replace("\"epoch-limit\"", "\"interrupted\""));
    assertEquals("interrupted", RunFiles.readSummary(run).stopReason());
    assertEquals(1, SweepResult.read(result.directory()).count(TrialStatus.UNFINISHED));
    assertEquals(rows(result), rows(run(spec, "out", 1)));
  }
}
