package dev.layerwise.report.run;

import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Mark;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.runs.LiveHistory;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunSummary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a run measured while it trained: curves and the progress table. */
public final class RunCurves {
  /** More points than this show nothing that fewer do not; the file would only grow. */
  private static final int MOST_POINTS = 2000;

  private static final Set<String> KNOWN =
      Set.of(
          "trainLoss",
          "trainAccuracy",
          "objective",
          "batchLoss",
          "batchAccuracy",
          "validationLoss",
          "validationAccuracy",
          "learningRate",
          "seconds",
          "suggestedLearningRate");

  private final List<Line> validations;
  private final List<Line> epochs;

  /** How many validations there were for every epoch, whatever was thinned. */
  private final double validationsPerEpoch;

  private final Clock clock;
  private final long bestStep;
  private final @Nullable Line divergence;

  /**
   * Prepares the curves of a run.
   *
   * @param summary its result, or null
   */
  public RunCurves(MetricsHistory history, @Nullable RunSummary summary) {
    List<Line> allValidations = history.of("validation");
    List<Line> allEpochs = history.of("epoch");
    this.bestStep = summary == null ? lastBest(allValidations) : summary.bestStep();
    this.validations = thin(allValidations, bestStep);
    this.epochs = thin(allEpochs, bestStep);
    this.validationsPerEpoch = (double) allValidations.size() / allEpochs.size();
    this.clock = new Clock(allEpochs, summary);
    List<Line> diverged = history.of("divergence");
    this.divergence = diverged.isEmpty() ? null : diverged.getFirst();
  }

  /** Prepares the curves of a run that goes on, as far as it has come. */
  public RunCurves(LiveHistory.Snapshot soFar) {
    this.validations = soFar.validations();
    this.epochs = soFar.epochs();
    this.validationsPerEpoch = (double) soFar.validationCount() / soFar.epochCount();
    this.clock = new Clock(soFar.epochs(), null);
    this.bestStep = lastBest(soFar.best());
    this.divergence = soFar.divergence();
  }

  private static long lastBest(List<Line> validations) {
    return validations.stream()
        .filter(line -> "true".equals(line.texts().get("best")))
        .mapToLong(Line::step)
        .max()
        .orElse(-1);
  }

  /** Every k-th line, the best and the last one, so that there are no more than fit. */
  private static List<Line> thin(List<Line> lines, long bestStep) {
    int stride = (lines.size() + MOST_POINTS - 1) / MOST_POINTS;
    if (stride <= 1) {
      return lines;
    }
    List<Line> kept = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (i % stride == stride - 1 || i == lines.size() - 1 || lines.get(i).step() == bestStep) {
        kept.add(lines.get(i));
      }
    }
    return kept;
  }

  /** The charts, those of which there is something to show. */
  public List<Block> charts() {
    List<Block> charts = new ArrayList<>();
    List<Series> loss = new ArrayList<>();
    add(loss, "training", 0, Stroke.SOLID, epochs, "trainLoss");
    add(loss, "validation", 1, Stroke.SOLID, validations, "validationLoss");
    if (differs("objective", "trainLoss")) {
      add(loss, "training with penalty", 0, Stroke.DASHED, epochs, "objective");
    }
    addBatches(loss, "batchLoss");
    chart(
        charts,
        "loss",
        "Loss",
        "Mean loss over the examples. Training: over the mini-batches of an epoch as they were met,"
            + " while the weights changed; validation: the whole set.",
        new YAxis("loss", Format.LOSS, isWide(loss)),
        loss);
    List<Series> accuracy = new ArrayList<>();
    add(accuracy, "training", 0, Stroke.SOLID, epochs, "trainAccuracy");
    add(accuracy, "validation", 1, Stroke.SOLID, validations, "validationAccuracy");
    addBatches(accuracy, "batchAccuracy");
    chart(
        charts,
        "accuracy",
        "Accuracy",
        "The share of examples that were classified as labelled.",
        new YAxis("accuracy", Format.ACCURACY, false),
        accuracy);
    List<Series> rate = new ArrayList<>();
    add(rate, "learning rate", 2, Stroke.SOLID, more(), "learningRate");
    if (!rate.isEmpty() && varies(rate.getFirst().y())) {
      chart(
          charts,
          "learning-rate",
          "Learning rate",
          "",
          new YAxis("learning rate", Format.SETTING, false),
          rate);
    }
    others(charts);
    return charts;
  }

  /** Whatever else the log holds: gradient norms, say. */
  private void others(List<Block> charts) {
    Set<String> names = new LinkedHashSet<>();
    epochs.forEach(line -> names.addAll(line.numbers().keySet()));
    validations.forEach(line -> names.addAll(line.numbers().keySet()));
    names.removeAll(KNOWN);
    for (String name : names) {
      List<Series> series = new ArrayList<>();
      String words = words(name);
      add(series, words + ", at every epoch", 0, Stroke.SOLID, epochs, name);
      add(series, words + ", at every validation", 1, Stroke.SOLID, validations, name);
      String id = "measured-" + words.replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
      if (!series.isEmpty() && Character.isLetterOrDigit(id.charAt(id.length() - 1))) {
        chart(
            charts,
            id,
            words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
            "",
            new YAxis(words, Format.SETTING, isWide(series)),
            series);
      }
    }
  }

  /** {@code gradientNorm} as {@code gradient norm}. */
  static String words(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }

  private void addBatches(List<Series> series, String key) {
    // With one validation an epoch the last mini-batch tells nothing that the epoch does not.
    if (validationsPerEpoch > 1.5) {
      add(series, "last mini-batch", 6, Stroke.SOLID, validations, key);
    }
  }

  private List<Line> more() {
    return validationsPerEpoch > 1 ? validations : epochs;
  }

  private boolean differs(String key, String other) {
    return epochs.stream()
        .anyMatch(line ->
            Math.abs(line.number(key) - line.number(other)) > 1e-9 * Math.abs(line.number(key)));
  }

  private void add(
      List<Series> series, String name, int colour, Stroke stroke, List<Line> lines, String key) {
    double[] y = lines.stream().mapToDouble(line -> line.number(key)).toArray();
    boolean any = false;
    for (double value : y) {
      any |= !Double.isNaN(value);
    }
    if (any) {
      List<double[]> x =
          clock.axes().stream()
              .map(axis -> lines.stream().mapToDouble(l -> clock.at(axis, l.step())).toArray())
              .toList();
      series.add(new Series(name, colour, stroke, x, y));
    }
  }

  private void chart(
      List<Block> charts, String id, String title, String caption, YAxis y, List<Series> series) {
    if (!series.isEmpty()) {
      charts.add(new LineChart(id, title, caption, clock.axes(), y, series, marks()));
    }
  }

  private List<Mark> marks() {
    List<Mark> marks = new ArrayList<>();
    if (bestStep > 0) {
      marks.add(mark("best", bestStep));
    }
    if (divergence != null) {
      marks.add(mark("diverged", divergence.step()));
    }
    return marks;
  }

  private Mark mark(String label, long step) {
    return new Mark(
        label, clock.axes().stream().mapToDouble(axis -> clock.at(axis, step)).toArray());
  }

  private static boolean varies(double[] values) {
    for (double value : values) {
      if (!Double.isNaN(value) && value != values[0]) {
        return true;
      }
    }
    return false;
  }

  /** Whether values run over more than three powers of ten, which no linear axis shows. */
  private static boolean isWide(List<Series> series) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = 0;
    for (Series curve : series) {
      for (double value : curve.y()) {
        if (value > 0) {
          least = Math.min(least, value);
          greatest = Math.max(greatest, value);
        }
      }
    }
    return greatest > 1000 * least;
  }

  /** A row for every validation, or for every epoch if there are more of those. */
  public @Nullable Table table() {
    boolean byValidation = validationsPerEpoch > 1;
    List<Line> lines = byValidation ? validations : epochs;
    if (lines.isEmpty()) {
      return null;
    }
    String loss = byValidation ? "batchLoss" : "trainLoss";
    String accuracy = byValidation ? "batchAccuracy" : "trainAccuracy";
    boolean validated =
        lines.stream().anyMatch(line -> !Double.isNaN(line.number("validationLoss")));
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("Step", Format.COUNT));
    columns.add(new Column("Epoch", Format.COUNT));
    columns.add(new Column(byValidation ? "Mini-batch loss" : "Training loss", Format.LOSS));
    columns.add(
        new Column(byValidation ? "Mini-batch accuracy" : "Training accuracy", Format.ACCURACY));
    if (validated) {
      columns.add(new Column("Validation loss", Format.LOSS, Better.LOWER));
      columns.add(new Column("Validation accuracy", Format.ACCURACY, Better.HIGHER));
    }
    columns.add(new Column("Learning rate", Format.SETTING));
    if (clock.hasTime()) {
      columns.add(new Column("Time", Format.SECONDS));
    }
    List<Row> rows = new ArrayList<>();
    for (Line line : lines) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(line.step());
      cells.add(line.epoch());
      cells.add(cell(line.number(loss)));
      cells.add(cell(line.number(accuracy)));
      if (validated) {
        cells.add(cell(line.number("validationLoss")));
        cells.add(cell(line.number("validationAccuracy")));
      }
      cells.add(cell(line.number("learningRate")));
      if (clock.hasTime()) {
        cells.add(cell(clock.seconds(line.step())));
      }
      rows.add(new Row(cells, line.step() == bestStep ? Table.Mark.BEST : Table.Mark.NONE, ""));
    }
    boolean hasBest = lines.stream().anyMatch(line -> line.step() == bestStep);
    String caption = hasBest ? "The marked row is that of the weights that were kept." : "";
    return new Table("progress", "Progress", caption, columns, rows);
  }

  private static @Nullable Object cell(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
