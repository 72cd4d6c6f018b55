package dev.layerwise.runs;

import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Small trainings for tests: a few hundred points of the plane, a second or less. */
final class TestRuns {
  static final DataSources SOURCES = new DataSources(DownloadListener.NONE);
  static final TrainingListener QUIET = new TrainingListener() {};

  private static final Map<String, Object> SMALL =
      Map.of(
          "data",
          "moons",
          "dataSize",
          200,
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
  static RunSpec spec(Object... changes) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      settings.put((String) changes[i], changes[i + 1]);
    }
    return RunSpecs.of(SMALL, settings);
  }

  /** What a tracker is told of a run, as far as its place goes. */
  static RunInfo info(RunDirectory directory) {
    Environment environment = new Environment("", "", "", "", 1, 1, 1, "", "", 1, "", List.of());
    return new RunInfo(directory, spec(), environment, null, null, false);
  }

  static RunData load(RunSpec spec) {
    return new RunDataLoader(spec, SOURCES).load();
  }

  static RunSummary train(Path folder, RunSpec spec) {
    try (RunSession session = RunSession.prepare(spec, SOURCES)) {
      return session.run(RunDirectory.create(folder), QUIET);
    }
  }

  /** Trains until so many steps are done, and then stops as Ctrl-C does. */
  static RunSummary trainUntil(Path folder, RunSpec spec, long lastStep) {
    try (RunSession session = RunSession.prepare(spec, SOURCES)) {
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

  /** Resumes a run with other settings: names and values in turn. */
  static RunSummary resume(Path folder, Object... changes) {
    RunDirectory run = RunDirectory.open(folder);
    Map<String, Object> settings = new LinkedHashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      settings.put((String) changes[i], changes[i + 1]);
    }
    RunSpec spec = RunSpecs.of(RunSpecs.readSettings(run.description()), settings);
    try (RunSession session = RunSession.prepareRecorded(spec, SOURCES)) {
      return session.resume(run, QUIET);
    }
  }

  static List<ObjectNode> metrics(Path folder) throws IOException {
    List<ObjectNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("metrics.jsonl"))) {
      lines.add((ObjectNode) JsonMapper.shared().readTree(line));
    }
    return lines;
  }

  /** What was measured, without the times: the same for the same training. */
  static List<ObjectNode> timelessMetrics(Path folder) throws IOException {
    List<ObjectNode> lines = metrics(folder);
    lines.forEach(line -> line.remove("seconds"));
    return lines;
  }

  static Stream<JsonNode> measured(Path folder, String event, String key) throws IOException {
    return metrics(folder).stream()
        .filter(line -> line.get("event").asString().equals(event))
        .map(line -> line.get(key));
  }
}
