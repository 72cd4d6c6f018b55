package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.XAxis;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.MetricsHistory.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Curves of runs. */
final class Charts {
  static final XAxis STEPS = new XAxis("step", Format.COUNT);
  static final XAxis EPOCHS = new XAxis("epoch", Format.COUNT);
  static final YAxis LOSS = new YAxis("loss", Format.LOSS, false);
  static final YAxis ACCURACY = new YAxis("accuracy", Format.ACCURACY, false);

  private Charts() {}

  static MetricsHistory history(TrialResult trial) {
    return MetricsHistory.read(trial.directory());
  }

  /**
   * A quantity of a run along its steps or epochs. A long run is thinned: a point is the mean of
   * those it stands for, at the last of their places.
   *
   * @param quantity as the run's log calls it
   * @param points the most points
   */
  static Series series(
      String name,
      int colour,
      Stroke stroke,
      MetricsHistory history,
      String quantity,
      XAxis axis,
      int points) {
    boolean epochs = axis.equals(EPOCHS);
    boolean ofEpochs = quantity.startsWith("train") || quantity.equals("objective") || epochs;
    List<Line> lines =
        history.of(ofEpochs ? "epoch" : "validation").stream()
            .filter(line -> !Double.isNaN(line.number(quantity)))
            .toList();
    int n = Math.min(points, lines.size());
    double[] x = new double[n];
    double[] y = new double[n];
    for (int k = 0; k < n; k++) {
      int from = (int) ((long) k * lines.size() / n);
      int to = (int) ((long) (k + 1) * lines.size() / n);
      Line last = lines.get(to - 1);
      x[k] = epochs ? last.epoch() : last.step();
      y[k] =
          round(
              lines.subList(from, to).stream()
                  .mapToDouble(line -> line.number(quantity))
                  .average()
                  .orElse(Double.NaN));
    }
    return new Series(name, colour, stroke, List.of(x), y);
  }

  /** Five digits are more than a chart can show, and keep the page small. */
  static double round(double value) {
    return Double.isFinite(value)
        ? Double.parseDouble(String.format(Locale.ROOT, "%.5g", value))
        : value;
  }

  static LineChart chart(
      String id, String title, String caption, XAxis x, YAxis y, List<Series> series) {
    return new LineChart(id, title, caption, List.of(x), y, series, List.of());
  }

  /** Training loss of the mini-batches and validation loss of a run, along its steps. */
  static LineChart costs(String id, String title, String caption, TrialResult trial, int points) {
    MetricsHistory history = history(trial);
    List<Series> series = new ArrayList<>();
    series.add(series("training", 0, Stroke.SOLID, history, "batchLoss", STEPS, points));
    series.add(series("validation", 1, Stroke.SOLID, history, "validationLoss", STEPS, points));
    boolean wide =
        series.stream()
            .flatMapToDouble(curve -> Arrays.stream(curve.y()))
            .filter(Double::isFinite)
            .anyMatch(value -> value > 20);
    return chart(id, title, caption, STEPS, new YAxis("loss", Format.LOSS, wide), series);
  }

  /** Training and validation accuracy of a run, along its epochs. */
  static LineChart accuracies(String id, String title, TrialResult trial, int points) {
    MetricsHistory history = history(trial);
    return chart(
        id,
        title,
        "",
        EPOCHS,
        ACCURACY,
        List.of(
            series("training", 0, Stroke.SOLID, history, "trainAccuracy", EPOCHS, points),
            series("validation", 1, Stroke.SOLID, history, "validationAccuracy", EPOCHS, points)));
  }
}
