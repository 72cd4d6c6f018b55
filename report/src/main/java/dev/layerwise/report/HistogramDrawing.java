package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.Sheet.Anchor;
import dev.layerwise.report.figure.Histogram;
import dev.layerwise.report.figure.Histogram.Group;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Draws a {@link Histogram}; groups of different sizes by their shares. */
final class HistogramDrawing extends Drawing {
  private static final int PLOT = 200;

  private final Histogram histogram;

  HistogramDrawing(Histogram histogram, Palette palette) {
    super(histogram, palette);
    this.histogram = histogram;
  }

  @Override
  int width() {
    return 480;
  }

  @Override
  int height() {
    return top() + PLOT + 60 + (histogram.groups().size() > 1 ? legend(null) : 0);
  }

  private int legend(@Nullable Sheet sheet) {
    return legend(
        sheet,
        top() + PLOT + 62,
        histogram.groups().stream().map(Group::name).toArray(String[]::new),
        histogram.groups().stream().mapToInt(Group::colour).toArray(),
        new double[histogram.groups().size()]);
  }

  private static double[] shares(long[] counts) {
    double sum = Math.max(1, Arrays.stream(counts).sum());
    return Arrays.stream(counts).mapToDouble(count -> count / sum).toArray();
  }

  @Override
  void draw(Sheet sheet) {
    title(sheet);
    double bottom = top() + PLOT;
    double most = Math.max(1e-9, histogram.top());
    for (Group group : histogram.groups()) {
      most = Math.max(most, group.peak());
    }
    Scale x =
        new Scale(histogram.low(), histogram.high(), false, MARGIN + 10, width() - MARGIN - 10);
    for (Scale.Tick tick : x.ticks(5)) {
      double at = x.place(tick.value());
      sheet.line(at, top(), at, bottom, palette.faint(), 1, 0);
      sheet.text(tick.text(), at, bottom + 18, Size.SMALL, palette.muted(), Anchor.MIDDLE);
    }
    for (Group group : histogram.groups()) {
      double[] shares = shares(group.counts());
      double[] px = new double[2 * shares.length + 2];
      double[] py = new double[2 * shares.length + 2];
      px[0] = x.place(histogram.edge(0));
      py[0] = bottom;
      for (int b = 0; b < shares.length; b++) {
        px[2 * b + 1] = x.place(histogram.edge(b));
        px[2 * b + 2] = x.place(histogram.edge(b + 1));
        py[2 * b + 1] = bottom - shares[b] / most * PLOT;
        py[2 * b + 2] = py[2 * b + 1];
      }
      px[px.length - 1] = x.place(histogram.edge(shares.length));
      py[py.length - 1] = bottom;
      sheet.area(px, py, palette.series(group.colour()), 0.28);
      sheet.path(px, py, palette.series(group.colour()), 1.2, 0);
    }
    sheet.line(MARGIN, bottom, width() - MARGIN, bottom, palette.line(), 1, 0);
    sheet.text(
        histogram.label(), width() / 2.0, bottom + 38, Size.SMALL, palette.muted(), Anchor.MIDDLE);
    if (histogram.groups().size() > 1) {
      legend(sheet);
    }
  }
}
