package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.Sheet.Anchor;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.ImageGrid.Bar;
import dev.layerwise.report.figure.ImageGrid.Item;
import java.util.Locale;

/** Draws an {@link ImageGrid}. */
final class ImageGridDrawing extends Drawing {
  private static final int GAP = 16;

  private final ImageGrid grid;
  private final int side;
  private final int columns;
  private final int lines;

  ImageGridDrawing(ImageGrid grid, Palette palette) {
    super(grid, palette);
    this.grid = grid;
    this.side = grid.range() > 0 ? 78 : 108;
    this.columns =
        Math.max(1, Math.min(grid.items().size(), (WIDTH - 2 * MARGIN + GAP) / (side + GAP)));
    int bars = grid.items().stream().mapToInt(item -> item.bars().size()).max().orElse(0);
    boolean texts = grid.items().stream().anyMatch(item -> !item.text().isEmpty());
    this.lines = 1 + (texts ? 1 : 0) + bars;
  }

  private int imageHeight() {
    return Math.max(1, side * grid.images().height() / Math.max(1, grid.images().width()));
  }

  private int itemHeight() {
    return imageHeight() + 8 + 16 * lines + 12;
  }

  @Override
  int width() {
    return WIDTH;
  }

  @Override
  int height() {
    int rows = (grid.items().size() + columns - 1) / columns;
    return top() + Math.max(1, rows) * itemHeight() + MARGIN;
  }

  @Override
  void draw(Sheet sheet) {
    title(sheet);
    for (int k = 0; k < grid.items().size(); k++) {
      double x = MARGIN + k % columns * (side + GAP);
      int row = k / columns;
      double y = top() + (double) row * itemHeight();
      draw(sheet, grid.items().get(k), x, y);
    }
    if (grid.range() > 0) {
      String scale = "colours from −" + range() + " (orange) over 0 to +" + range() + " (blue)";
      sheet.text(scale, MARGIN, height() - 12, Size.SMALL, palette.muted(), Anchor.START);
    }
  }

  private String range() {
    return Format.SETTING.text(
        Double.parseDouble(String.format(Locale.ROOT, "%.3g", grid.range())));
  }

  private void draw(Sheet sheet, Item item, double x, double y) {
    if (grid.range() > 0) {
      byte[] shades = grid.images().images().get(item.image());
      sheet.pixels(
          grid.images().width(),
          grid.images().height(),
          i -> {
            double t = ((shades[i] & 0xFF) - 128) / 127.0;
            return mix(0xF7F7F7, palette.series(t < 0 ? 1 : 0), Math.abs(t));
          },
          x,
          y,
          side,
          imageHeight());
    } else {
      sheet.image(grid.images(), item.image(), x, y, side, imageHeight());
    }
    double base = y + imageHeight() + 18;
    sheet.text(fit(item.title()), x, base, Size.SMALL, palette.ink(), Anchor.START);
    if (!item.text().isEmpty()) {
      base += 16;
      sheet.text(fit(item.text()), x, base, Size.SMALL, palette.muted(), Anchor.START);
    }
    for (Bar bar : item.bars()) {
      base += 16;
      String name = letters.fit(bar.name(), side - 62, Size.SMALL);
      sheet.text(
          name, x, base, Size.SMALL, bar.right() ? palette.ink() : palette.muted(), Anchor.START);
      sheet.rect(x + side - 58, base - 7, 24, 6, palette.faint());
      int colour = palette.series(bar.right() ? 2 : 6);
      sheet.rect(x + side - 58, base - 7, 24 * Math.clamp(bar.value(), 0.0, 1.0), 6, colour);
      String value = String.format(Locale.ROOT, "%.3f", bar.value());
      sheet.text(value, x + side, base, Size.SMALL, palette.muted(), Anchor.END);
    }
  }

  private String fit(String text) {
    return letters.fit(text, side, Size.SMALL);
  }
}
