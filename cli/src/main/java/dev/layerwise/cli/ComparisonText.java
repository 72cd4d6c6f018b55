package dev.layerwise.cli;

import dev.layerwise.experiments.comparison.Comparison;
import dev.layerwise.experiments.comparison.ComparisonTables;
import dev.layerwise.experiments.comparison.PairComparison;
import dev.layerwise.experiments.table.TableText;

/** A comparison for a person. */
final class ComparisonText {
  private final Terminal terminal;

  ComparisonText(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(Comparison comparison) {
    long runs = comparison.variants().stream().mapToLong(variant -> variant.runs().size()).sum();
    int variants = comparison.variants().size();
    terminal.line(
        Numbers.count(runs)
            + (runs == 1 ? " run" : " runs")
            + " of "
            + variants
            + (variants == 1 ? " variant" : " variants"));
    terminal.line();
    if (!comparison.differing().isEmpty()) {
      terminal.out().print(TableText.plain(ComparisonTables.settings(comparison)));
      terminal.line();
    }
    terminal.out().print(TableText.plain(ComparisonTables.figures(comparison)));
    if (comparison.best() >= 0 && variants > 1) {
      terminal.line("* best by validation accuracy");
    }
    boolean repeated = comparison.variants().stream().anyMatch(v -> v.done().size() > 1);
    if (repeated) {
      terminal.line("  means over the runs of a variant, ± one standard deviation");
    }
    if (!comparison.pairs().isEmpty()) {
      terminal.line();
      for (PairComparison pair : comparison.pairs()) {
        terminal.line("- " + pair.sentence());
      }
      if (comparison.pairs().stream().anyMatch(pair -> pair.seeds().size() > 1)) {
        terminal.line(
            "  (± is the 95 % confidence interval of the mean difference; paired t-test over the"
                + " seeds)");
      }
    }
    if (!comparison.notes().isEmpty()) {
      terminal.line();
      comparison.notes().forEach(terminal::line);
    }
  }
}
