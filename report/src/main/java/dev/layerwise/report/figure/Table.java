package dev.layerwise.report.figure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that can be sorted by each of its columns.
 *
 * @param id see {@link Figure#id}
 * @param title see {@link Figure#title}
 * @param caption see {@link Figure#caption}
 * @param columns the columns
 * @param rows the rows in the order they are shown at first
 */
public record Table(String id, String title, String caption, List<Column> columns, List<Row> rows)
    implements Figure {
  /**
   * A column.
   *
   * @param name its heading
   * @param format how its numbers are written
   * @param better whether its best value is marked, and which that is
   */
  public record Column(String name, Format format, Better better) {
    /** A column whose best value is not marked. */
    public Column(String name, Format format) {
      this(name, format, Better.NEITHER);
    }
  }

  /**
   * A row.
   *
   * @param cells a {@link String}, a {@link Number} or a {@link Spread} for each column, or null
   *     for no value
   * @param mark what the row stands for
   * @param note what to know about the row, or an empty text
   */
  public record Row(List<@Nullable Object> cells, Mark mark, String note) {
    /** Copies the list. */
    public Row {
      cells = Collections.unmodifiableList(new ArrayList<>(cells));
    }

    /** An ordinary row. */
    public Row(List<@Nullable Object> cells) {
      this(cells, Mark.NONE, "");
    }
  }

  /**
   * A mean of repeats; it sorts by the mean.
   *
   * @param mean the mean
   * @param deviation the standard deviation
   */
  public record Spread(double mean, double deviation) {}

  /** What a row stands for. */
  public enum Mark {
    /** Nothing special. */
    NONE,
    /** The best, or the one that was chosen. */
    BEST,
    /** One that failed, diverged or was pruned. */
    FAILED,
    /** One that is still running or waits. */
    PENDING
  }

  /**
   * Copies the lists and checks them.
   *
   * @throws IllegalArgumentException if a row has not one cell for each column, or a cell is
   *     neither text nor number
   */
  public Table {
    Figure.requireId(id);
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.cells().size() != columns.size()) {
        throw new IllegalArgumentException(
            id + ": " + columns.size() + " columns, but a row of " + row.cells().size() + " cells");
      }
      for (Object cell : row.cells()) {
        switch (cell) {
          case null -> {}
          case String _ -> {}
          case Number _ -> {}
          case Spread _ -> {}
          default ->
              throw new IllegalArgumentException(
                  id + ": a cell is neither text nor number: " + cell);
        }
      }
    }
  }
}
