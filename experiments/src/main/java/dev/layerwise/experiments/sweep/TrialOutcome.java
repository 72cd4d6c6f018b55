package dev.layerwise.experiments.sweep;

import dev.layerwise.runs.RunSummary;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended, as plain data.
 *
 * @param trial the number of the trial
 * @param kind how
 * @param summary the result if the trial has ended, else null
 * @param message what went wrong if it failed, else empty
 */
public record TrialOutcome(int trial, Kind kind, @Nullable RunSummary summary, String message) {
  /** How a task ended. */
  public enum Kind {
    /** The trial has its result. */
    ENDED,
    /** The epoch to pause after is done, and the checkpoint written. */
    PAUSED,
    /** It was stopped on request, and the checkpoint written. */
    STOPPED,
    /** It could not be run. */
    FAILED
  }

  /** The trial has its result. */
  public static TrialOutcome ended(int trial, RunSummary summary) {
    return new TrialOutcome(trial, Kind.ENDED, summary, "");
  }

  /** The trial has no result yet, or will have none. */
  public static TrialOutcome without(int trial, Kind kind, String message) {
    return new TrialOutcome(trial, kind, null, message);
  }
}
