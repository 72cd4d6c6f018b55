package dev.layerwise.experiments.comparison;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the runs in run directories and sweep directories. */
final class RunCollector {
  private final List<ComparedRun> runs = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  List<ComparedRun> runs() {
    return runs;
  }

  List<String> notes() {
    return notes;
  }

  void add(Path path) {
    if (SweepDirectory.isSweep(path)) {
      addSweep(SweepResult.read(SweepDirectory.open(path)));
      return;
    }
    RunDirectory run = RunDirectory.open(path);
    if (!Files.exists(run.summary())) {
      throw new DataException(
          path + ": this run has not ended; continue it first (layerwise resume " + path + ")");
    }
    RunSummary summary = RunFiles.readSummary(run);
    TrialStatus status = summary.diverged() ? TrialStatus.DIVERGED : TrialStatus.DONE;
    runs.add(new ComparedRun(run, RunSession.specOf(run), summary, status, null));
  }

  private void addSweep(SweepResult sweep) {
    int without = 0;
    for (TrialResult trial : sweep.trials()) {
      RunSummary summary = trial.summary();
      if (summary == null) {
        without++;
      } else {
        boolean named = trial.trial().name() != null;
        runs.add(
            new ComparedRun(
                trial.directory(),
                trial.trial().spec(),
                summary,
                trial.status(),
                named ? trial.trial().label() : null));
      }
    }
    if (without > 0) {
      notes.add(
          sweep.directory().path()
              + ": "
              + without
              + (without == 1 ? " trial is" : " trials are")
              + " left out, having failed or not ended yet.");
    }
  }
}
