package dev.layerwise.studies;

import dev.layerwise.experiments.sweep.LocalExecutor;
import dev.layerwise.experiments.sweep.Sweep;
import dev.layerwise.experiments.sweep.SweepListener;
import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.runs.DataSources;
import dev.layerwise.studies.StudyPlan.Stage;
import java.nio.file.Path;
import java.util.Map;

/** Studies on a few hundred of the built-in digits: seconds, and no data needed. */
public final class SmallStudies {
  public static final DataSources SOURCES = DataSources.keeping(DownloadListener.NONE);

  private static final Map<String, Object> DIGITS =
      Map.of("data", "digits", "dataSize", 1500, "train", "1100", "validation", "200", "epochs", 2);

  private SmallStudies() {}

  /** Runs a study to its end. */
  public static StudyResult run(String name, Path folder) {
    Study study = Studies.named(name);
    Map<String, Object> settings = study.points() != null ? Map.of() : DIGITS;
    if (!study.pooled().isEmpty()) {
      study = pooling(study, "digits");
      settings = Map.of("dataSize", 1500, "train", "600", "test", "300", "validation", "200");
    }
    StudyPlan plan = StudyPlan.of(study, new StudyOptions(true, null, settings), folder);
    plan.begin(SOURCES);
    for (Stage stage : plan.stages()) {
      try (LocalExecutor executor = new LocalExecutor(2, SOURCES)) {
        new Sweep(stage.sweep(), stage.directory(), executor, SweepListener.NONE).run();
      }
    }
    return StudyResult.read(folder);
  }

  /** The same study of other images. */
  private static Study pooling(Study study, String data) {
    return new Study(
        study.name(),
        study.title(),
        study.question(),
        study.about(),
        study.method(),
        study.points(),
        data,
        study.quick(),
        study.sweeps(),
        study.tables(),
        study.predictions(),
        study.numpy(),
        study.targets());
  }
}
