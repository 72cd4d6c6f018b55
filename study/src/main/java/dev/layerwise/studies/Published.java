package dev.layerwise.studies;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Published figures, as they were printed.
 *
 * @param columns the names of the columns
 * @param rows a text for every column
 */
public record Published(List<String> columns, List<Map<String, String>> rows) {
  /** Copies the lists. */
  public Published {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Reads a file of the project's own, by its name. */
  public static Published read(String name) {
    List<Map<String, String>> rows = new ArrayList<>();
    List<String> columns = List.of();
    String text = Studies.resource("published/" + name + ".csv");
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(text)) {
      for (NamedCsvRecord row : reader) {
        columns = row.getHeader();
        rows.add(new LinkedHashMap<>(row.getFieldsAsMap()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Published(columns, rows);
  }

  /** A number of a row; NaN for one that was not printed. */
  public static double number(Map<String, String> row, String column) {
    String text = row.getOrDefault(column, "");
    return text.isEmpty() || text.equals("nan") ? Double.NaN : Double.parseDouble(text);
  }

  /** The rows in which a column holds a value. */
  public Published where(String column, String value) {
    return new Published(
        columns, rows.stream().filter(row -> value.equals(row.get(column))).toList());
  }

  /** A column as numbers. */
  public double[] numbers(String column) {
    return rows.stream().mapToDouble(row -> number(row, column)).toArray();
  }

  /** The row whose figure is greatest. */
  public Map<String, String> best(String column) {
    return rows.stream()
        .max(
            java.util.Comparator.comparingDouble(row -> {
              double value = number(row, column);
              return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
            }))
        .orElseThrow();
  }
}
