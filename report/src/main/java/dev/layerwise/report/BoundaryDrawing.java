package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.Sheet.Anchor;
import dev.layerwise.report.figure.Boundary;
import dev.layerwise.report.figure.Boundary.Points;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Draws a {@link Boundary} with the last part of its points: the test set, where there is one. */
final class BoundaryDrawing extends Drawing {
  private static final int SIDE = 520;

  private final Boundary boundary;

  BoundaryDrawing(Boundary boundary, Palette palette) {
    super(boundary, palette);
    this.boundary = boundary;
  }

  private int plotHeight() {
    double proportion =
        (boundary.y().high() - boundary.y().low()) / (boundary.x().high() - boundary.x().low());
    return (int) Math.round(SIDE * Math.clamp(proportion, 0.4, 1.4));
  }

  @Override
  int width() {
    return MARGIN + 50 + SIDE + MARGIN;
  }

  @Override
  int height() {
    return top() + plotHeight() + 62 + legend(null);
  }

  private int legend(@Nullable Sheet sheet) {
    int n = boundary.names().size();
    return legend(
        sheet,
        top() + plotHeight() + 62,
        boundary.names().toArray(String[]::new),
        IntStream.range(0, n).toArray(),
        new double[n]);
  }

  @Override
  void draw(Sheet sheet) {
    title(sheet);
    double left = MARGIN + 50;
    double bottom = top() + plotHeight();
    byte[] classes = boundary.plane().images().get(0);
    byte[] scores = boundary.plane().images().get(1);
    double chance = 1.0 / boundary.names().size();
    sheet.pixels(
        boundary.plane().width(),
        boundary.plane().height(),
        i -> {
          double sure = Math.max(0, ((scores[i] & 0xFF) / 255.0 - chance) / (1 - chance));
          return mix(palette.paper(), palette.series(classes[i] & 0xFF), 0.1 + 0.34 * sure);
        },
        left,
        top(),
        SIDE,
        plotHeight());
    Scale x = new Scale(boundary.x().low(), boundary.x().high(), false, left, left + SIDE);
    Scale y = new Scale(boundary.y().low(), boundary.y().high(), false, bottom, top());
    int half = letters.height(Size.SMALL) / 2;
    for (Scale.Tick tick : x.ticks(7)) {
      double at = x.place(tick.value());
      sheet.text(tick.text(), at, bottom + 18, Size.SMALL, palette.muted(), Anchor.MIDDLE);
    }
    for (Scale.Tick tick : y.ticks(6)) {
      double at = y.place(tick.value()) + half;
      sheet.text(tick.text(), left - 8, at, Size.SMALL, palette.muted(), Anchor.END);
    }
    String label = boundary.x().label();
    sheet.text(label, left + SIDE / 2.0, bottom + 38, Size.SMALL, palette.muted(), Anchor.MIDDLE);
    sheet.upward(
        boundary.y().label(), MARGIN + 8, (top() + bottom) / 2, Size.SMALL, palette.muted());
    if (!boundary.points().isEmpty()) {
      Points points = boundary.points().getLast();
      for (int i = 0; i < points.x().length; i++) {
        double px = x.place(points.x()[i]);
        double py = y.place(points.y()[i]);
        sheet.circle(px, py, 3.2, palette.series(points.label()[i]), true);
        if (points.wrong()[i] != 0) {
          sheet.circle(px, py, 6, palette.ink(), false);
        }
      }
    }
    legend(sheet);
  }
}
