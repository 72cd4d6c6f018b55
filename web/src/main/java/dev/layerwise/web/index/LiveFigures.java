package dev.layerwise.web.index;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.LiveHistory;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunDirectory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the last lines of runs without a result say. Their logs are read once for all who ask. */
final class LiveFigures {
  private final Map<Path, LiveHistory> histories = new ConcurrentHashMap<>();

  /** What a run has measured, read on from where it was read last. */
  LiveHistory history(RunDirectory run) {
    return histories.computeIfAbsent(run.path(), _ -> new LiveHistory(run));
  }

  /** A run that has ended takes no room. */
  void forget(Path run) {
    histories.remove(run);
  }

  /** Nor do runs that are gone, or were asked about after their end. */
  void keepOnly(Set<Path> runs) {
    histories.keySet().retainAll(runs);
  }

  /**
   * The figures of a run by now.
   *
   * @throws DataException if its log is damaged
   */
  Map<String, Double> of(RunDirectory run) {
    LiveHistory.Snapshot soFar = history(run).read();
    Map<String, Double> figures = new LinkedHashMap<>();
    put(figures, "trainLoss", soFar.latest().get("trainLoss"));
    put(figures, "trainAccuracy", soFar.latest().get("trainAccuracy"));
    put(figures, "validationLoss", soFar.latest().get("validationLoss"));
    put(figures, "validationAccuracy", soFar.latest().get("validationAccuracy"));
    put(figures, "trainSeconds", soFar.latest().get("seconds"));
    Line last = soFar.last();
    if (last != null) {
      put(figures, "steps", (double) last.step());
    }
    if (!soFar.epochs().isEmpty()) {
      put(figures, "epochsDone", (double) soFar.epochs().getLast().epoch());
    }
    if (!soFar.best().isEmpty()) {
      put(figures, "bestStep", (double) soFar.best().getLast().step());
      put(figures, "bestEpoch", (double) soFar.best().getLast().epoch());
    }
    return figures;
  }

  private static void put(Map<String, Double> figures, String name, @Nullable Double value) {
    if (value != null) {
      figures.put(name, value);
    }
  }
}
