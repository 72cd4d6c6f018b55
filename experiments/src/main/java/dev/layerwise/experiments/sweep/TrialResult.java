package dev.layerwise.experiments.sweep;

import dev.layerwise.experiments.sweep.Selection.Merit;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSummary;
import org.jspecify.annotations.Nullable;

/**
 * A trial and what has become of it.
 *
 * @param trial the trial
 * @param status what has become of it
 * @param summary its result, or null if it has none
 * @param note why it was pruned, diverged or failed, else empty
 * @param directory where it was written
 */
public record TrialResult(
    Trial trial,
    TrialStatus status,
    @Nullable RunSummary summary,
    String note,
    RunDirectory directory) {

  /** What the trial is judged by. */
  public Merit merit(Selection select) {
    return summary == null
        ? Merit.NONE
        : select.merit(summary.trainLoss(), summary.validationLoss(), summary.validationAccuracy());
  }
}
