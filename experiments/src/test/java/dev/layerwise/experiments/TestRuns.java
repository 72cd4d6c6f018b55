package dev.layerwise.experiments;

import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.train.TrainingListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Small trainings for tests: a few hundred points of the plane, well under a second. */
public final class TestRuns {
  public static final DataSources SOURCES = DataSources.keeping(DownloadListener.NONE);

  private static final Map<String, Object> SMALL =
      Map.of(
          "data",
          "moons",
          "dataSize",
          400,
          "layers",
          8,
          "batchSize",
          16,
          "epochs",
          4,
          "threads",
          1);

  private TestRuns() {}

  /** A small run with other settings: names and values in turn. */
  public static RunSpec spec(Object... changes) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      settings.put((String) changes[i], changes[i + 1]);
    }
    return RunSpecs.of(SMALL, settings);
  }

  /** Trains into a folder. */
  public static RunSummary train(Path path, RunSpec spec) {
    return train(path, spec, SOURCES);
  }

  /** Trains into a folder, on data from there. */
  public static RunSummary train(Path path, RunSpec spec, DataSources sources) {
    try (RunSession session = RunSession.prepare(spec, sources)) {
      return session.run(RunDirectory.create(path), new TrainingListener() {});
    }
  }
}
