package dev.layerwise.cli;

import dev.layerwise.data.Suggestions;
import dev.layerwise.experiments.comparison.Comparison;
import dev.layerwise.experiments.comparison.ComparisonTables;
import dev.layerwise.experiments.comparison.Comparisons;
import dev.layerwise.experiments.comparison.Figure;
import dev.layerwise.experiments.comparison.WeightComparison;
import dev.layerwise.experiments.table.TableText;
import dev.layerwise.report.compare.ComparePage;
import dev.layerwise.runs.DataSources;
import dev.layerwise.runs.RunFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code layerwise compare}. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Compares runs: the settings that differ, the final figures, and whether the differences are"
          + " more than chance.",
      "Runs that differ in their seed alone are repeats of one variant. Variants with the same"
          + " seeds are compared by a paired t-test over the seeds, and by McNemar's test on the"
          + " test predictions of each seed; p-values are corrected for the number of comparisons"
          + " (Holm)."
    },
    footer = {
      "",
      "Examples:",
      "  layerwise compare runs/a runs/b",
      "  layerwise compare sweeps/variants --against plain",
      "  layerwise compare sweeps/variants --html comparison.html",
      "  layerwise compare runs/plain runs/l2 --weights"
    })
final class CompareCommand implements Callable<Integer> {
  /** How a comparison is printed. */
  enum Format {
    TEXT,
    CSV,
    MARKDOWN,
    LATEX,
    JSON
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "Run directories and sweep directories.")
  private List<Path> runs = new ArrayList<>();

  @Option(
      names = "--figure",
      paramLabel = "FIGURE",
      description =
          "What to test: test-accuracy (default), validation-accuracy, train-accuracy, test-loss,"
              + " validation-loss, train-loss, epochs, steps or train-seconds.")
  private @Nullable String figure;

  @Option(
      names = "--against",
      paramLabel = "VARIANT",
      description =
          "Compare all with this one, given by its number or label (default: each with each; with"
              + " more than five, all with the best by validation).")
  private @Nullable String against;

  @Option(
      names = "--no-predictions",
      description = "Leave McNemar's test out, which makes the test predictions again.")
  private boolean noPredictions;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Folder that holds mnist/ and fashion-mnist/, for the predictions (default: where the"
              + " runs found them).")
  private @Nullable Path dataDir;

  @Option(
      names = "--weights",
      description = "Compare the weights of two runs instead: histograms, norms, differences.")
  private boolean weights;

  @Option(
      names = "--near-zero",
      paramLabel = "X",
      description = "With --weights: sizes below this are near zero (default: 0.01).")
  private double nearZero = WeightComparison.NEAR_ZERO;

  @Option(
      names = "--format",
      paramLabel = "text|csv|markdown|latex|json",
      description = "How to print the comparison (default: text).")
  private Format format = Format.TEXT;

  @Option(names = "--json", description = "The same as --format json.")
  private boolean json;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Also write one HTML file, with curves over one another and the weights side by side.")
  private @Nullable Path html;

  @Override
  public Integer call() throws IOException {
    Format wanted = json ? Format.JSON : format;
    OutputFile.requireFree("--html", html, runs.toArray());
    if (weights) {
      return compareWeights(wanted);
    }
    DataSources sources =
        noPredictions ? null : DataSources.keeping(new DownloadView(Terminal.standardError()));
    Comparison comparison =
        Comparisons.compare(runs, new Comparisons.Request(figure(), against, sources, dataDir));
    switch (wanted) {
      case TEXT -> new ComparisonText(Terminal.standardOutput()).print(comparison);
      case CSV -> Stdout.printForPrograms(TableText.csv(ComparisonTables.variants(comparison)));
      case MARKDOWN -> Stdout.printForPrograms(ComparisonTables.markdown(comparison));
      case LATEX -> Stdout.printForPrograms(TableText.latex(ComparisonTables.figures(comparison)));
      case JSON -> Stdout.printJson(RunFiles.toJson(ComparisonTables.toMap(comparison)));
    }
    System.out.flush();
    if (html != null) {
      boolean forMachines = wanted != Format.TEXT;
      Pages.write(
          ComparePage.of(comparison),
          html,
          forMachines ? Terminal.standardError() : Terminal.standardOutput());
    }
    return ExitCode.OK;
  }

  private int compareWeights(Format wanted) {
    if (runs.size() != 2) {
      throw new IllegalArgumentException(
          "weights: two runs are compared, got " + runs.size() + "; name two run directories");
    }
    if (html != null) {
      throw new IllegalArgumentException(
          "html: the page shows the weights anyway; leave --weights away");
    }
    if (wanted != Format.TEXT && wanted != Format.JSON) {
      throw new IllegalArgumentException(
          "weights: printed as text or as json, not as " + wanted.name().toLowerCase(Locale.ROOT));
    }
    WeightComparison comparison =
        WeightComparison.of(Models.read(runs.get(0)), Models.read(runs.get(1)), nearZero);
    if (wanted == Format.JSON) {
      Stdout.printJson(RunFiles.toJson(WeightText.toMap(runs, comparison)));
    } else {
      new WeightText(Terminal.standardOutput()).print(runs, comparison);
    }
    return ExitCode.OK;
  }

  private @Nullable Figure figure() {
    if (figure == null) {
      return null;
    }
    for (Figure known : Figure.values()) {
      if (known.label().equals(figure)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "figure: expected one of "
            + String.join(", ", Figure.labels())
            + ", got '"
            + figure
            + "'"
            + Suggestions.didYouMean(figure, Figure.labels()));
  }
}
