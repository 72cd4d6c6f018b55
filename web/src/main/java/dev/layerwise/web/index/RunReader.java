package dev.layerwise.web.index;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.LiveHistory;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what the index keeps of run directories. What says how a run was begun is read again only
 * when its file has changed: runs that go on are looked at all the time.
 */
final class RunReader {
  private final LiveFigures lively = new LiveFigures();
  private final Map<Path, Begun> begun = new ConcurrentHashMap<>();

  /**
   * How a run was begun.
   *
   * @param stamp of the files that say so
   * @param settings all that are set
   * @param changes the names of those that differ from the defaults
   * @param started when, or an empty text
   * @param network its widths, or an empty text
   */
  private record Begun(
      String stamp,
      Map<String, Object> settings,
      List<String> changes,
      String started,
      String network) {
    static Begun read(RunDirectory run, String stamp) {
      RunSpec spec = RunSpecs.read(run.description());
      Map<String, Object> settings = new LinkedHashMap<>(RunSpecs.toSettings(spec));
      settings.values().removeIf(value -> value == null);
      JsonNode environment = environment(run);
      return new Begun(
          stamp,
          settings,
          List.copyOf(RunSpecs.changes(spec).keySet()),
          started(run, environment.path("started").asString("")),
          environment.path("network").asString(""));
    }

    private static String started(RunDirectory run, String recorded) {
      try {
        return recorded.isEmpty()
            ? Files.getLastModifiedTime(run.description()).toInstant().toString()
            : recorded;
      } catch (IOException e) {
        return "";
      }
    }

    private static JsonNode environment(RunDirectory run) {
      try {
        return JsonMapper.shared().readTree(run.environment().toFile());
      } catch (JacksonException e) {
        return JsonMapper.shared().createObjectNode();
      }
    }
  }

  /** What a run without a result has measured, read once for all who ask. */
  LiveHistory history(Path folder) {
    return lively.history(new RunDirectory(folder));
  }

  /** Forgets all runs but those in these folders. */
  void keepOnly(Set<Path> folders) {
    lively.keepOnly(folders);
    begun.keySet().retainAll(folders);
  }

  /**
   * Reads a run.
   *
   * @param kind {@code run} or {@code trial}
   */
  Entry run(Path folder, String id, String kind) {
    RunDirectory run = new RunDirectory(folder);
    Words words = Words.read(folder);
    try {
      // The lock before the result: a run that ends in between is live for one look more, and not
      // for ever one that was stopped without a result.
      boolean locked = run.isBeingTrained();
      RunSummary summary = Files.exists(run.summary()) ? RunFiles.readSummary(run) : null;
      boolean live = locked && (summary == null || canBeResumed(summary));
      Begun how = begun(run);
      Map<String, Double> measured;
      if (summary == null || live) {
        measured = lively.of(run);
      } else {
        measured = figures(summary);
      }
      if (!live) {
        lively.forget(folder);
        begun.remove(folder);
      }
      return new Entry(
          id,
          kind,
          live ? Status.LIVE : status(summary),
          how.started(),
          how.settings(),
          how.changes(),
          measured,
          summary == null ? how.network() : summary.network(),
          summary == null || live ? "" : summary.stopReason(),
          words.tags(),
          words.note(),
          "");
    } catch (DataException | IllegalArgumentException e) {
      return damaged(id, kind, words, e);
    }
  }

  private Begun begun(RunDirectory run) {
    String stamp = stamp(run.description()) + " " + stamp(run.environment());
    Begun known = begun.get(run.path());
    if (known == null || !known.stamp().equals(stamp)) {
      known = Begun.read(run, stamp);
      begun.put(run.path(), known);
    }
    return known;
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + "/" + attributes.size();
    } catch (IOException e) {
      return "";
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
}
