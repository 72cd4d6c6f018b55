package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.Sheet.Anchor;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Mark;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Draws a {@link LineChart} along its first axis. */
final class LineDrawing extends Drawing {
  private static final int PLOT = 320;

  private final LineChart chart;

  LineDrawing(LineChart chart, Palette palette) {
    super(chart, palette);
    this.chart = chart;
  }

  @Override
  int width() {
    return WIDTH;
  }

  @Override
  int height() {
    return top() + PLOT + 62 + legend(null);
  }

  private int legend(@Nullable Sheet sheet) {
    List<Series> series = chart.series();
    return legend(
        sheet,
        top() + PLOT + 62,
        series.stream().map(Series::name).toArray(String[]::new),
        series.stream().mapToInt(Series::colour).toArray(),
        series.stream().mapToDouble(s -> s.stroke() == Stroke.DASHED ? 6 : 0).toArray());
  }

  @Override
  void draw(Sheet sheet) {
    title(sheet);
    double bottom = top() + PLOT;
    double[] values =
        chart.series().stream()
            .flatMapToDouble(s ->
                DoubleStream.concat(
                    Arrays.stream(s.y()),
                    DoubleStream.concat(Arrays.stream(s.low()), Arrays.stream(s.high()))))
            .toArray();
    double[] places =
        chart.series().stream().flatMapToDouble(s -> Arrays.stream(s.x().getFirst())).toArray();
    Scale y = Scale.holding(values, chart.y().log(), true, bottom, top());
    int numbers = 0;
    for (Scale.Tick tick : y.ticks(7)) {
      numbers = Math.max(numbers, letters.width(tick.text(), Size.SMALL));
    }
    double left = MARGIN + 18 + numbers + 8;
    double right = WIDTH - MARGIN;
    Scale x = Scale.holding(places, chart.axes().getFirst().log(), false, left, right);
    int half = letters.height(Size.SMALL) / 2;
    for (Scale.Tick tick : y.ticks(7)) {
      double at = y.place(tick.value());
      sheet.line(left, at, right, at, palette.faint(), 1, 0);
      sheet.text(tick.text(), left - 8, at + half, Size.SMALL, palette.muted(), Anchor.END);
    }
    // Where all is counted in whole numbers, nothing lies at a half.
    boolean whole = Arrays.stream(places).allMatch(place -> place == Math.rint(place));
    for (Scale.Tick tick : x.ticks(9)) {
      if (whole && tick.value() != Math.rint(tick.value())) {
        continue;
      }
      double at = x.place(tick.value());
      sheet.line(at, top(), at, bottom, palette.faint(), 1, 0);
      sheet.text(tick.text(), at, bottom + 18, Size.SMALL, palette.muted(), Anchor.MIDDLE);
    }
    sheet.line(left, bottom, right, bottom, palette.line(), 1, 0);
    sheet.text(
        chart.axes().getFirst().label(),
        (left + right) / 2,
        bottom + 38,
        Size.SMALL,
        palette.muted(),
        Anchor.MIDDLE);
    sheet.upward(chart.y().label(), MARGIN + 8, (top() + bottom) / 2, Size.SMALL, palette.muted());
    for (Mark mark : chart.marks()) {
      if (x.holds(mark.x()[0])) {
        double at = x.place(mark.x()[0]);
        sheet.line(at, top(), at, bottom, palette.muted(), 1, 3);
        Anchor anchor = at > (left + right) / 2 ? Anchor.END : Anchor.START;
        sheet.text(mark.label(), at, top() - 5, Size.SMALL, palette.muted(), anchor);
      }
    }
    // The first on top: of many curves it is the best.
    chart.series().reversed().forEach(series -> draw(sheet, series, x, y));
    legend(sheet);
  }

  private void draw(Sheet sheet, Series series, Scale x, Scale y) {
    double[] at = series.x().getFirst();
    // Of more curves than there are colours, those without one stand back.
    boolean many = chart.series().size() > 7 && series.colour() == 6;
    int colour =
        many ? mix(palette.paper(), palette.series(6), 0.5) : palette.series(series.colour());
    if (series.low().length > 0) {
      int n = at.length;
      double[] px = new double[2 * n];
      double[] py = new double[2 * n];
      for (int i = 0; i < n; i++) {
        px[i] = x.place(at[i]);
        py[i] = y.place(clean(series.low()[i], y));
        px[2 * n - 1 - i] = px[i];
        py[2 * n - 1 - i] = y.place(clean(series.high()[i], y));
      }
      sheet.area(px, py, colour, 0.18);
    }
    if (series.stroke() == Stroke.POINTS) {
      for (int i = 0; i < at.length; i++) {
        if (x.holds(at[i]) && y.holds(series.y()[i])) {
          sheet.circle(x.place(at[i]), y.place(series.y()[i]), 3.5, colour, true);
        }
      }
      return;
    }
    // A gap where there is no value: one line for each stretch without one.
    int from = 0;
    for (int i = 0; i <= at.length; i++) {
      if (i == at.length || !x.holds(at[i]) || !y.holds(series.y()[i])) {
        stretch(sheet, series, from, i, x, y, colour, many ? 1 : 2);
        from = i + 1;
      }
    }
  }

  private static double clean(double value, Scale y) {
    return y.holds(value) ? value : y.low();
  }

  private static void stretch(
      Sheet sheet, Series series, int from, int to, Scale x, Scale y, int colour, double width) {
    if (to - from == 1) {
      sheet.circle(
          x.place(series.x().getFirst()[from]), y.place(series.y()[from]), 3, colour, true);
    } else if (to > from) {
      double[] px = new double[to - from];
      double[] py = new double[to - from];
      for (int i = from; i < to; i++) {
        px[i - from] = x.place(series.x().getFirst()[i]);
        py[i - from] = y.place(series.y()[i]);
      }
      sheet.path(px, py, colour, width, series.stroke() == Stroke.DASHED ? 6 : 0);
    }
  }
}
