package dev.layerwise.benchmarks.growth;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The points of a sweep as charts. */
final class Charts {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;

  private Charts() {}

  /**
   * Draws two charts: examples per second, and operations per second.
   *
   * @throws IOException if a file cannot be written
   */
  static void write(Path folder, Sweep sweep, List<Point> points, List<Integer> threads)
      throws IOException {
    boolean logarithmic = !sweep.name().equals("depth");
    save(
        folder.resolve(fileName(sweep, "examples")),
        chart(
            sweep,
            points,
            threads,
            "training examples per second",
            Point::examplesPerSecond,
            true,
            logarithmic));
    save(
        folder.resolve(fileName(sweep, "flops")),
        chart(
            sweep,
            points,
            threads,
            "Gflop/s, zeros counted",
            point -> point.flopsPerSecond() * 1e-9,
            false,
            logarithmic));
  }

  /** The name of a chart's file. */
  static String fileName(Sweep sweep, String figure) {
    return "growth-" + sweep.name() + "-" + figure + ".png";
  }

  private static XYChart chart(
      Sweep sweep,
      List<Point> points,
      List<Integer> threads,
      String label,
      ToDoubleFunction<Point> figure,
      boolean logarithmicY,
      boolean logarithmicX) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(sweep.description())
            .xAxisTitle(sweep.name())
            .yAxisTitle(label)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setXAxisLogarithmic(logarithmicX);
    chart.getStyler().setYAxisLogarithmic(logarithmicY);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    if (!logarithmicY) {
      chart.getStyler().setYAxisMin(0.0);
    }
    for (int count : threads) {
      List<Point> own = points.stream().filter(point -> point.threads() == count).toList();
      chart.addSeries(
          count + (count == 1 ? " thread" : " threads"),
          own.stream().mapToDouble(Point::value).toArray(),
          own.stream().mapToDouble(figure).toArray());
    }
    return chart;
  }

  private static void save(Path file, XYChart chart) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      ChartEncoder.saveChart(chart, out, "PNG");
    }
  }
}
