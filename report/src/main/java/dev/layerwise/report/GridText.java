package dev.layerwise.report;

import dev.layerwise.report.SampleGrid.Row;
import java.util.ArrayList;
import java.util.List;

/** Writes a {@link SampleGrid} as text. */
final class GridText {
  /** Narrower than this, a digit or a shoe can hardly be told. */
  private static final int LEAST_WIDTH = 14;

  private static final String ASCII_SHADES = " .:-=+*#%@";
  private static final String UNICODE_SHADES = " ░▒▓█";

  private final SampleGrid grid;
  private final TextStyle style;
  private final Shades shades;
  private final int nameWidth;
  private final int shown;
  private final int width;
  private final int height;

  GridText(SampleGrid grid, TextStyle style) {
    this.grid = grid;
    this.style = style;
    this.shades = Shades.of(grid);
    int longest = 1;
    int most = 1;
    for (Row row : grid.rows()) {
      longest = Math.max(longest, row.name().codePointCount(0, row.name().length()));
      longest = Math.max(longest, Counts.text(row.total()).length());
      most = Math.max(most, row.examples().size());
    }
    nameWidth = Math.min(longest, Math.max(6, style.columns() / 5));
    int room = style.columns() - nameWidth;
    int least = Math.min(LEAST_WIDTH, grid.shape().width());
    shown = Math.clamp(room / (least + 1), 1, most);
    width = Math.clamp(room / shown - 1, 1, grid.shape().width());
    // A character is as high as two are wide.
    int pixels = Math.ceilDiv(width * grid.shape().height(), grid.shape().width());
    height = Math.ceilDiv(pixels, 2);
  }

  String write() {
    Ansi out = new Ansi(style.colour());
    out.plain(style.fit(grid.title(), style.columns())).newLine();
    for (Row row : grid.rows()) {
      out.newLine();
      write(row, out);
    }
    if (shown < grid.perClass() && grid.rows().stream().anyMatch(this::isCut)) {
      String note =
          shown + " of " + grid.perClass() + " a class fit into " + style.columns() + " columns";
      out.newLine().coloured(style.fit(note, style.columns()), Palette.LIGHT.muted()).newLine();
    }
    return out.toString();
  }

  private boolean isCut(Row row) {
    return row.examples().size() > shown;
  }

  private void write(Row row, Ansi out) {
    List<int[][]> images = new ArrayList<>();
    for (int example : row.examples().subList(0, Math.min(shown, row.examples().size()))) {
      images.add(shades.resized(example, 2 * height, width));
    }
    int lines = images.isEmpty() ? 2 : height;
    int middle = Math.max(0, (lines - 2) / 2);
    for (int line = 0; line < lines; line++) {
      if (line == middle) {
        out.plain(pad(style.fit(row.name(), nameWidth)));
      } else if (line == middle + 1) {
        out.coloured(pad(style.fit(Counts.text(row.total()), nameWidth)), Palette.LIGHT.muted());
      } else {
        out.plain(pad(""));
      }
      for (int[][] image : images) {
        out.plain(" ");
        write(image[2 * line], image[2 * line + 1], out);
      }
      out.newLine();
    }
  }

  private void write(int[] upper, int[] lower, Ansi out) {
    String ramp = style.unicode() ? UNICODE_SHADES : ASCII_SHADES;
    for (int c = 0; c < width; c++) {
      if (style.colour() && style.unicode()) {
        out.halves(upper[c] * 0x010101, lower[c] * 0x010101);
      } else {
        int level = (upper[c] + lower[c]) * ramp.length() / 511;
        out.plain(ramp.substring(level, level + 1));
      }
    }
  }

  private String pad(String text) {
    return text + " ".repeat(Math.max(0, nameWidth - text.codePointCount(0, text.length())));
  }
}
