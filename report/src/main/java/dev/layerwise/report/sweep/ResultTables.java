package dev.layerwise.report.sweep;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.table.Cells;
import dev.layerwise.experiments.table.Column.Kind;
import dev.layerwise.experiments.table.ResultTable;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.figure.Table.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tables of results as tables of a page. */
public final class ResultTables {
  private ResultTables() {}

  /** A table with the best row marked. */
  public static Table of(String id, String title, ResultTable table) {
    List<Column> columns = new ArrayList<>();
    for (int k = 0; k < table.columns().size(); k++) {
      int column = k;
      boolean numbers =
          table.rows().stream()
              .map(row -> row.values().get(column))
              .filter(Objects::nonNull)
              .allMatch(Number.class::isInstance);
      Kind kind = table.columns().get(k).kind();
      columns.add(
          new Column(
              // A page writes times with their units.
              table.columns().get(k).heading().replace(" (s)", ""),
              kind == Kind.TEXT && numbers ? Format.SETTING : format(kind),
              better(kind)));
    }
    List<Row> rows = new ArrayList<>();
    for (ResultTable.Row row : table.rows()) {
      List<@Nullable Object> cells = new ArrayList<>();
      row.values().forEach(value -> cells.add(cell(value)));
      rows.add(new Row(cells, row.best() ? Mark.BEST : Mark.NONE, ""));
    }
    return new Table(id, title, String.join(" ", table.notes()), columns, rows);
  }

  /** A table without a best of any column, below a caption of its own. */
  public static Table plain(String id, String title, String caption, ResultTable table) {
    Table marked = of(id, title, table);
    List<Column> columns =
        marked.columns().stream()
            .map(column -> new Column(column.name(), column.format()))
            .toList();
    return new Table(id, title, caption, columns, marked.rows());
  }

  private static @Nullable Object cell(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Number number -> number;
      case Sample sample when sample.n() == 0 -> null;
      case Sample sample when sample.n() == 1 -> sample.mean();
      case Sample sample -> new Spread(sample.mean(), sample.deviation());
      default -> Cells.plain(value);
    };
  }

  /** How numbers of a kind are written. */
  public static Format format(Kind kind) {
    return switch (kind) {
      case TEXT -> Format.TEXT;
      case COUNT -> Format.COUNT;
      case NUMBER -> Format.SETTING;
      case LOSS -> Format.LOSS;
      case ACCURACY -> Format.ACCURACY;
      case SECONDS -> Format.SECONDS;
      case PROBABILITY -> Format.PROBABILITY;
    };
  }

  /** Which end of a kind of numbers is the good one. */
  public static Better better(Kind kind) {
    return switch (kind) {
      case LOSS, SECONDS -> Better.LOWER;
      case ACCURACY -> Better.HIGHER;
      case TEXT, COUNT, NUMBER, PROBABILITY -> Better.NEITHER;
    };
  }
}
