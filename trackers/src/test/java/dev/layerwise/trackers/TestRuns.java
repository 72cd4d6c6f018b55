package dev.layerwise.trackers;

import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.RunTracker;
import dev.layerwise.train.TrainingListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small trainings that are tracked. */
public final class TestRuns {
  private static final DataSources SOURCES = new DataSources(DownloadListener.NONE);
  private static final Map<String, Object> SMALL =
      Map.of(
          "data",
          "digits",
          "dataSize",
          300,
          "layers",
          5,
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

  /** Trains into a new folder. */
  public static RunSummary train(Path folder, RunSpec spec, RunTracker tracker) {
    return trainUntil(folder, spec, tracker, Long.MAX_VALUE);
  }

  /** Trains until so many steps are done, and then stops as Ctrl-C does. */
  public static RunSummary trainUntil(
      Path folder, RunSpec spec, RunTracker tracker, long lastStep) {
    try (RunSession session = RunSession.prepare(spec, SOURCES)) {
      session.trackWith(tracker);
      TrainingListener stop =
          new TrainingListener() {
            @Override
            public void stepFinished(
                long step, int epoch, int rows, double loss, int correct, double learningRate) {
              if (step == lastStep) {
                session.requestStop();
              }
            }
          };
      return session.run(RunDirectory.create(folder), stop);
    }
  }

  /** Trains on. */
  public static RunSummary resume(Path folder, RunTracker tracker, Object... changes) {
    RunDirectory run = RunDirectory.open(folder);
    Map<String, Object> settings = new LinkedHashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      settings.put((String) changes[i], changes[i + 1]);
    }
    RunSpec spec = RunSpecs.of(RunSpecs.toSettings(RunSession.specOf(run)), settings);
    try (RunSession session = RunSession.prepare(spec, SOURCES)) {
      session.trackWith(tracker);
      return session.resume(run, new TrainingListener() {});
    }
  }

  /** What a run has measured, of one kind. */
  public static List<MetricsHistory.Line> lines(Path folder, String event) {
    return MetricsHistory.read(RunDirectory.open(folder)).of(event);
  }
}
