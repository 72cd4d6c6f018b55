package dev.layerwise.experiments.sweep;

import dev.layerwise.experiments.sweep.Selection.Merit;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSummary;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a sweep has come to, finished or not.
 *
 * @param spec the description
 * @param directory where it lies
 * @param trials the trials with their results, in the order of the description
 */
public record SweepResult(SweepSpec spec, SweepDirectory directory, List<TrialResult> trials) {
  /** Copies the list. */
  public SweepResult {
    trials = List.copyOf(trials);
  }

  /**
   * Reads what lies in a sweep directory; the sweep may be running.
   *
   * @throws dev.layerwise.data.DataException if it holds no sweep, or files of it are damaged
   */
  public static SweepResult read(SweepDirectory directory) {
    SweepSpec spec = SweepFile.read(directory.description(), Map.of());
    JournalState journal = JournalState.of(directory.events());
    List<TrialResult> results = new ArrayList<>();
    for (Trial trial : spec.trials()) {
      results.add(read(directory, trial, journal));
    }
    return new SweepResult(spec, directory, results);
  }

  /** A trial as its run directory and the journal know it. */
  static TrialResult read(SweepDirectory directory, Trial trial, JournalState journal) {
    RunDirectory run = new RunDirectory(directory.trial(trial.number()));
    if (Files.exists(run.summary())) {
      RunSummary summary = RunFiles.readSummary(run);
      String prunedFor = journal.prunedFor(trial.number());
      if (!wasStopped(summary, prunedFor)) {
        return finished(trial, summary, run, prunedFor);
      }
    }
    String failure = journal.failureOf(trial.number());
    return failure.isEmpty()
        ? new TrialResult(trial, TrialStatus.UNFINISHED, null, "", run)
        : new TrialResult(trial, TrialStatus.FAILED, null, failure, run);
  }

  /**
   * Whether somebody has stopped a trial's training alone, while the sweep ran or afterwards
   * (layerwise resume): the trial is not finished, whatever its summary says.
   */
  static boolean wasStopped(RunSummary summary, String prunedFor) {
    return summary.stopReason().equals("interrupted") && prunedFor.isEmpty();
  }

  /** A trial that has a summary. */
  static TrialResult finished(Trial trial, RunSummary summary, RunDirectory run, String prunedFor) {
    if (summary.diverged()) {
      // The status says so before.
      String note = summary.stopExplanation().replaceFirst("^it diverged: ", "");
      return new TrialResult(trial, TrialStatus.DIVERGED, summary, note, run);
    }
    TrialStatus status = prunedFor.isEmpty() ? TrialStatus.DONE : TrialStatus.PRUNED;
    return new TrialResult(trial, status, summary, prunedFor, run);
  }

  /** How many trials have come to this. */
  public long count(TrialStatus status) {
    return trials.stream().filter(result -> result.status() == status).count();
  }

  /** Whether every trial has come to an end of its own; failed ones have not. */
  public boolean finished() {
    return count(TrialStatus.UNFINISHED) == 0 && count(TrialStatus.FAILED) == 0;
  }

  /**
   * The trials, best first: those that are done, then pruned, diverged, failed, unfinished ones.
   */
  public List<TrialResult> ranking() {
    return trials.stream()
        .sorted(
            Comparator.comparing(TrialResult::status)
                .thenComparing(result -> result.merit(spec.select()))
                .thenComparingInt(result -> result.trial().number()))
        .toList();
  }

  /** The variants, best first; those of which a trial is not done come last. */
  public List<VariantResult> variants() {
    Map<Integer, List<TrialResult>> byVariant = new TreeMap<>();
    for (TrialResult result : trials) {
      byVariant.computeIfAbsent(result.trial().variant(), _ -> new ArrayList<>()).add(result);
    }
    return byVariant.values().stream()
        .map(VariantResult::new)
        .sorted(Comparator.comparing((VariantResult variant) -> variant.merit(spec.select())))
        .toList();
  }

  /** The best variant: the one whose trials are all done and, on average, best by validation. */
  public Optional<VariantResult> best() {
    return variants().stream()
        .findFirst()
        .filter(VariantResult::complete)
        .filter(variant -> !variant.merit(spec.select()).equals(Merit.NONE));
  }
}
