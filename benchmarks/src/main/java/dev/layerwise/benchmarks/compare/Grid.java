package dev.layerwise.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/** A table of texts, the first row of which is its heading. */
final class Grid {
  private final List<List<String>> rows = new ArrayList<>();

  Grid(List<String> heading) {
    rows.add(List.copyOf(heading));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it is not as wide as the heading
   */
  void add(List<String> row) {
    if (row.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "table: expected " + rows.getFirst().size() + " cells, got " + row.size());
    }
    rows.add(List.copyOf(row));
  }

  /** For a terminal: columns of equal width, the first flush left, the others flush right. */
  String text() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], plain(row.get(i)).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = plain(row.get(i));
        String padding = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? cell + padding : "  " + padding + cell);
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  private static String plain(String cell) {
    return cell.replace("**", "");
  }

  /** As Markdown. */
  String markdown() {
    StringBuilder out = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      out.append("| ").append(String.join(" | ", rows.get(r))).append(" |\n");
      if (r == 0) {
        out.append("|---").append("|---:".repeat(rows.getFirst().size() - 1)).append("|\n");
      }
    }
    return out.toString();
  }
}
