package dev.layerwise.report.run;

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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One measured quantity of one run, or of the repeats of one setting.
 *
 * @param name what it is called in the legend
 * @param steps where it was measured, ascending
 * @param epochs the same places in epochs
 * @param seconds the same places in seconds of training, or empty if they are not known
 * @param values the values; NaN for none
 * @param low the lower edge of a band over repeats, or empty
 * @param high the upper edge, or empty
 */
public record Curve(
    String name,
    double[] steps,
    double[] epochs,
    double[] seconds,
    double[] values,
    double[] low,
    double[] high) {
  /** Colours there are, the last of them grey. */
  public static final int COLOURS = 7;

  /** So many points all curves of a chart have together, about. */
  private static final int MOST_POINTS = 6000;

  private static final double[] NONE = {};

  /** A curve without times and without a band. */
  public Curve(String name, double[] steps, double[] epochs, double[] values) {
    this(name, steps, epochs, NONE, values, NONE, NONE);
  }

  /**
   * What a run measured under a name, such as {@code validationLoss} or {@code trainLoss}. Empty if
   * it measured no such thing.
   */
  public static Curve of(String name, MetricsHistory history, String quantity) {
    List<Line> epochs = history.of("epoch");
    List<Line> lines =
        history.of(
            quantity.startsWith("train") || quantity.equals("objective") ? "epoch" : "validation");
    if (lines.isEmpty()) {
      lines = epochs;
    }
    List<Line> kept = lines.stream().filter(line -> !Double.isNaN(line.number(quantity))).toList();
    Clock clock = new Clock(epochs, null);
    return new Curve(
        name,
        array(kept, Line::step),
        array(kept, line -> epochs.isEmpty() ? line.epoch() : clock.at(Clock.EPOCH, line.step())),
        clock.hasTime() ? array(kept, line -> clock.seconds(line.step())) : NONE,
        array(kept, line -> line.number(quantity)),
        NONE,
        NONE);
  }

  private static double[] array(List<Line> lines, ToDoubleFunction<Line> of) {
    return lines.stream().mapToDouble(of).toArray();
  }

  /**
   * The mean of repeats where at least two of them were measured at the same step, with a band of
   * one standard deviation (n − 1) to each side. A single curve is returned as it is.
   */
  public static Curve mean(String name, List<Curve> repeats) {
    if (repeats.size() == 1) {
      Curve only = repeats.getFirst();
      return new Curve(
          name,
          only.steps(),
          only.epochs(),
          only.seconds(),
          only.values(),
          only.low(),
          only.high());
    }
    SortedMap<Double, List<Point>> places = new TreeMap<>();
    for (Curve repeat : repeats) {
      for (int i = 0; i < repeat.steps().length; i++) {
        if (!Double.isNaN(repeat.values()[i])) {
          places
              .computeIfAbsent(repeat.steps()[i], _ -> new ArrayList<>())
              .add(new Point(repeat, i));
        }
      }
    }
    places.values().removeIf(points -> points.size() < 2);
    int n = places.size();
    boolean timed = repeats.stream().allMatch(Curve::isTimed);
    Curve mean =
        new Curve(
            name,
            new double[n],
            new double[n],
            new double[timed ? n : 0],
            new double[n],
            new double[n],
            new double[n]);
    int k = 0;
    double latest = 0;
    for (List<Point> points : places.values()) {
      double value = points.stream().mapToDouble(Point::value).average().orElse(Double.NaN);
      double squares =
          points.stream().mapToDouble(p -> (p.value() - value) * (p.value() - value)).sum();
      double deviation = Math.sqrt(squares / (points.size() - 1));
      Point first = points.getFirst();
      mean.steps[k] = first.curve().steps()[first.index()];
      mean.epochs[k] = first.curve().epochs()[first.index()];
      if (timed) {
        // Where a slow repeat has ended, the mean time of the others may lie before.
        latest = Math.max(latest, points.stream().mapToDouble(Point::time).average().orElse(0));
        mean.seconds[k] = latest;
      }
      mean.values[k] = value;
      mean.low[k] = value - deviation;
      mean.high[k] = value + deviation;
      k++;
    }
    return mean;
  }

  private record Point(Curve curve, int index) {
    double value() {
      return curve.values()[index];
    }

    double time() {
      return curve.seconds()[index];
    }
  }

  /**
   * A chart of curves over one another, along epochs, steps or, if all have times, seconds. Curve k
   * has colour k; of more curves than there are colours, those after the first few are all grey.
   * Curves of very many points are thinned.
   */
  public static LineChart chart(
      String id, String title, String caption, YAxis y, List<Curve> curves) {
    boolean timed = curves.stream().allMatch(Curve::isTimed);
    int most = Math.max(50, MOST_POINTS / Math.max(1, curves.size()));
    List<Series> series = new ArrayList<>();
    for (int k = 0; k < curves.size(); k++) {
      series.add(curves.get(k).thinned(most).series(Math.min(k, COLOURS - 1), Stroke.SOLID, timed));
    }
    List<XAxis> axes = new ArrayList<>(AXES);
    if (timed) {
      axes.add(Clock.TIME);
    }
    return new LineChart(id, title, caption, axes, y, series, List.of());
  }

  /** Along what curves without times run, in the order of {@link #series}. */
  public static final List<XAxis> AXES = List.of(Clock.EPOCH, Clock.STEP);

  /** This curve as part of a chart along {@link #AXES}. */
  public Series series(int colour, Stroke stroke) {
    return series(colour, stroke, false);
  }

  private Series series(int colour, Stroke stroke, boolean timed) {
    List<double[]> x = timed ? List.of(epochs, steps, seconds) : List.of(epochs, steps);
    return new Series(name, colour, stroke, x, values, low, high);
  }

  /** Every k-th point and the last one, so that there are no more than these. */
  private Curve thinned(int most) {
    int stride = (steps.length + most - 1) / most;
    if (stride <= 1) {
      return this;
    }
    int[] kept =
        IntStream.range(0, steps.length)
            .filter(i -> i % stride == stride - 1 || i == steps.length - 1)
            .toArray();
    return new Curve(
        name,
        pick(steps, kept),
        pick(epochs, kept),
        pick(seconds, kept),
        pick(values, kept),
        pick(low, kept),
        pick(high, kept));
  }

  private static double[] pick(double[] values, int[] kept) {
    return values.length == 0 ? values : Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
  }

  private boolean isTimed() {
    return seconds.length == steps.length;
  }

  /** Whether nothing was measured. */
  public boolean isEmpty() {
    return Arrays.stream(values).allMatch(Double::isNaN);
  }
}
