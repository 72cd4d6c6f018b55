package dev.layerwise.report.sweep;

import dev.layerwise.report.run.Curve;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One setting of a sweep and what came of it.
 *
 * @param name what it is called
 * @param settings the settings that the sweep varies, by name, as texts
 * @param results its figures by the names of the sweep's columns; what is missing is not there
 * @param state how far it has come
 * @param note why it failed or was pruned, or an empty text
 * @param description its description, ready to run again, or an empty text
 * @param curves what it measured, by quantity, such as {@code validationLoss}
 */
public record Trial(
    String name,
    Map<String, String> settings,
    Map<String, Double> results,
    State state,
    String note,
    String description,
    Map<String, Curve> curves) {
  /** How far a trial has come. */
  public enum State {
    /** It waits. */
    QUEUED,
    /** It is being trained. */
    RUNNING,
    /** It has ended as planned. */
    DONE,
    /** It was stopped, since others were better. */
    PRUNED,
    /** Its loss became NaN or infinite. */
    DIVERGED,
    /** It could not be trained. */
    FAILED
  }

  /** Copies the maps. */
  public Trial {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    curves = Collections.unmodifiableMap(new LinkedHashMap<>(curves));
  }

  /** A figure, NaN if there is none. */
  public double result(String column) {
    return results.getOrDefault(column, Double.NaN);
  }

  boolean hasFailed() {
    return switch (state) {
      case DIVERGED, FAILED, PRUNED -> true;
      case QUEUED, RUNNING, DONE -> false;
    };
  }
}
