package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.SettingWords;
import dev.layerwise.studies.Study;
import dev.layerwise.studies.StudyResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Learning rates, or hidden units: a row every 50 iterations, published and ours. */
final class ProgressTables implements Content {
  private final ProgressRuns runs;
  private final ProgressFigures figures;

  ProgressTables(StudyResult result) {
    runs = new ProgressRuns(result);
    figures = new ProgressFigures(runs);
  }

  @Override
  public List<String> answer() {
    List<String> words = new ArrayList<>();
    for (String scaling : List.of(ProgressRuns.RAW, ProgressRuns.SCALED)) {
      List<String> known =
          runs.values().stream()
              .filter(value -> !Double.isNaN(runs.error(value, scaling)))
              .toList();
      if (known.isEmpty()) {
        continue;
      }
      String best =
          known.stream().min(Comparator.comparingDouble(v -> runs.error(v, scaling))).orElseThrow();
      String worst =
          known.stream().max(Comparator.comparingDouble(v -> runs.error(v, scaling))).orElseThrow();
      words.add(
          (scaling.equals(ProgressRuns.RAW)
                  ? "With pixels from 0 to 255, "
                  : "With inputs from 0 to 1, ")
              + runs.words(best)
              + " is best, with a validation error of "
              + ProgressRuns.percent(runs.error(best, scaling))
              + " after the last iteration; "
              + runs.words(worst)
              + " is worst, with "
              + ProgressRuns.percent(runs.error(worst, scaling))
              + ".");
    }
    String best =
        runs.values().stream().min(Comparator.comparingDouble(runs::published)).orElseThrow();
    words.add(
        "The published best is "
            + runs.words(best)
            + ", with "
            + ProgressRuns.percent(runs.published(best))
            + ".");
    List<String> trend = new ArrayList<>();
    for (String value : runs.values()) {
      double ours = runs.error(value, ProgressRuns.RAW);
      if (!Double.isNaN(ours)) {
        trend.add(
            runs.words(value)
                + " "
                + ProgressRuns.percent(ours)
                + " (published "
                + ProgressRuns.percent(runs.published(value))
                + ")");
      }
    }
    if (!trend.isEmpty()) {
      words.add("At the published scale: " + Words.list(trend) + ".");
    }
    ruined().ifPresent(words::add);
    tuned().ifPresent(words::add);
    return words;
  }

  /** What became of the rate that is far too large. */
  private Optional<String> ruined() {
    List<Line> rows = runs.rows("too-large", ProgressRuns.RAW);
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    long lost = rows.stream().filter(row -> Double.isNaN(row.number("validationLoss"))).count();
    double highest =
        rows.stream().mapToDouble(row -> row.number("validationLoss")).max().orElse(Double.NaN);
    return Optional.of(
        lost > 0
            ? "Far too large a rate: our loss is lost in "
                + lost
                + " of "
                + rows.size()
                + " rows; the table is finished all the same, as the published one."
            : "Far too large a rate: the published loss becomes NaN, ours stays finite (at most "
                + Words.loss(highest)
                + " on the validation set), since it is taken from the logits; the network is"
                + " ruined all the same, with "
                + ProgressRuns.percent(runs.error("too-large", ProgressRuns.RAW))
                + " of errors.");
  }

  /** How far the tuned settings are from the published best, and whether that means anything. */
  private Optional<String> tuned() {
    VariantResult tuned = runs.result().best(Study.TUNED).orElse(null);
    RunSummary summary = tuned == null ? null : Figures.first(tuned);
    if (tuned == null || summary == null) {
      return Optional.empty();
    }
    double best = runs.values().stream().mapToDouble(runs::published).min().orElse(Double.NaN);
    double lead = best - Figures.mean(tuned, "validationError");
    double chance = chance(best, summary.validationExamples());
    return Optional.of(
        "Tuned settings err on "
            + ProgressRuns.percent(Figures.mean(tuned, "validationError"))
            + " of the validation images"
            + seeds(tuned)
            + ", "
            + (lead > -0.0005
                ? lead < 0.0005
                    ? "as many as the published best."
                    : Words.points(lead) + " less than the published best."
                : Words.points(lead)
                    + " more than the published best, which is "
                    + (-lead < chance ? "within" : "more than")
                    + " chance on "
                    + String.format(Locale.ROOT, "%,d images", summary.validationExamples())
                    + " (± "
                    + Words.points(chance)
                    + "); whose images the published ones were is not known.")
            + judged(tuned, summary)
            + withoutShifts(tuned));
  }

  /** What each seed came to; nothing if there is one alone. */
  private static String seeds(VariantResult tuned) {
    List<String> words = new ArrayList<>();
    for (TrialResult trial : tuned.trials()) {
      RunSummary summary = trial.summary();
      Double error = summary == null ? null : Figures.of(summary, "validationError");
      if (error != null) {
        words.add("seed " + trial.trial().spec().seed() + " on " + ProgressRuns.percent(error));
      }
    }
    return words.size() < 2 ? "" : " (on average; " + Words.list(words) + ")";
  }

  /** The figure that chose nothing: validation chose the settings and the weights. */
  private static String judged(VariantResult tuned, RunSummary summary) {
    double error = Figures.mean(tuned, "testError");
    return Double.isNaN(error)
        ? ""
        : String.format(
            Locale.ROOT,
            " Of the %,d test images, which chose neither settings nor weights, they err on %s.",
            summary.testExamples(),
            ProgressRuns.percent(error));
  }

  /** What the search found without moving the training images, if it moved those of the best. */
  private String withoutShifts(VariantResult tuned) {
    if (tuned.trial().spec().shift() == 0) {
      return "";
    }
    double least =
        runs.result().variants(Study.TUNED).stream()
            .filter(variant -> variant.trial().spec().shift() == 0)
            .mapToDouble(variant -> Figures.mean(variant, "validationError"))
            .min()
            .orElse(Double.NaN);
    return Double.isNaN(least)
        ? ""
        : " Without augmentation the best of the search errs on "
            + ProgressRuns.percent(least)
            + " of the validation images.";
  }

  /** Two standard deviations of the difference of two errors on so many images each. */
  private static double chance(double error, int images) {
    return images == 0 ? 0 : 2 * Math.sqrt(2 * error * (1 - error) / images);
  }

  @Override
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("errors", "Validation error, ours beside published", errors()));
    List<Block> plots = new ArrayList<>();
    List<Block> tables = new ArrayList<>();
    for (String value : runs.values()) {
      if (runs.rows(value, ProgressRuns.RAW).isEmpty()) {
        continue;
      }
      plots.add(figures.plots(value));
      tables.add(figures.table(value));
    }
    if (!plots.isEmpty()) {
      sections.add(new Section("curves", "Accuracy and loss against iteration", plots));
      sections.add(new Section("tables", "The progress tables", tables));
    }
    return sections;
  }

  private List<Block> errors() {
    List<Row> rows = new ArrayList<>();
    for (String value : runs.values()) {
      double ours = runs.error(value, ProgressRuns.RAW);
      double scaled = runs.error(value, ProgressRuns.SCALED);
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(runs.words(value));
      cells.add(runs.published(value));
      cells.add(ProgressRuns.orNull(ours));
      cells.add(ProgressRuns.orNull(ours - runs.published(value)));
      cells.add(ProgressRuns.orNull(scaled));
      rows.add(new Row(cells));
      String note = ours > runs.published(value) ? note(value, ours) : "";
      if (!note.isEmpty()) {
        rows.removeLast();
        List<Object> known = new ArrayList<>();
        cells.forEach(cell -> known.add(Objects.requireNonNullElse(cell, "")));
        rows.add(new Row(List.copyOf(known), Mark.NONE, note));
      }
    }
    runs.result()
        .best(Study.TUNED)
        .ifPresent(tuned ->
            rows.add(
                new Row(
                    List.of(
                        "ours, tuned",
                        runs.values().stream()
                            .mapToDouble(runs::published)
                            .min()
                            .orElse(Double.NaN),
                        "",
                        "",
                        Figures.mean(tuned, "validationError")),
                    Mark.BEST,
                    "Beside the published best. "
                        + SettingWords.in(tuned.trial().label())
                        + "; inputs from 0 to 1.")));
    return List.of(
        new Table(
            "errors",
            "Validation error",
            "After the last iteration, on 1,000 images; the tuned row with the best weights, over"
                + " three seeds.",
            List.of(
                new Column(runs.aboutRates() ? "learning rate" : "network", Format.TEXT),
                new Column("published", Format.ACCURACY),
                new Column("ours, 0–255", Format.ACCURACY, Better.LOWER),
                new Column("difference", Format.DIFFERENCE),
                new Column("ours, 0–1", Format.ACCURACY, Better.LOWER)),
            rows));
  }

  private String note(String value, double ours) {
    TrialResult trial = runs.trial(value, ProgressRuns.RAW);
    int examples =
        trial == null || trial.summary() == null ? 0 : trial.summary().validationExamples();
    double p = runs.published(value);
    double chance = chance(p, examples);
    return ours - p < chance
        ? "Behind by "
            + Words.points(ours - p)
            + ", which is within chance on "
            + examples
            + " images (± "
            + Words.points(chance)
            + ")."
        : "Behind by "
            + Words.points(ours - p)
            + ", more than chance on "
            + examples
            + " images (± "
            + Words.points(chance)
            + "); how the published net began is not known, nor whose images it saw.";
  }
}
