package dev.layerwise.experiments.table;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.table.Column.Kind;
import dev.layerwise.experiments.table.ResultTable.Row;
import dev.layerwise.runs.RunFiles;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes tables: plain text, CSV, JSON, Markdown, LaTeX. */
public final class TableText {
  private TableText() {}

  /** Aligned columns for a terminal; the best row begins with {@code *}. */
  public static String plain(ResultTable table) {
    List<Column> columns = table.columns();
    int[] widths = new int[columns.size()];
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Column::heading).toList());
    table.rows().forEach(row -> lines.add(shown(table, row)));
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    boolean marked = table.rows().stream().anyMatch(Row::best);
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < lines.size(); k++) {
      StringBuilder line = new StringBuilder();
      if (marked) {
        line.append(k > 0 && table.rows().get(k - 1).best() ? "* " : "  ");
      }
      for (int i = 0; i < widths.length; i++) {
        String cell = lines.get(k).get(i);
        String space = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? "" : "  ");
        line.append(isText(columns.get(i)) ? cell + space : space + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** CSV as of RFC 4180, numbers with all their digits. */
  public static String csv(ResultTable table) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      csv.writeRecord(keys(table));
      for (Row row : table.rows()) {
        csv.writeRecord(values(table, row).stream().map(TableText::exact).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot be written to memory", e);
    }
    return text.toString();
  }

  private static String exact(@Nullable Object value) {
    return value instanceof Double number ? Double.toString(number) : Cells.plain(value);
  }

  /** For programs a column of repeated measurements is two: their mean and their deviation. */
  private static List<String> keys(ResultTable table) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      String key = table.columns().get(i).key();
      keys.addAll(table.isRepeated(i) ? List.of(key + "Mean", key + "Deviation") : List.of(key));
    }
    return keys;
  }

  /** The values of a row, one for each of {@link #keys}. */
  private static List<@Nullable Object> values(ResultTable table, Row row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Object value = row.values().get(i);
      if (!table.isRepeated(i)) {
        values.add(value);
      } else {
        Sample sample = value instanceof Sample repeated ? repeated : Sample.of();
        values.add(Double.isNaN(sample.mean()) ? null : sample.mean());
        values.add(Double.isNaN(sample.deviation()) ? null : sample.deviation());
      }
    }
    return values;
  }

  /** The rows as maps from the columns' keys; numbers that JSON cannot hold are null. */
  public static List<Map<String, @Nullable Object>> maps(ResultTable table) {
    List<String> keys = keys(table);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (Row row : table.rows()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      List<@Nullable Object> values = values(table, row);
      for (int i = 0; i < keys.size(); i++) {
        Object value = values.get(i);
        boolean unknown = value instanceof Double number && !Double.isFinite(number);
        map.put(keys.get(i), unknown ? null : value);
      }
      map.put("best", row.best());
      rows.add(map);
    }
    return rows;
  }

  /** One JSON object: title, columns, rows, notes. */
  public static String json(ResultTable table) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("title", table.title());
    object.put("columns", keys(table));
    object.put("rows", maps(table));
    object.put("notes", table.notes());
    return RunFiles.toPrettyJson(object);
  }

  /** A Markdown table, the best row in bold. */
  public static String markdown(ResultTable table) {
    StringBuilder text = new StringBuilder();
    text.append("## ").append(table.title()).append("\n\n|");
    table.columns().forEach(column -> text.append(' ').append(cell(column.heading())).append(" |"));
    text.append("\n|");
    table.columns().forEach(column -> text.append(isText(column) ? " --- |" : " ---: |"));
    text.append('\n');
    for (Row row : table.rows()) {
      text.append('|');
      for (String shown : shown(table, row)) {
        String cell = cell(shown);
        text.append(' ');
        text.append(row.best() && !cell.isEmpty() ? "**" + cell + "**" : cell).append(" |");
      }
      text.append('\n');
    }
    table.notes().forEach(note -> text.append('\n').append(note).append('\n'));
    return text.toString();
  }

  /** What Markdown would take for a border, for emphasis, for a tag or for an escape is text. */
  private static String cell(String text) {
    return text.replaceAll("[\\\\|*<`]", "\\\\$0").replace("\n", " ");
  }

  /** A LaTeX table environment that needs the package booktabs; the best row in bold. */
  public static String latex(ResultTable table) {
    StringBuilder text = new StringBuilder("% needs \\usepackage{booktabs}\n");
    text.append("\\begin{table}\n\\centering\n\\caption{");
    text.append(tex(table.title())).append("}\n\\begin{tabular}{");
    table.columns().forEach(column -> text.append(isText(column) ? 'l' : 'r'));
    text.append("}\n\\toprule\n");
    text.append(
        String.join(" & ", table.columns().stream().map(column -> tex(column.heading())).toList()));
    text.append(" \\\\\n\\midrule\n");
    for (Row row : table.rows()) {
      List<String> cells =
          shown(table, row).stream()
              .map(cell -> row.best() ? "\\textbf{" + tex(cell) + "}" : tex(cell))
              .toList();
      text.append(String.join(" & ", cells)).append(" \\\\\n");
    }
    text.append("\\bottomrule\n\\end{tabular}\n");
    table.notes().forEach(note -> text.append("\n\\smallskip\n").append(tex(note)).append('\n'));
    return text.append("\\end{table}\n").toString();
  }

  private static String tex(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      switch (letter) {
        case '\\' -> escaped.append("\\textbackslash{}");
        case '~' -> escaped.append("\\textasciitilde{}");
        case '^' -> escaped.append("\\textasciicircum{}");
        case '&', '%', '$', '#', '_', '{', '}' -> escaped.append('\\').append(letter);
        case '<' -> escaped.append("\\textless{}");
        case '>' -> escaped.append("\\textgreater{}");
        case '–' -> escaped.append("--");
        case '±' -> escaped.append("$\\pm$");
        case '×' -> escaped.append("$\\times$");
        case 'λ' -> escaped.append("$\\lambda$");
        default -> escaped.append(letter);
      }
    }
    return escaped.toString();
  }

  private static List<String> shown(ResultTable table, Row row) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      cells.add(Cells.shown(table.columns().get(i).kind(), row.values().get(i)));
    }
    return cells;
  }

  private static boolean isText(Column column) {
    return column.kind() == Kind.TEXT;
  }
}
