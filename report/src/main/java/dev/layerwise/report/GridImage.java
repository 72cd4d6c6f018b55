package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.SampleGrid.Row;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/** Draws a {@link SampleGrid}. */
final class GridImage {
  private static final int MARGIN = 24;
  private static final int GAP = 6;
  private static final int MOST_NAME_WIDTH = 220;

  /** The length of an image's longer side that magnification aims at. */
  private static final int GOOD_SIDE = 84;

  private final SampleGrid grid;
  private final Palette palette;
  private final Lettering letters;

  GridImage(SampleGrid grid, Palette palette) {
    this(grid, palette, Lettering.best());
  }

  GridImage(SampleGrid grid, Palette palette, Lettering letters) {
    this.grid = grid;
    this.palette = palette;
    this.letters = letters;
  }

  BufferedImage draw() {
    int longer = Math.max(grid.shape().height(), grid.shape().width());
    int zoom = Math.max(1, GOOD_SIDE / longer);
    int cellWidth = zoom * grid.shape().width();
    int cellHeight = zoom * grid.shape().height();
    int lineHeight = letters.height(Size.BODY) + 8 + letters.height(Size.SMALL);
    int rowHeight = Math.max(cellHeight, lineHeight) + GAP;
    int nameWidth = 1;
    int most = 1;
    for (Row row : grid.rows()) {
      nameWidth = Math.max(nameWidth, letters.width(row.name(), Size.BODY));
      nameWidth = Math.max(nameWidth, letters.width(Counts.text(row.total()), Size.SMALL));
      most = Math.max(most, row.examples().size());
    }
    nameWidth = Math.min(nameWidth, MOST_NAME_WIDTH);
    int left = MARGIN + nameWidth + 20;
    int top = MARGIN + letters.height(Size.TITLE) + 18;
    long titleWidth = letters.width(grid.title(), Size.TITLE);
    long width =
        MARGIN + Math.max(left - MARGIN + (long) most * (cellWidth + GAP) - GAP, titleWidth);
    long height = top + (long) grid.rows().size() * rowHeight - GAP;

    try (Canvas canvas = new Canvas(width + MARGIN, height + MARGIN, palette)) {
      letters.draw(
          canvas.graphics(),
          grid.title(),
          MARGIN,
          MARGIN + letters.height(Size.TITLE),
          Size.TITLE,
          palette.ink());
      Shades shades = Shades.of(grid);
      for (int r = 0; r < grid.rows().size(); r++) {
        Row row = grid.rows().get(r);
        int y = top + r * rowHeight;
        int base = y + (rowHeight - GAP - lineHeight) / 2 + letters.height(Size.BODY);
        String name = letters.fit(row.name(), nameWidth, Size.BODY);
        letters.draw(canvas.graphics(), name, MARGIN, base, Size.BODY, palette.ink());
        letters.draw(
            canvas.graphics(),
            Counts.text(row.total()),
            MARGIN,
            base + 8 + letters.height(Size.SMALL),
            Size.SMALL,
            palette.muted());
        for (int k = 0; k < row.examples().size(); k++) {
          int x = left + k * (cellWidth + GAP);
          int centred = y + (rowHeight - GAP - cellHeight) / 2;
          paint(row.examples().get(k), shades, zoom, x, centred, canvas.image());
        }
      }
      return canvas.image();
    }
  }

  /** Copies an image with every pixel as a sharp square. */
  private void paint(int example, Shades shades, int zoom, int x, int y, BufferedImage target) {
    int columns = grid.shape().width();
    int[] line = new int[columns * zoom];
    for (int row = 0; row < grid.shape().height(); row++) {
      for (int column = 0; column < columns; column++) {
        int rgb = shades.pixel(example, row, column) * 0x010101;
        Arrays.fill(line, column * zoom, (column + 1) * zoom, rgb);
      }
      for (int repeat = 0; repeat < zoom; repeat++) {
        target.setRGB(x, y + row * zoom + repeat, line.length, 1, line, 0, line.length);
      }
    }
  }
}
