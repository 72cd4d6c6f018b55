package dev.layerwise.experiments.comparison;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.sweep.TrialStatus;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Runs that differ in nothing but their seeds.
 *
 * @param label what people call it
 * @param settings the settings in which the variants of the comparison differ, and their values
 *     here
 * @param runs the runs, by rising seed
 */
public record ComparedVariant(String label, Map<String, Object> settings, List<ComparedRun> runs) {
  /** Copies the parts. */
  public ComparedVariant {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    runs = List.copyOf(runs);
  }

  /** The runs that count: those that were trained to their ends. */
  public List<ComparedRun> done() {
    return runs.stream().filter(run -> run.status() == TrialStatus.DONE).toList();
  }

  /** A figure over the runs that count. */
  public Sample sample(Figure figure) {
    return Sample.of(
        done().stream()
            .map(run -> figure.of(run.summary()))
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .toArray());
  }
}
