package dev.layerwise.studies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.LocalExecutor;
import dev.layerwise.experiments.sweep.Sweep;
import dev.layerwise.experiments.sweep.SweepListener;
import dev.layerwise.experiments.sweep.SweepSpec;
import dev.layerwise.experiments.sweep.Trial;
import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.runs.DataSources;
import dev.layerwise.studies.Study.Counterparts;
import dev.layerwise.studies.Study.Measured;
import dev.layerwise.studies.StudyPlan.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StudiesTest {
  @TempDir Path folder;

  static List<String> names() {
    return Studies.NAMES;
  }

  private StudyPlan plan(String name, boolean quick) {
    return StudyPlan.of(
        Studies.named(name), new StudyOptions(quick, null, Map.of()), folder.resolve(name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyDescriptionMakesItsSweeps(String name) {
    for (boolean quick : new boolean[] {false, true}) {
      StudyPlan plan = plan(name, quick);
      assertTrue(plan.trials() > 0);
      assertTrue(
          plan.stages().stream().anyMatch(stage -> stage.name().startsWith(Study.TUNED)), name);
    }
    assertFalse(Files.exists(folder.resolve(name)), "planning writes nothing");
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyPublishedColumnExists(String name) {
    Study study = Studies.named(name);
    for (Counterparts table : study.tables()) {
      List<String> columns = Published.read(table.published()).columns();
      assertTrue(columns.containsAll(table.keys().keySet()), table.id() + " " + columns);
      assertTrue(study.sweeps().containsKey(table.sweep()), table.id());
      assertTrue(table.tuned().isEmpty() || study.sweeps().containsKey(table.tuned()));
      for (Measured figure : table.figures()) {
        assertTrue(figure.published().isEmpty() || columns.contains(figure.published()), name);
      }
    }
  }

  @Test
  void theBatchSizeStudyIsThePublishedOne() {
    SweepSpec runs = plan("batch-size", false).stages().getFirst().sweep();
    assertEquals(24, runs.trials().size());
    Trial first = runs.trials().getFirst();
    assertEquals("38400", first.spec().train());
    assertEquals("9600", first.spec().validation());
    assertEquals(List.of(20, 7, 5), first.spec().layers());
    assertEquals(0.009, first.spec().learningRate());
    assertEquals(100, first.spec().epochs());
  }

  @Test
  void repeatsAreForResultsNotForTheSearch() {
    StudyPlan plan =
        StudyPlan.of(
            Studies.named("batch-size"), new StudyOptions(false, 3, Map.of()), folder.resolve("r"));
    assertEquals(72, plan.stages().getFirst().sweep().trials().size());
    assertEquals(List.of(1L, 2L, 3L), plan.stages().getFirst().sweep().seeds());
    assertEquals(
        plan("batch-size", false).stages().getLast().sweep().trials().size(),
        plan.stages().getLast().sweep().trials().size());
  }

  @Test
  void anUnknownStudyIsNamedWithThoseThereAre() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Studies.named("batchsize"));
    assertTrue(String.valueOf(e.getMessage()).contains("batch-size"), e.getMessage());
  }

  @Test
  void aStudyGoesOnWhereItWasAndRefusesOtherOptions() {
    DataSources sources = DataSources.keeping(DownloadListener.NONE);
    Path out = folder.resolve("points");
    Study study = Studies.named("logistic-points");
    StudyOptions quick = new StudyOptions(true, null, Map.of());
    StudyPlan plan = StudyPlan.of(study, quick, out);
    plan.begin(sources);
    Stage runs = plan.stages().getFirst();
    run(runs, sources);
    assertFalse(StudyResult.read(out).finished(), "the second sweep has not begun");

    StudyPlan again = StudyPlan.begun(out);
    assertEquals(plan, again);
    again.begin(sources);
    for (Stage stage : again.stages()) {
      run(stage, sources);
    }
    StudyResult result = StudyResult.read(out);
    assertTrue(result.finished());
    assertEquals(3, result.variants("runs").size());

    DataException e =
        assertThrows(DataException.class, () -> StudyPlan.of(study, StudyOptions.DEFAULT, out));
    assertTrue(String.valueOf(e.getMessage()).contains("other options"), e.getMessage());
  }

  private static void run(Stage stage, DataSources sources) {
    try (LocalExecutor executor = new LocalExecutor(1, sources)) {
      new Sweep(stage.sweep(), stage.directory(), executor, SweepListener.NONE).run();
    }
  }

  @Test
  void aFolderThatHoldsNoStudyIsSaidSo() {
    DataException e =
        assertThrows(DataException.class, () -> StudyDirectory.open(folder.resolve("none")));
    assertTrue(String.valueOf(e.getMessage()).contains("no such study"), e.getMessage());
  }
}
