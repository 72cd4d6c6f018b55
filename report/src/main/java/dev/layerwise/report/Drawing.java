package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.Sheet.Anchor;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Boundary;
import dev.layerwise.report.figure.Figure;
import dev.layerwise.report.figure.Heatmap;
import dev.layerwise.report.figure.Histogram;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.Matrix;
import dev.layerwise.report.figure.ParallelCoordinates;
import dev.layerwise.report.figure.Ridges;
import dev.layerwise.report.figure.Table;
import org.jspecify.annotations.Nullable;

/** How a figure is drawn: a size, and strokes on a sheet of that size. */
abstract class Drawing {
  static final int MARGIN = 20;
  static final int WIDTH = 760;

  final Palette palette;
  final Lettering letters = Lettering.best();
  private final Figure figure;

  Drawing(Figure figure, Palette palette) {
    this.figure = figure;
    this.palette = palette;
  }

  /** The drawing of a figure, or null for a table, which is no picture. */
  static @Nullable Drawing of(Figure figure, Palette palette) {
    return switch (figure) {
      case LineChart chart -> new LineDrawing(chart, palette);
      case Histogram histogram -> new HistogramDrawing(histogram, palette);
      case Matrix matrix -> CellsDrawing.of(matrix, palette);
      case Heatmap map -> CellsDrawing.of(map, palette);
      case ImageGrid grid -> new ImageGridDrawing(grid, palette);
      case Boundary boundary -> new BoundaryDrawing(boundary, palette);
      case ParallelCoordinates lines -> new ParallelDrawing(lines, palette);
      case Ridges ridges -> new RidgesDrawing(ridges, palette);
      case Table _ -> null;
    };
  }

  abstract int width();

  abstract int height();

  abstract void draw(Sheet sheet);

  /** Where the picture begins, below the title. */
  final int top() {
    return MARGIN + letters.height(Size.TITLE) + 18;
  }

  final int titleWidth() {
    return letters.width(figure.title(), Size.TITLE);
  }

  final void title(Sheet sheet) {
    String text = letters.fit(figure.title(), width() - 2 * MARGIN, Size.TITLE);
    int base = MARGIN + letters.height(Size.TITLE);
    sheet.text(text, MARGIN, base, Size.TITLE, palette.ink(), Anchor.START);
  }

  /**
   * Names beside their colours, in as many lines as needed.
   *
   * @return the height of the lines
   */
  final int legend(
      @Nullable Sheet sheet, double y, String[] names, int[] colours, double[] dashes) {
    double x = MARGIN;
    double base = y;
    for (int k = 0; k < names.length; k++) {
      String name = letters.fit(names[k], 260, Size.SMALL);
      int width = 26 + letters.width(name, Size.SMALL) + 18;
      if (x + width > width() - MARGIN && x > MARGIN) {
        x = MARGIN;
        base += 18;
      }
      if (sheet != null) {
        sheet.line(x, base - 4, x + 20, base - 4, palette.series(colours[k]), 2.5, dashes[k]);
        sheet.text(name, x + 26, base, Size.SMALL, palette.ink(), Anchor.START);
      }
      x += width;
    }
    return (int) (base - y) + 18;
  }

  /** Between two colours. */
  static int mix(int from, int to, double t) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int a = from >> shift & 0xFF;
      int b = to >> shift & 0xFF;
      mixed |= (int) Math.round(a + (b - a) * Math.clamp(t, 0.0, 1.0)) << shift;
    }
    return mixed;
  }

  private static final int[] SCALE = {0xE8DFA0, 0x9CCC94, 0x41A597, 0x2F6D95, 0x3A2468};

  /** The colour of a result, from 0 (worst) to 1 (best): that of the pages. */
  static int scale(double t) {
    double at = Math.clamp(t, 0.0, 1.0) * (SCALE.length - 1);
    int k = Math.min(SCALE.length - 2, (int) at);
    return mix(SCALE[k], SCALE[k + 1], at - k);
  }

  /** Where a value lies between worst (0) and best (1). */
  static double goodness(double value, double low, double high, Better better) {
    double t = high > low ? (value - low) / (high - low) : 1;
    return better == Better.LOWER ? 1 - t : t;
  }

  /** Black or white, whichever can be read on a colour. */
  static int inkOn(int rgb) {
    double light =
        0.2126 * linear(rgb >> 16 & 0xFF)
            + 0.7152 * linear(rgb >> 8 & 0xFF)
            + 0.0722 * linear(rgb & 0xFF);
    return light > 0.19 ? 0x111418 : 0xFFFFFF;
  }

  private static double linear(int channel) {
    double v = channel / 255.0;
    return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
  }
}
