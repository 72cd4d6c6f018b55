package dev.layerwise.report.run;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One measured quantity of one run, or of the repeats of one setting.
 *
 * @param name what it is called in the legend
 * @param steps where it was measured, ascending
 * @param epochs the same places in epochs
 * @param values the values; NaN for none
 * @param low the lower edge of a band over repeats, or empty
 * @param high the upper edge, or empty
 */
public record Curve(
    String name, double[] steps, double[] epochs, double[] values, double[] low, double[] high) {
  /** Colours there are, the last of them grey. */
  public static final int COLOURS = 7;

  private static final int MOST_POINTS = 400;

  /** A curve without a band. */
  public Curve(String name, double[] steps, double[] epochs, double[] values) {
    this(name, steps, epochs, values, new double[0], new double[0]);
  }

  /**
   * What a run measured under a name, such as {@code validationLoss} or {@code trainLoss}; thinned
   * to a few hundred points. Empty if it measured no such thing.
   */
  public static Curve of(String name, MetricsHistory history, String quantity) {
    List<Line> epochs = history.of("epoch");
    List<Line> lines =
        history.of(
            quantity.startsWith("train") || quantity.equals("objective") ? "epoch" : "validation");
    if (lines.isEmpty()) {
      lines = epochs;
    }
    double stepsPerEpoch =
        epochs.isEmpty()
            ? Double.NaN
            : (double) epochs.getFirst().step() / epochs.getFirst().epoch();
    int stride = Math.max(1, (lines.size() + MOST_POINTS - 1) / MOST_POINTS);
    List<Line> kept = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!Double.isNaN(lines.get(i).number(quantity))
          && (i % stride == stride - 1 || i == lines.size() - 1)) {
        kept.add(lines.get(i));
      }
    }
    return new Curve(
        name,
        kept.stream().mapToDouble(Line::step).toArray(),
        kept.stream()
            .mapToDouble(l -> Double.isNaN(stepsPerEpoch) ? l.epoch() : l.step() / stepsPerEpoch)
            .toArray(),
        kept.stream().mapToDouble(line -> line.number(quantity)).toArray());
  }

  /**
   * The mean of repeats where at least two of them were measured at the same step, with a band of
   * one standard deviation (n − 1) to each side. A single curve is returned as it is.
   */
  public static Curve mean(String name, List<Curve> repeats) {
    if (repeats.size() == 1) {
      Curve only = repeats.getFirst();
      return new Curve(name, only.steps(), only.epochs(), only.values());
    }
    Map<Double, List<Double>> values = new TreeMap<>();
    Map<Double, Double> epochs = new LinkedHashMap<>();
    for (Curve repeat : repeats) {
      for (int i = 0; i < repeat.steps().length; i++) {
        if (!Double.isNaN(repeat.values()[i])) {
          values.computeIfAbsent(repeat.steps()[i], _ -> new ArrayList<>()).add(repeat.values()[i]);
          epochs.put(repeat.steps()[i], repeat.epochs()[i]);
        }
      }
    }
    values.values().removeIf(list -> list.size() < 2);
    int n = values.size();
    double[] steps = new double[n];
    double[] places = new double[n];
    double[] means = new double[n];
    double[] low = new double[n];
    double[] high = new double[n];
    int k = 0;
    for (Map.Entry<Double, List<Double>> entry : values.entrySet()) {
      List<Double> list = entry.getValue();
      double mean = list.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
      double squares = list.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
      double deviation = Math.sqrt(squares / (list.size() - 1));
      steps[k] = entry.getKey();
      places[k] = epochs.getOrDefault(entry.getKey(), Double.NaN);
      means[k] = mean;
      low[k] = mean - deviation;
      high[k] = mean + deviation;
      k++;
    }
    return new Curve(name, steps, places, means, low, high);
  }

  /**
   * A chart of curves over one another, along epochs or steps. Curve k has colour k; of more curves
   * than there are colours, those after the first few are all grey.
   */
  public static LineChart chart(
      String id, String title, String caption, YAxis y, List<Curve> curves) {
    List<Series> series = new ArrayList<>();
    for (int k = 0; k < curves.size(); k++) {
      series.add(curves.get(k).series(Math.min(k, COLOURS - 1), Stroke.SOLID));
    }
    return new LineChart(id, title, caption, AXES, y, series, List.of());
  }

  /** Along what curves run, in the order of {@link #series}. */
  public static final List<XAxis> AXES =
      List.of(new XAxis("epoch", Format.SETTING), new XAxis("step", Format.COUNT));

  /** This curve as part of a chart along {@link #AXES}. */
  public Series series(int colour, Stroke stroke) {
    return new Series(name, colour, stroke, List.of(epochs, steps), values, low, high);
  }

  /** Whether nothing was measured. */
  public boolean isEmpty() {
    return Arrays.stream(values).allMatch(Double::isNaN);
  }
}
