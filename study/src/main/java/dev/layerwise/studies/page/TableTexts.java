package dev.layerwise.studies.page;

import dev.layerwise.experiments.table.Column.Kind;
import dev.layerwise.experiments.table.ResultTable;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables of a page as tables for terminals and files. */
public final class TableTexts {
  private TableTexts() {}

  /** The same table; notes of rows become a last column where there are any. */
  public static ResultTable of(Table table, boolean withNotes) {
    boolean notes = withNotes && table.rows().stream().anyMatch(row -> !row.note().isEmpty());
    List<dev.layerwise.experiments.table.Column> columns = new ArrayList<>();
    for (Table.Column column : table.columns()) {
      columns.add(
          new dev.layerwise.experiments.table.Column(
              column.name(), column.name(), kind(column.format())));
    }
    if (notes) {
      columns.add(new dev.layerwise.experiments.table.Column("note", "note", Kind.TEXT));
    }
    List<ResultTable.Row> rows = new ArrayList<>();
    for (Table.Row row : table.rows()) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int k = 0; k < table.columns().size(); k++) {
        Object cell = row.cells().get(k);
        Object value = cell instanceof Table.Spread spread ? (Object) spread.mean() : cell;
        boolean misfit =
            value instanceof String && kind(table.columns().get(k).format()) != Kind.TEXT;
        values.add(misfit ? null : value);
      }
      if (notes) {
        values.add(row.note());
      }
      rows.add(row(values, row.mark() == Table.Mark.BEST));
    }
    return new ResultTable(
        table.title(),
        columns,
        rows,
        table.caption().isEmpty() ? List.of() : List.of(table.caption()));
  }

  // The class file does not tell that the list may hold nulls, which the record says it may.
  @SuppressWarnings("NullAway")
  private static ResultTable.Row row(List<@Nullable Object> values, boolean best) {
    return new ResultTable.Row(values, best);
  }

  private static Kind kind(Format format) {
    return switch (format) {
      case TEXT, SETTING -> Kind.TEXT;
      case COUNT -> Kind.COUNT;
      case LOSS, DIFFERENCE -> Kind.LOSS;
      case ACCURACY -> Kind.ACCURACY;
      case SECONDS -> Kind.SECONDS;
      case PROBABILITY -> Kind.PROBABILITY;
    };
  }
}
