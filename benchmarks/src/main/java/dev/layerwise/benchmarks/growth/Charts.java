package dev.layerwise.benchmarks.growth;

import dev.layerwise.report.FigureFiles;
import dev.layerwise.report.Palette;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The points of a sweep as charts. */
final class Charts {
  private Charts() {}

  /**
   * Draws two charts: examples per second, and operations per second.
   *
   * @throws IOException if a file cannot be written
   */
  static void write(Path folder, Sweep sweep, List<Point> points, List<Integer> threads)
      throws IOException {
    save(
        folder,
        chart(
            sweep,
            points,
            threads,
            "examples",
            "training examples per second",
            Point::examplesPerSecond,
            true));
    save(
        folder,
        chart(
            sweep,
            points,
            threads,
            "flops",
            "Gflop/s, zeros counted",
            point -> point.flopsPerSecond() * 1e-9,
            false));
  }

  /** The name of a chart's file. */
  static String fileName(Sweep sweep, String figure) {
    return id(sweep, figure) + ".svg";
  }

  private static String id(Sweep sweep, String figure) {
    return "growth-" + sweep.name() + "-" + figure;
  }

  private static LineChart chart(
      Sweep sweep,
      List<Point> points,
      List<Integer> threads,
      String figure,
      String label,
      ToDoubleFunction<Point> value,
      boolean logarithmicY) {
    return new LineChart(
        id(sweep, figure),
        sweep.description(),
        "",
        List.of(new LineChart.XAxis(sweep.label(), Format.SETTING, !sweep.name().equals("depth"))),
        new LineChart.YAxis(label, Format.SETTING, logarithmicY),
        threads.stream().map(count -> series(points, count, value)).toList(),
        List.of());
  }

  private static Series series(List<Point> points, int threads, ToDoubleFunction<Point> value) {
    List<Point> own = points.stream().filter(point -> point.threads() == threads).toList();
    return new Series(
        threads + (threads == 1 ? " thread" : " threads"),
        threads - 1,
        Stroke.SOLID,
        List.of(own.stream().mapToDouble(Point::value).toArray()),
        own.stream().mapToDouble(value).toArray());
  }

  private static void save(Path folder, LineChart chart) throws IOException {
    String svg = FigureFiles.svg(chart, Palette.LIGHT);
    if (svg == null) {
      throw new IllegalStateException(chart.id() + ": a line chart has a picture");
    }
    Files.writeString(folder.resolve(chart.id() + ".svg"), svg);
  }
}
