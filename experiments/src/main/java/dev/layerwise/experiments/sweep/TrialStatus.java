package dev.layerwise.experiments.sweep;

import java.util.Locale;

/** What has become of a trial; better ends come first. */
public enum TrialStatus {
  /** Trained to its end. */
  DONE,
  /** Given up by the pruning rule. */
  PRUNED,
  /** The loss became NaN or infinite. */
  DIVERGED,
  /** It could not be run; it is tried again when the sweep is started again. */
  FAILED,
  /** Not begun, or stopped before its end. */
  UNFINISHED;

  /** The name in files and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
