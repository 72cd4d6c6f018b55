package dev.layerwise.studies;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.VariantResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a study has come to, finished or not.
 *
 * @param study the description
 * @param options how it was run
 * @param directory where it lies
 * @param sweeps the results of its sweeps by name, of those that have begun
 */
public record StudyResult(
    Study study, StudyOptions options, StudyDirectory directory, Map<String, SweepResult> sweeps) {
  /** Copies the map. */
  public StudyResult {
    sweeps = Collections.unmodifiableMap(new LinkedHashMap<>(sweeps));
  }

  /**
   * Reads what lies in the folder of a study; it may be running.
   *
   * @throws DataException if there is no study, or none of its sweeps has begun
   */
  public static StudyResult read(Path folder) {
    StudyDirectory directory = StudyDirectory.open(folder);
    Study study = Studies.named(directory.study());
    Map<String, SweepResult> sweeps = new LinkedHashMap<>();
    for (String name : study.sweeps().keySet()) {
      if (dev.layerwise.experiments.sweep.SweepDirectory.isSweep(directory.sweep(name).path())) {
        sweeps.put(name, SweepResult.read(directory.sweep(name)));
      }
    }
    if (sweeps.isEmpty()) {
      throw new DataException(
          folder + ": the study has measured nothing yet (layerwise study " + folder + ")");
    }
    return new StudyResult(study, directory.options(), directory, sweeps);
  }

  /** Whether all trials of all sweeps have ended. */
  public boolean finished() {
    return sweeps.keySet().equals(Set.copyOf(study.sweeps().keySet()))
        && sweeps.values().stream().allMatch(SweepResult::finished);
  }

  /** All trials of all sweeps. */
  public List<TrialResult> trials() {
    List<TrialResult> trials = new ArrayList<>();
    sweeps.values().forEach(sweep -> trials.addAll(sweep.trials()));
    return trials;
  }

  /** The variants of a sweep in the order of its description; none if it has not begun. */
  public List<VariantResult> variants(String sweep) {
    SweepResult result = sweeps.get(sweep);
    return result == null
        ? List.of()
        : result.variants().stream()
            .sorted(java.util.Comparator.comparingInt(v -> v.trial().variant()))
            .toList();
  }

  /** The best variant of a sweep, by validation. */
  public Optional<VariantResult> best(String sweep) {
    SweepResult result = sweeps.get(sweep);
    return result == null ? Optional.empty() : result.best();
  }
}
