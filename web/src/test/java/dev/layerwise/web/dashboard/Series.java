package dev.layerwise.web.dashboard;

import dev.layerwise.experiments.sweep.LocalExecutor;
import dev.layerwise.experiments.sweep.Sweep;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepFile;
import dev.layerwise.experiments.sweep.SweepListener;
import dev.layerwise.experiments.sweep.SweepSpec;
import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.runs.DataSources;
import dev.layerwise.studies.Studies;
import dev.layerwise.studies.StudyOptions;
import dev.layerwise.studies.StudyPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small sweep and a small study, trained in a second or two. */
final class Series {
  private static final DataSources SOURCES = DataSources.keeping(DownloadListener.NONE);

  private Series() {}

  /** Two settings of three values each, over points. */
  static void sweep(Path folder) {
    Map<String, Object> description =
        Map.of(
            "base",
            Map.of("data", "moons", "dataSize", 200, "epochs", 3, "threads", 1),
            "grid",
            Map.of(
                "learningRate",
                List.of(0.01, 0.1, 0.5),
                "layers",
                List.of(List.of(4), List.of(8), List.of(16))));
    run(SweepFile.of(description, "rates-and-units", null, Map.of()), new SweepDirectory(folder));
  }

  /** The study of a logistic unit, whose points it makes for itself. */
  static void study(Path folder) {
    StudyPlan plan =
        StudyPlan.of(
            Studies.named("logistic-points"), new StudyOptions(true, null, Map.of()), folder);
    plan.begin(SOURCES);
    plan.stages().forEach(stage -> run(stage.sweep(), stage.directory()));
  }

  private static void run(SweepSpec sweep, SweepDirectory directory) {
    try (LocalExecutor executor = new LocalExecutor(2, SOURCES)) {
      new Sweep(sweep, directory, executor, SweepListener.NONE).run();
    }
  }
}
