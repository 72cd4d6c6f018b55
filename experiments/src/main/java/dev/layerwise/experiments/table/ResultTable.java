package dev.layerwise.experiments.table;

import dev.layerwise.experiments.statistics.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of results: typed values in rows. {@link TableText} writes it.
 *
 * @param title what it shows, in a few words
 * @param columns its columns
 * @param rows its rows, in order
 * @param notes sentences below it: what a reader must know to read it right
 */
public record ResultTable(String title, List<Column> columns, List<Row> rows, List<String> notes) {
  /** Copies the lists, and checks that every row has a value for each column. */
  public ResultTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
    for (Row row : rows) {
      if (row.values().size() != columns.size()) {
        throw new IllegalArgumentException(
            title + ": " + columns.size() + " columns, but a row of " + row.values().size());
      }
    }
  }

  /**
   * A row.
   *
   * @param values a value for each column, null where there is none; a {@link Sample} for repeated
   *     measurements
   * @param best whether it is the best of the table
   */
  public record Row(List<@Nullable Object> values, boolean best) {
    /** Copies the values. */
    public Row {
      values = Collections.unmodifiableList(new ArrayList<>(values));
    }
  }

  /** Whether a column holds repeated measurements. */
  boolean isRepeated(int column) {
    return rows.stream().anyMatch(row -> row.values().get(column) instanceof Sample);
  }

  /** The value of a row in the column with this key, or null. */
  public @Nullable Object value(Row row, String key) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).key().equals(key)) {
        return row.values().get(i);
      }
    }
    throw new IllegalArgumentException(title + ": there is no column '" + key + "'");
  }
}
