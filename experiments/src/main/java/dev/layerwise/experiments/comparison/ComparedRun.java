package dev.layerwise.experiments.comparison;

import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSummary;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A run that takes part in a comparison.
 *
 * @param directory its run directory
 * @param spec its description
 * @param summary its result
 * @param status how it ended
 * @param name what the sweep that it is from calls its variant, or null
 */
public record ComparedRun(
    RunDirectory directory,
    RunSpec spec,
    RunSummary summary,
    TrialStatus status,
    @Nullable String name) {

  /** Whether its run directory is this one, however it is named. */
  boolean isIn(Path folder) {
    return directory
        .path()
        .toAbsolutePath()
        .normalize()
        .equals(folder.toAbsolutePath().normalize());
  }

  /** Whether somebody stopped its training before it had come to its end; pruning is no stop. */
  boolean stopped() {
    return status == TrialStatus.DONE && summary.stopReason().equals("interrupted");
  }

  /** Whether its training came to its end. */
  boolean complete() {
    return status == TrialStatus.DONE && !stopped();
  }
}
