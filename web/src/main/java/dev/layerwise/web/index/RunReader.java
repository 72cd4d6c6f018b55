package dev.layerwise.web.index;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the index keeps of a run directory. */
final class RunReader {
  private RunReader() {}

  /**
   * Reads a run.
   *
   * @param kind {@code run} or {@code trial}
   * @param lively knows runs without a result
   */
  static Entry run(Path folder, String id, String kind, LiveFigures lively) {
    RunDirectory run = new RunDirectory(folder);
    Words words = Words.read(folder);
    try {
      RunSpec spec = RunSpecs.read(run.description());
      Map<String, Object> settings = new LinkedHashMap<>(RunSpecs.toSettings(spec));
      settings.values().removeIf(value -> value == null);
      RunSummary summary = Files.exists(run.summary()) ? RunFiles.readSummary(run) : null;
      boolean live = (summary == null || canBeResumed(summary)) && run.isBeingTrained();
      Map<String, Double> measured;
      if (summary == null || live) {
        measured = lively.of(run);
      } else {
        measured = figures(summary);
        lively.forget(folder);
      }
      return new Entry(
          id,
          kind,
          live ? Status.LIVE : status(summary),
          started(run),
          settings,
          List.copyOf(RunSpecs.changes(spec).keySet()),
          measured,
          summary == null ? network(run) : summary.network(),
          summary == null || live ? "" : summary.stopReason(),
          words.tags(),
          words.note(),
          "");
    } catch (DataException | IllegalArgumentException e) {
      return damaged(id, kind, words, e);
    }
  }

  private static boolean canBeResumed(RunSummary summary) {
    // A run with a result may be resumed with other limits; its lock is then held.
    return !summary.stopReason().isEmpty();
  }

  static Entry damaged(String id, String kind, Words words, Exception reason) {
    return new Entry(
        id,
        kind,
        Status.DAMAGED,
        "",
        Map.of(),
        List.of(),
        Map.of(),
        "",
        "",
        words.tags(),
        words.note(),
        String.valueOf(reason.getMessage()));
  }

  private static Status status(@Nullable RunSummary summary) {
    if (summary == null || summary.stopReason().equals("interrupted")) {
      return Status.STOPPED;
    }
    return summary.diverged() ? Status.DIVERGED : Status.DONE;
  }

  private static Map<String, Double> figures(RunSummary summary) {
    Map<String, Double> figures = new LinkedHashMap<>();
    put(figures, "trainAccuracy", summary.trainAccuracy());
    put(figures, "validationAccuracy", summary.validationAccuracy());
    put(figures, "testAccuracy", summary.testAccuracy());
    put(figures, "trainLoss", summary.trainLoss());
    put(figures, "validationLoss", summary.validationLoss());
    put(figures, "testLoss", summary.testLoss());
    put(figures, "epochsDone", (double) summary.epochs());
    put(figures, "steps", (double) summary.steps());
    put(figures, "bestEpoch", (double) summary.bestEpoch());
    put(figures, "bestStep", (double) summary.bestStep());
    put(figures, "trainSeconds", summary.trainSeconds());
    put(figures, "examplesPerSecond", summary.examplesPerSecond());
    put(figures, "parameters", (double) summary.parameters());
    return figures;
  }

  private static void put(Map<String, Double> figures, String name, @Nullable Double value) {
    if (value != null && Double.isFinite(value)) {
      figures.put(name, value);
    }
  }

  private static String started(RunDirectory run) {
    String started = environment(run).path("started").asString("");
    try {
      return started.isEmpty()
          ? Files.getLastModifiedTime(run.description()).toInstant().toString()
          : started;
    } catch (IOException e) {
      return "";
    }
  }

  private static String network(RunDirectory run) {
    return environment(run).path("network").asString("");
  }

  private static JsonNode environment(RunDirectory run) {
    try {
      return JsonMapper.shared().readTree(run.environment().toFile());
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode();
    }
  }
}
