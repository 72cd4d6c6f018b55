package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.studies.Published;
import dev.layerwise.studies.Study;
import dev.layerwise.studies.StudyResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Learning rates, or hidden units: a row every 50 iterations, published and ours. */
final class ProgressTables implements Content {
  private static final String RAW = "none";
  private static final String SCALED = "unit";

  private final StudyResult result;
  private final Published progress;
  private final Published errors;

  ProgressTables(StudyResult result) {
    this.result = result;
    progress = Published.read("progress-tables").where("study", result.study().name());
    errors = Published.read("progress-errors").where("study", result.study().name());
  }

  private List<String> values() {
    return errors.rows().stream().map(row -> String.valueOf(row.get("value"))).toList();
  }

  private @Nullable TrialResult trial(String value, String scaling) {
    return result.variants("runs").stream()
        .map(VariantResult::trials)
        .map(List::getFirst)
        .filter(trial -> value.equals(trial.trial().name()))
        .filter(trial -> trial.trial().spec().scaling().equals(scaling))
        .findFirst()
        .orElse(null);
  }

  private static List<Line> rows(@Nullable TrialResult trial) {
    return trial == null ? List.of() : Charts.history(trial).of("validation");
  }

  /** The validation error after the last iteration; NaN without one. */
  private double error(String value, String scaling) {
    List<Line> rows = rows(trial(value, scaling));
    return rows.isEmpty() ? Double.NaN : 1 - rows.getLast().number("validationAccuracy");
  }

  private double published(String value) {
    return Published.number(errors.where("value", value).rows().getFirst(), "validation_error");
  }

  private String words(String value) {
    return result.study().name().equals("learning-rate")
        ? value.equals("too-large") ? "a rate far too large" : "rate " + value
        : value + " hidden units";
  }

  private static String percent(double error) {
    return Double.isNaN(error) ? "no result" : String.format(Locale.ROOT, "%.2f %%", 100 * error);
  }

  @Override
  public List<String> answer() {
    List<String> words = new ArrayList<>();
    for (String scaling : List.of(RAW, SCALED)) {
      List<String> known =
          values().stream().filter(value -> !Double.isNaN(error(value, scaling))).toList();
      if (known.isEmpty()) {
        continue;
      }
      String best =
          known.stream().min(Comparator.comparingDouble(v -> error(v, scaling))).orElseThrow();
      String worst =
          known.stream().max(Comparator.comparingDouble(v -> error(v, scaling))).orElseThrow();
      words.add(
          (scaling.equals(RAW) ? "With pixels from 0 to 255, " : "With inputs from 0 to 1, ")
              + words(best)
              + " is best, with a validation error of "
              + percent(error(best, scaling))
              + " after the last iteration; "
              + words(worst)
              + " is worst, with "
              + percent(error(worst, scaling))
              + ".");
    }
    String best = values().stream().min(Comparator.comparingDouble(this::published)).orElseThrow();
    words.add("The published best is " + words(best) + ", with " + percent(published(best)) + ".");
    List<String> trend = new ArrayList<>();
    for (String value : values()) {
      double ours = error(value, RAW);
      if (!Double.isNaN(ours)) {
        trend.add(
            words(value) + " " + percent(ours) + " (published " + percent(published(value)) + ")");
      }
    }
    if (!trend.isEmpty()) {
      words.add("At the published scale: " + Words.list(trend) + ".");
    }
    ruined().ifPresent(words::add);
    return words;
  }

  /** What became of the rate that is far too large. */
  private Optional<String> ruined() {
    TrialResult trial = trial("too-large", RAW);
    List<Line> rows = rows(trial);
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
                + percent(error("too-large", RAW))
                + " of errors.");
  }

  @Override
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section("errors", "Validation error, ours beside published", errors()));
    List<Block> plots = new ArrayList<>();
    List<Block> tables = new ArrayList<>();
    for (String value : values()) {
      if (rows(trial(value, RAW)).isEmpty()) {
        continue;
      }
      plots.add(
          new SideBySide(
              List.of(
                  plot(
                      value,
                      "accuracy",
                      "Accuracy, " + words(value),
                      new YAxis("accuracy", Format.ACCURACY, false),
                      "batchAccuracy",
                      "train_accuracy",
                      "validationAccuracy",
                      "validation_accuracy"),
                  plot(
                      value,
                      "loss",
                      "Loss, " + words(value),
                      new YAxis("loss", Format.LOSS, isWide(value)),
                      "batchLoss",
                      "train_loss",
                      "validationLoss",
                      "validation_loss")),
              420));
      tables.add(table(value));
    }
    if (!plots.isEmpty()) {
      sections.add(new Section("curves", "Accuracy and loss against iteration", plots));
      sections.add(new Section("tables", "The progress tables", tables));
    }
    return sections;
  }

  private boolean isWide(String value) {
    return rows(trial(value, RAW)).stream()
        .mapToDouble(row -> row.number("validationLoss"))
        .anyMatch(loss -> loss > 20);
  }

  private List<Block> errors() {
    List<Row> rows = new ArrayList<>();
    for (String value : values()) {
      double ours = error(value, RAW);
      double scaled = error(value, SCALED);
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(words(value));
      cells.add(published(value));
      cells.add(orNull(ours));
      cells.add(orNull(ours - published(value)));
      cells.add(orNull(scaled));
      rows.add(new Row(cells));
      String note = ours > published(value) ? note(value, ours) : "";
      if (!note.isEmpty()) {
        rows.removeLast();
        List<Object> known = new ArrayList<>();
        cells.forEach(cell -> known.add(Objects.requireNonNullElse(cell, "")));
        rows.add(new Row(List.copyOf(known), Mark.NONE, note));
      }
    }
    result
        .best(Study.TUNED)
        .ifPresent(tuned ->
            rows.add(
                new Row(
                    List.of(
                        "ours, tuned",
                        values().stream().mapToDouble(this::published).min().orElse(Double.NaN),
                        "",
                        "",
                        Figures.mean(tuned, "validationError")),
                    Mark.BEST,
                    "Beside the published best. "
                        + tuned.trial().label()
                        + "; inputs from 0 to 1.")));
    return List.of(
        new Table(
            "errors",
            "Validation error",
            "After the last iteration, on 1,000 images; the tuned row with the best weights, over"
                + " three seeds.",
            List.of(
                new Column(
                    result.study().name().equals("learning-rate") ? "learning rate" : "network",
                    Format.TEXT),
                new Column("published", Format.ACCURACY),
                new Column("ours, 0–255", Format.ACCURACY, Better.LOWER),
                new Column("difference", Format.DIFFERENCE),
                new Column("ours, 0–1", Format.ACCURACY, Better.LOWER)),
            rows));
  }

  private String note(String value, double ours) {
    TrialResult trial = trial(value, RAW);
    int examples =
        trial == null || trial.summary() == null ? 0 : trial.summary().validationExamples();
    double p = published(value);
    double chance = examples == 0 ? 0 : 2 * Math.sqrt(2 * p * (1 - p) / examples);
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
            + "); how the published net began is not known.";
  }

  private static @Nullable Object orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private LineChart plot(
      String value,
      String id,
      String title,
      YAxis y,
      String ourTraining,
      String publishedTraining,
      String ourValidation,
      String publishedValidation) {
    Published rows = progress.where("value", value);
    List<Series> series = new ArrayList<>();
    List<Line> ours = rows(trial(value, RAW));
    List<Line> scaled = rows(trial(value, SCALED));
    series.add(ours("training, ours", 0, Stroke.SOLID, ours, ourTraining));
    series.add(ours("validation, ours", 1, Stroke.SOLID, ours, ourValidation));
    series.add(published("training, published", 0, rows, publishedTraining));
    series.add(published("validation, published", 1, rows, publishedValidation));
    if (!scaled.isEmpty()) {
      series.add(ours("validation, inputs 0–1", 2, Stroke.SOLID, scaled, ourValidation));
    }
    return Charts.chart(
        id + "-" + value.toLowerCase(Locale.ROOT), title, "", Charts.STEPS, y, series);
  }

  private static Series ours(
      String name, int colour, Stroke stroke, List<Line> lines, String quantity) {
    return new Series(
        name,
        colour,
        stroke,
        List.of(lines.stream().mapToDouble(Line::step).toArray()),
        lines.stream().mapToDouble(line -> Charts.round(line.number(quantity))).toArray());
  }

  private static Series published(String name, int colour, Published rows, String column) {
    return new Series(
        name, colour, Stroke.DASHED, List.of(rows.numbers("iteration")), rows.numbers(column));
  }

  private Table table(String value) {
    List<Line> ours = rows(trial(value, RAW));
    List<Line> scaled = rows(trial(value, SCALED));
    Published published = progress.where("value", value);
    List<Row> rows = new ArrayList<>();
    for (Line line : ours) {
      Map<String, String> printed =
          published.rows().stream()
              .filter(row -> Published.number(row, "iteration") == line.step())
              .findFirst()
              .orElse(Map.of());
      Line other =
          scaled.stream().filter(row -> row.step() == line.step()).findFirst().orElse(null);
      List<@Nullable Object> cells = new ArrayList<>(Arrays.asList(line.epoch(), line.step()));
      String[][] pairs = {
        {"train_accuracy", "batchAccuracy"},
        {"validation_accuracy", "validationAccuracy"},
        {"train_loss", "batchLoss"},
        {"validation_loss", "validationLoss"}
      };
      for (String[] pair : pairs) {
        cells.add(orNull(Published.number(printed, pair[0])));
        cells.add(orNull(line.number(pair[1])));
      }
      cells.add(other == null ? null : orNull(other.number("validationAccuracy")));
      rows.add(new Row(cells));
    }
    return new Table(
        "progress-" + value.toLowerCase(Locale.ROOT),
        "Progress, " + words(value),
        "Training figures are those of the mini-batch; ours at the published scale, 0–255, and in"
            + " the last column with inputs from 0 to 1.",
        List.of(
            new Column("epoch", Format.COUNT),
            new Column("iteration", Format.COUNT),
            new Column("train acc., published", Format.ACCURACY),
            new Column("train acc., ours", Format.ACCURACY),
            new Column("valid. acc., published", Format.ACCURACY),
            new Column("valid. acc., ours", Format.ACCURACY),
            new Column("train loss, published", Format.LOSS),
            new Column("train loss, ours", Format.LOSS),
            new Column("valid. loss, published", Format.LOSS),
            new Column("valid. loss, ours", Format.LOSS),
            new Column("valid. acc., ours 0–1", Format.ACCURACY)),
        rows);
  }
}
