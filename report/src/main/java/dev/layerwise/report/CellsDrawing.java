package dev.layerwise.report;

import dev.layerwise.report.Lettering.Size;
import dev.layerwise.report.Sheet.Anchor;
import dev.layerwise.report.figure.Figure;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Heatmap;
import dev.layerwise.report.figure.Matrix;
import java.util.Arrays;
import java.util.List;

/** Draws cells with a number and a colour each: a {@link Matrix} or a {@link Heatmap}. */
final class CellsDrawing extends Drawing {
  private static final int CELL_HEIGHT = 32;
  private static final int GAP = 2;
  private static final int MOST_NAME = 160;

  private final String hint;
  private final List<String> xs;
  private final List<String> ys;
  private final String[][] texts;
  private final int[][] colours;
  private final int names;
  private final int cell;

  private CellsDrawing(
      Figure figure,
      Palette palette,
      String hint,
      List<String> xs,
      List<String> ys,
      String[][] texts,
      int[][] colours) {
    super(figure, palette);
    this.hint = hint;
    this.xs = xs;
    this.ys = ys;
    this.texts = texts;
    this.colours = colours;
    int widest = 0;
    for (String y : ys) {
      widest = Math.max(widest, Math.min(MOST_NAME, letters.width(y, Size.SMALL)));
    }
    this.names = widest;
    int room = 40;
    for (String[] row : texts) {
      for (String text : row) {
        room = Math.max(room, letters.width(text, Size.SMALL) + 14);
      }
    }
    this.cell = room;
  }

  static CellsDrawing of(Matrix matrix, Palette palette) {
    int n = matrix.names().size();
    String[][] texts = new String[n][n];
    int[][] colours = new int[n][n];
    double most = 1;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        most = i == j ? most : Math.max(most, matrix.counts()[i][j]);
      }
    }
    for (int i = 0; i < n; i++) {
      double sum = Math.max(1, Arrays.stream(matrix.counts()[i]).sum());
      for (int j = 0; j < n; j++) {
        long count = matrix.counts()[i][j];
        texts[i][j] = count == 0 ? "·" : Format.COUNT.text(count);
        double strength =
            i == j ? 0.15 + 0.55 * count / sum : 0.12 + 0.78 * Math.sqrt(count / most);
        int end = palette.series(i == j ? 0 : 1);
        colours[i][j] = count == 0 ? palette.paper() : mix(palette.paper(), end, strength);
      }
    }
    return new CellsDrawing(
        matrix,
        palette,
        "rows: the actual class · columns: what the network said",
        matrix.names(),
        matrix.names(),
        texts,
        colours);
  }

  static CellsDrawing of(Heatmap map, Palette palette) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double[] row : map.values()) {
      for (double value : row) {
        low = Double.isNaN(value) ? low : Math.min(low, value);
        high = Double.isNaN(value) ? high : Math.max(high, value);
      }
    }
    String[][] texts = new String[map.ys().size()][map.xs().size()];
    int[][] colours = new int[map.ys().size()][map.xs().size()];
    for (int i = 0; i < texts.length; i++) {
      for (int j = 0; j < texts[i].length; j++) {
        double value = map.values()[i][j];
        texts[i][j] = map.format().text(value);
        colours[i][j] =
            Double.isNaN(value) ? palette.paper() : scale(goodness(value, low, high, map.better()));
      }
    }
    return new CellsDrawing(
        map,
        palette,
        map.valueName() + " · rows: " + map.yName() + " · columns: " + map.xName(),
        map.xs(),
        map.ys(),
        texts,
        colours);
  }

  @Override
  int width() {
    int table = names + 12 + xs.size() * (cell + GAP);
    int words = Math.max(letters.width(hint, Size.SMALL), titleWidth()) + 8;
    return 2 * MARGIN + Math.max(table, Math.min(WIDTH, words));
  }

  @Override
  int height() {
    return top() + 52 + ys.size() * (CELL_HEIGHT + GAP) + MARGIN;
  }

  @Override
  void draw(Sheet sheet) {
    title(sheet);
    sheet.text(hint, MARGIN, top() + 8, Size.SMALL, palette.muted(), Anchor.START);
    double left = MARGIN + names + 12;
    double first = top() + 46;
    int half = letters.height(Size.SMALL) / 2;
    for (int j = 0; j < xs.size(); j++) {
      String name = letters.fit(xs.get(j), cell, Size.SMALL);
      double middle = left + j * (cell + GAP) + cell / 2.0;
      sheet.text(name, middle, first - 8, Size.SMALL, palette.ink(), Anchor.MIDDLE);
    }
    for (int i = 0; i < ys.size(); i++) {
      double y = first + i * (CELL_HEIGHT + GAP);
      double base = y + CELL_HEIGHT / 2.0 + half;
      String name = letters.fit(ys.get(i), MOST_NAME, Size.SMALL);
      sheet.text(name, left - 10, base, Size.SMALL, palette.ink(), Anchor.END);
      for (int j = 0; j < xs.size(); j++) {
        double x = left + j * (cell + GAP);
        sheet.rect(x, y, cell, CELL_HEIGHT, colours[i][j]);
        sheet.text(
            texts[i][j], x + cell / 2.0, base, Size.SMALL, inkOn(colours[i][j]), Anchor.MIDDLE);
      }
    }
  }
}
