package dev.layerwise.cli;

import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.SweepTables;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.experiments.table.ResultTable;
import dev.layerwise.experiments.table.TableText;
import dev.layerwise.runs.SettingWords;
import java.util.Optional;

/** The result of a sweep, in words and tables. */
final class SweepText {
  /** More rows would push what matters off the screen; the files have them all. */
  private static final int MOST_ROWS = 40;

  private final Terminal terminal;

  SweepText(Terminal terminal) {
    this.terminal = terminal;
  }

  void result(SweepResult result) {
    terminal.line();
    table(SweepTables.trials(result, false));
    if (result.spec().seeds().size() > 1) {
      terminal.line();
      table(SweepTables.variants(result));
    }
    notes(result);
    best(result);
    written(result);
  }

  private void table(ResultTable table) {
    ResultTable shown = table;
    int left = table.rows().size() - MOST_ROWS;
    if (left > 0) {
      shown =
          new ResultTable(
              table.title(), table.columns(), table.rows().subList(0, MOST_ROWS), table.notes());
    }
    terminal.out().print(TableText.plain(shown));
    if (left > 0) {
      terminal.line("... and " + left + " more rows in table.csv");
    }
  }

  private void notes(SweepResult result) {
    for (TrialResult trial : result.ranking()) {
      if (!trial.note().isEmpty()) {
        terminal.line(
            "Trial "
                + trial.trial().number()
                + " ("
                + SettingWords.in(trial.trial().label())
                + ")"
                + was(trial.status())
                + ": "
                + trial.note());
      }
    }
  }

  private static String was(TrialStatus status) {
    return switch (status) {
      case PRUNED -> " was pruned";
      case FAILED -> " failed";
      case DIVERGED -> " diverged";
      case DONE, UNFINISHED -> ' ' + status.label();
    };
  }

  private void best(SweepResult result) {
    terminal.line();
    Optional<VariantResult> best = result.best();
    if (best.isPresent()) {
      terminal.entry("Best", best.get().trial().label());
    } else {
      terminal.entry("Best", "none: no variant was trained to its end with all its seeds");
    }
    terminal.entry("", SweepTables.selectionNote(result));
  }

  private void written(SweepResult result) {
    SweepDirectory directory = result.directory();
    terminal.line();
    terminal.entry("Written", directory.path() + "/");
    terminal.entry(
        "", "table.csv, .json, .md and .tex; journal.jsonl; a run directory for each trial");
    if (result.best().isPresent()) {
      terminal.entry("", "the best again:  layerwise train --config " + directory.best());
    }
    terminal.entry("", "all of it to look at:  layerwise report " + directory.path());
    long failed = result.count(TrialStatus.FAILED);
    long unfinished = result.count(TrialStatus.UNFINISHED);
    if (failed + unfinished > 0) {
      terminal.entry(
          "",
          (unfinished > 0 ? unfinished + " unfinished" : failed + " failed")
              + "; to go on:  layerwise sweep "
              + directory.path());
    }
  }
}
