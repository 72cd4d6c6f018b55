package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.ScatterPlot.Entry;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;

/** Draws a {@link ScatterPlot}. */
final class ScatterImage {
  private static final int MARGIN = 24;
  private static final int LONGER_SIDE = 600;
  private static final int SHORTEST_SIDE = 240;
  private static final int LEGEND_LINE = 26;
  private static final int MOST_NAME_WIDTH = 180;

  private final ScatterPlot plot;
  private final Palette palette;
  private final Lettering letters;

  ScatterImage(ScatterPlot plot, Palette palette) {
    this(plot, palette, Lettering.best());
  }

  ScatterImage(ScatterPlot plot, Palette palette, Lettering letters) {
    this.plot = plot;
    this.palette = palette;
    this.letters = letters;
  }

  BufferedImage draw() {
    double proportion = plot.proportion();
    int width = (int) Math.round(Math.min(LONGER_SIDE, LONGER_SIDE / proportion));
    int height = (int) Math.round(Math.min(LONGER_SIDE, LONGER_SIDE * proportion));
    width = Math.max(SHORTEST_SIDE, width);
    height = Math.max(SHORTEST_SIDE, height);
    int numbers = 0;
    for (BigDecimal tick : plot.y().ticks(6)) {
      numbers = Math.max(numbers, letters.width(Axis.label(tick), Size.SMALL));
    }
    int left = MARGIN + numbers + 10;
    int top = MARGIN + letters.height(Size.TITLE) + 20;
    int bottom = top + height;
    int shown = Math.min(plot.entries().size(), Math.max(1, height / LEGEND_LINE - 1));
    int legend = 0;
    for (Entry entry : plot.entries().subList(0, shown)) {
      int name = Math.min(MOST_NAME_WIDTH, letters.width(entry.name(), Size.BODY));
      int count = letters.width(Counts.text(entry.count()), Size.SMALL);
      legend = Math.max(legend, name + 8 + count);
    }
    int right = left + width + 28;
    int total = Math.max(right + 20 + legend, MARGIN + letters.width(plot.title(), Size.TITLE));
    int foot = 10 + letters.height(Size.SMALL);
    try (Canvas canvas = new Canvas(total + MARGIN, bottom + foot + MARGIN, palette)) {
      Graphics2D graphics = canvas.graphics();
      int titleBase = MARGIN + letters.height(Size.TITLE);
      letters.draw(graphics, plot.title(), MARGIN, titleBase, Size.TITLE, palette.ink());
      drawAxes(graphics, left, top, width, height);
      drawPoints(graphics, left, top, width, height);
      drawLegend(graphics, right, top, shown);
      return canvas.image();
    }
  }

  private void drawAxes(Graphics2D graphics, int left, int top, int width, int height) {
    int half = letters.height(Size.SMALL) / 2;
    int bottom = top + height;
    graphics.setStroke(new BasicStroke(1));
    for (BigDecimal tick : plot.y().ticks(6)) {
      double y = Math.floor(bottom - plot.y().place(tick.doubleValue()) * height) + 0.5;
      graphics.setColor(new Color(palette.faint()));
      graphics.draw(new Line2D.Double(left, y, left + width, y));
      String label = Axis.label(tick);
      int x = left - 8 - letters.width(label, Size.SMALL);
      letters.draw(graphics, label, x, (int) y + half, Size.SMALL, palette.muted());
    }
    for (BigDecimal tick : plot.x().ticks(7)) {
      double x = Math.floor(left + plot.x().place(tick.doubleValue()) * width) + 0.5;
      graphics.setColor(new Color(palette.faint()));
      graphics.draw(new Line2D.Double(x, top, x, bottom));
      String label = Axis.label(tick);
      int start = (int) x - letters.width(label, Size.SMALL) / 2;
      int base = bottom + 10 + letters.height(Size.SMALL);
      letters.draw(graphics, label, start, base, Size.SMALL, palette.muted());
    }
    graphics.setColor(new Color(palette.line()));
    graphics.draw(new Line2D.Double(left + 0.5, top, left + 0.5, bottom + 0.5));
    graphics.draw(new Line2D.Double(left + 0.5, bottom + 0.5, left + width, bottom + 0.5));
  }

  private void drawPoints(Graphics2D graphics, int left, int top, int width, int height) {
    int count = plot.data().size();
    double radius = count <= 300 ? 4.5 : count <= 3000 ? 3.5 : count <= 30_000 ? 2 : 1;
    for (int i = 0; i < count; i++) {
      double x = left + plot.x().place(plot.data().features().get(i, 0)) * width;
      double y = top + height - plot.y().place(plot.data().features().get(i, 1)) * height;
      mark(graphics, plot.label(i), x, y, radius);
    }
  }

  private void drawLegend(Graphics2D graphics, int left, int top, int shown) {
    for (int label = 0; label < shown; label++) {
      Entry entry = plot.entries().get(label);
      int middle = top + LEGEND_LINE / 2 + label * LEGEND_LINE;
      mark(graphics, label, left + 6, middle, 5);
      int base = middle + letters.height(Size.BODY) / 2;
      String name = letters.fit(entry.name(), MOST_NAME_WIDTH, Size.BODY);
      letters.draw(graphics, name, left + 20, base, Size.BODY, palette.ink());
      int x = left + 28 + letters.width(name, Size.BODY);
      String count = Counts.text(entry.count());
      letters.draw(graphics, count, x, base, Size.SMALL, palette.muted());
    }
    if (shown < plot.entries().size()) {
      int base = top + LEGEND_LINE / 2 + shown * LEGEND_LINE + letters.height(Size.SMALL) / 2;
      String more = "and " + Counts.text(plot.entries().size() - shown) + " more";
      letters.draw(graphics, more, left + 20, base, Size.SMALL, palette.muted());
    }
  }

  /**
   * Draws a point. Classes differ in form as well as in colour: more of them than there are colours
   * stay apart, and so do those on a black-and-white print.
   */
  private void mark(Graphics2D graphics, int label, double x, double y, double radius) {
    Shape form =
        switch (label % 5) {
          case 0 -> new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
          case 1 -> polygon(x, y, 1.4 * radius, 3, 0.75);
          case 2 ->
              new Rectangle2D.Double(
                  x - 0.87 * radius, y - 0.87 * radius, 1.74 * radius, 1.74 * radius);
          case 3 -> polygon(x, y, 1.25 * radius, 4, 0);
          default -> polygon(x, y, 1.4 * radius, 3, 0.25);
        };
    graphics.setColor(new Color(palette.series(label)));
    graphics.fill(form);
    if (radius > 2) {
      graphics.setColor(new Color(palette.paper()));
      graphics.setStroke(new BasicStroke(0.8f));
      graphics.draw(form);
    }
  }

  private static Shape polygon(double x, double y, double radius, int corners, double turns) {
    Path2D.Double path = new Path2D.Double();
    for (int k = 0; k < corners; k++) {
      double angle = 2 * Math.PI * (turns + (double) k / corners);
      double px = x + radius * Math.cos(angle);
      double py = y + radius * Math.sin(angle);
      if (k == 0) {
        path.moveTo(px, py);
      } else {
        path.lineTo(px, py);
      }
    }
    path.closePath();
    return path;
  }
}
