package dev.layerwise.report.compare;

import dev.layerwise.experiments.comparison.ComparedRun;
import dev.layerwise.experiments.comparison.ComparedVariant;
import dev.layerwise.experiments.comparison.Comparison;
import dev.layerwise.experiments.comparison.ComparisonTables;
import dev.layerwise.experiments.comparison.PairComparison;
import dev.layerwise.experiments.table.ResultTable;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Definitions;
import dev.layerwise.report.figure.Definitions.Entry;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.report.run.VariantCurves;
import dev.layerwise.report.sweep.ResultTables;
import dev.layerwise.runs.Environment;
import dev.layerwise.runs.SettingWords;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The page about several runs, or settings with repeats, beside one another. */
public final class ComparePage {
  /** More sentences than these would bury the summary. */
  private static final int MOST_SENTENCES = 3;

  private final Comparison comparison;

  private ComparePage(Comparison comparison) {
    this.comparison = comparison;
  }

  /** Makes the page. */
  public static Page of(Comparison comparison) {
    return new ComparePage(comparison).page();
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("results", "Results", results()));
    sections.add(new Section("settings", "Settings that differ", settings()));
    List<Block> tests = comparison.pairs().isEmpty() ? List.of() : tests();
    if (!tests.isEmpty()) {
      sections.add(new Section("tests", "Tests", tests));
    }
    List<Block> curves = curves();
    if (!curves.isEmpty()) {
      sections.add(new Section("curves", "Curves", curves));
    }
    sections.add(new Section("weights", "Weights", new CompareWeights(comparison).blocks()));
    sections.add(new Section("provenance", "Provenance", provenance()));
    return new Page(
        "comparison",
        title(),
        extent(),
        sentences(),
        List.of(),
        sections,
        "Made by Layerwise " + Environment.currentVersion());
  }

  private String extent() {
    int variants = comparison.variants().size();
    int runs = comparison.variants().stream().mapToInt(variant -> variant.runs().size()).sum();
    return variants
        + (variants == 1 ? " variant · " : " variants · ")
        + runs
        + (runs == 1 ? " run" : " runs");
  }

  private String title() {
    List<String> differing = comparison.differing();
    return differing.isEmpty()
        ? "Runs of one variant"
        : differing.size() <= 3
            ? "Comparison of " + SettingWords.in(String.join(", ", differing))
            : "Comparison of " + comparison.variants().size() + " variants";
  }

  private List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    List<PairComparison> pairs = comparison.pairs();
    if (comparison.best() >= 0 && comparison.variants().size() > 1) {
      sentences.add(
          "The best by validation accuracy is "
              + SettingWords.in(comparison.variants().get(comparison.best()).label())
              + ".");
    }
    if (pairs.size() <= MOST_SENTENCES) {
      pairs.forEach(pair -> sentences.add(pair.sentence()));
    } else {
      long significant = pairs.stream().filter(PairComparison::significant).count();
      sentences.add(
          "Of "
              + pairs.size()
              + " pairs, "
              + (significant == 0 ? "none differs" : significant + " differ")
              + " significantly in "
              + comparison.figure().words()
              + " over the seeds, corrected for "
              + pairs.size()
              + " comparisons.");
    }
    return sentences;
  }

  private List<Block> results() {
    List<Block> blocks = new ArrayList<>();
    boolean repeated =
        comparison.variants().stream().anyMatch(variant -> variant.done().size() > 1);
    ResultTable figures = ComparisonTables.figures(comparison);
    List<String> notes = new ArrayList<>();
    if (repeated) {
      notes.add("Means over the runs of a variant, ± one standard deviation.");
    }
    notes.add(
        "The best of each column is bold; the badge is that of the best by validation accuracy."
            + " The test set is measured once, at the end of each run, and chooses nothing.");
    blocks.add(
        ResultTables.of(
            "results-table",
            "Final figures",
            new ResultTable(figures.title(), figures.columns(), figures.rows(), notes)));
    comparison.notes().forEach(note -> blocks.add(Prose.of(note)));
    return blocks;
  }

  private List<Block> settings() {
    return comparison.differing().isEmpty()
        ? List.of(Prose.of("All settings are the same, but for the seeds."))
        : List.of(
            ResultTables.of("settings-table", "Settings", ComparisonTables.settings(comparison)));
  }

  private List<Block> tests() {
    List<Block> blocks = new ArrayList<>();
    if (comparison.pairs().size() > MOST_SENTENCES) {
      blocks.add(new Prose(comparison.pairs().stream().map(PairComparison::sentence).toList()));
    }
    if (comparison.pairs().stream().anyMatch(pair -> pair.seeds().size() > 1)) {
      blocks.add(
          ResultTables.plain(
              "tests-table",
              "Over the seeds",
              "A paired t-test on the "
                  + comparison.figure().words()
                  + " of the runs with the same seeds: would other seeds show the same? Difference:"
                  + " first minus second, ± the 95 % confidence interval. It takes the differences"
                  + " for normally distributed, and says nothing of other data.",
              ComparisonTables.tests(comparison)));
    }
    ResultTable predictions = ComparisonTables.predictions(comparison);
    if (!predictions.rows().isEmpty()) {
      blocks.add(
          ResultTables.plain(
              "predictions-table",
              "Over the test examples",
              "McNemar's exact test for the two runs with one seed: would other test examples show"
                  + " the same? Only examples count that one run gets right and the other wrong. It"
                  + " says nothing of other seeds.",
              predictions));
    }
    return blocks;
  }

  private List<Block> curves() {
    return VariantCurves.charts(
        comparison.variants().stream()
            .map(variant ->
                new VariantCurves.Variant(
                    variant.label(), variant.runs().stream().map(ComparedRun::directory).toList()))
            .toList());
  }

  private List<Block> provenance() {
    List<Entry> entries = new ArrayList<>();
    for (ComparedVariant variant : comparison.variants()) {
      entries.add(
          new Entry(
              variant.label(),
              variant.runs().stream()
                  .map(run -> run.directory().path() + " (seed " + run.spec().seed() + ")")
                  .collect(Collectors.joining(", "))));
    }
    return List.of(Prose.of("The runs that were compared."), new Definitions(entries));
  }
}
