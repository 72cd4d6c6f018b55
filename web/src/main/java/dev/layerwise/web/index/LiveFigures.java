package dev.layerwise.web.index;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.MetricsHistory.Added;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the last lines of runs without a result say. Of a log that grows only what was added is
 * read: a training that has gone on for long must not be slowed down by those who watch it.
 */
final class LiveFigures {
  private record Known(long end, Map<String, Double> figures) {}

  private final Map<Path, Known> known = new ConcurrentHashMap<>();

  /**
   * The figures of a run by now.
   *
   * @throws DataException if its log is damaged
   */
  Map<String, Double> of(RunDirectory run) {
    Known before = known.get(run.path());
    if (before != null && size(run) >= before.end()) {
      try {
        return readOn(run, before);
      } catch (DataException e) {
        // A resumed run has cut its log, which has grown again meanwhile.
      }
    }
    return readOn(run, new Known(0, Map.of()));
  }

  /** A run that has ended, or is gone, takes no room. */
  void forget(Path run) {
    known.remove(run);
  }

  private static long size(RunDirectory run) {
    try {
      return Files.exists(run.metrics()) ? Files.size(run.metrics()) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private Map<String, Double> readOn(RunDirectory run, Known before) {
    Map<String, Double> figures = new LinkedHashMap<>(before.figures());
    long end = before.end();
    Added added = MetricsHistory.readAdded(run, end);
    while (added.end() > end) {
      added.lines().forEach(line -> add(figures, line));
      end = added.end();
      added = MetricsHistory.readAdded(run, end);
    }
    known.put(run.path(), new Known(end, figures));
    return figures;
  }

  private static void add(Map<String, Double> figures, Line line) {
    put(figures, "trainLoss", line.number("trainLoss"));
    put(figures, "trainAccuracy", line.number("trainAccuracy"));
    put(figures, "validationLoss", line.number("validationLoss"));
    put(figures, "validationAccuracy", line.number("validationAccuracy"));
    put(figures, "trainSeconds", line.number("seconds"));
    put(figures, "steps", line.step());
    if (line.event().equals("epoch")) {
      put(figures, "epochsDone", line.epoch());
    }
    if ("true".equals(line.texts().get("best"))) {
      put(figures, "bestStep", line.step());
      put(figures, "bestEpoch", line.epoch());
    }
  }

  private static void put(Map<String, Double> figures, String name, double value) {
    if (Double.isFinite(value)) {
      figures.put(name, value);
    }
  }
}
