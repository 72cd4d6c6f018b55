package dev.layerwise.studies.page;

import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.studies.Published;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plots and the table of each run. */
final class ProgressFigures {
  private final ProgressRuns runs;

  ProgressFigures(ProgressRuns runs) {
    this.runs = runs;
  }

  /** Accuracy and loss of a run against its iterations. */
  SideBySide plots(String value) {
    return new SideBySide(
        List.of(
            plot(
                value,
                "accuracy",
                "Accuracy, " + runs.words(value),
                new YAxis("accuracy", Format.ACCURACY, false),
                "batchAccuracy",
                "train_accuracy",
                "validationAccuracy",
                "validation_accuracy"),
            plot(
                value,
                "loss",
                "Loss, " + runs.words(value),
                new YAxis("loss", Format.LOSS, isWide(value)),
                "batchLoss",
                "train_loss",
                "validationLoss",
                "validation_loss")),
        420);
  }

  private boolean isWide(String value) {
    return runs.rows(value, ProgressRuns.RAW).stream()
        .mapToDouble(row -> row.number("validationLoss"))
        .anyMatch(loss -> loss > 20);
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
    Published rows = runs.progress(value);
    List<Series> series = new ArrayList<>();
    List<Line> ours = runs.rows(value, ProgressRuns.RAW);
    List<Line> scaled = runs.rows(value, ProgressRuns.SCALED);
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

  /** The published table of a run, with ours beside it. */
  Table table(String value) {
    List<Line> ours = runs.rows(value, ProgressRuns.RAW);
    List<Line> scaled = runs.rows(value, ProgressRuns.SCALED);
    Published published = runs.progress(value);
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
        cells.add(ProgressRuns.orNull(Published.number(printed, pair[0])));
        cells.add(ProgressRuns.orNull(line.number(pair[1])));
      }
      cells.add(other == null ? null : ProgressRuns.orNull(other.number("validationAccuracy")));
      rows.add(new Row(cells));
    }
    return new Table(
        "progress-" + value.toLowerCase(Locale.ROOT),
        "Progress, " + runs.words(value),
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
