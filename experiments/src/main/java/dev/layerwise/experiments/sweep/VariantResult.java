package dev.layerwise.experiments.sweep;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.sweep.Selection.Merit;
import dev.layerwise.runs.RunSummary;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The trials of a variant: the same settings, one training for each seed.
 *
 * @param trials the trials, in the order of the seeds
 */
public record VariantResult(List<TrialResult> trials) {
  /** Copies the list. */
  public VariantResult {
    trials = List.copyOf(trials);
  }

  /** The first trial, which stands for the settings of all. */
  public Trial trial() {
    return trials.getFirst().trial();
  }

  /** Whether every trial was trained to its end; only then can the variant be the best. */
  public boolean complete() {
    return trials.stream().allMatch(result -> result.status() == TrialStatus.DONE);
  }

  /** The mean of the trials' merits; none if the variant is not complete. */
  public Merit merit(Selection select) {
    if (!complete()) {
      return Merit.NONE;
    }
    List<Merit> merits = trials.stream().map(result -> result.merit(select)).toList();
    return new Merit(
        merits.stream().mapToDouble(Merit::first).sum() / merits.size(),
        merits.stream().mapToDouble(Merit::second).sum() / merits.size());
  }

  /** A figure over the trials that were trained to their ends. */
  public Sample sample(Function<RunSummary, @Nullable Double> figure) {
    return Sample.of(
        trials.stream()
            .filter(result -> result.status() == TrialStatus.DONE)
            .map(TrialResult::summary)
            .filter(Objects::nonNull)
            .map(figure)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .toArray());
  }
}
