package dev.layerwise.parquet;

import dev.layerwise.data.DataException;
import dev.layerwise.interop.parquet.ParquetEngine.Column;
import dev.layerwise.interop.parquet.ParquetEngine.Kind;
import dev.layerwise.interop.parquet.ParquetEngine.Rows;
import dev.layerwise.interop.parquet.ParquetEngine.Table;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parquet files as a table of DuckDB's. */
final class DuckDbTable implements Table {
  private static final Pattern NUMBER =
      Pattern.compile("(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|BOOLEAN|DECIMAL.*)");
  private static final Pattern LIST = Pattern.compile("\\[[0-9]*]");

  /** What DuckDB takes for a pattern of names. */
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");

  private final Connection connection;
  private final String where;
  private final String from;
  private final List<Column> columns;

  private DuckDbTable(Connection connection, String where, String from, List<Column> columns) {
    this.connection = connection;
    this.where = where;
    this.from = from;
    this.columns = columns;
  }

  static DuckDbTable of(Connection connection, List<Path> files) {
    String where =
        files.size() == 1
            ? files.getFirst().toString()
            : files.getFirst() + " and " + (files.size() - 1) + " more";
    String from =
        files.stream()
            .map(DuckDbTable::quoted)
            // Otherwise the first file's types are those of all: fractions would be rounded to
            // whole numbers, and columns of other files left out.
            .collect(Collectors.joining(", ", "read_parquet([", "], union_by_name = true)"));
    List<Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      while (described.next()) {
        String type = described.getString(2);
        columns.add(new Column(described.getString(1), kind(type), type));
      }
    } catch (SQLException e) {
      throw damaged(where, e);
    }
    return new DuckDbTable(connection, where, from, List.copyOf(columns));
  }

  /** A path as a text of SQL, with nothing in it that would be a pattern. */
  private static String quoted(Path file) {
    String path = file.toAbsolutePath().toString();
    return "'" + WILDCARD.matcher(path).replaceAll("[$0]").replace("'", "''") + "'";
  }

  private static Kind kind(String type) {
    if (NUMBER.matcher(type).matches()) {
      return Kind.NUMBER;
    }
    String element = LIST.matcher(type).replaceAll("");
    if (dimensions(type) > 0 && NUMBER.matcher(element).matches()) {
      return dimensions(type) <= 2 ? Kind.NUMBERS : Kind.OTHER;
    }
    if (type.equals("VARCHAR") || type.startsWith("ENUM")) {
      return Kind.TEXT;
    }
    return type.equals("BLOB") || isNamedImage(type) ? Kind.IMAGE : Kind.OTHER;
  }

  /** The bytes of an image beside the name of its file. */
  private static boolean isNamedImage(String type) {
    return type.startsWith("STRUCT(") && type.contains("bytes BLOB");
  }

  private static int dimensions(String type) {
    return (int) LIST.matcher(type).results().count();
  }

  @Override
  public List<Column> columns() {
    return columns;
  }

  @Override
  public Rows rows(List<Integer> wanted, int label) {
    String selected =
        wanted.stream()
            .map(place -> expression(columns.get(place), place == label))
            .collect(Collectors.joining(", "));
    try {
      Statement statement = connection.createStatement();
      try {
        return new DuckDbRows(
            where, statement, statement.executeQuery("SELECT " + selected + " FROM " + from));
      } catch (SQLException e) {
        statement.close();
        throw e;
      }
    } catch (SQLException e) {
      throw damaged(where, e);
    }
  }

  private static String expression(Column column, boolean asText) {
    String name = "\"" + column.name().replace("\"", "\"\"") + "\"";
    if (asText) {
      return name + "::VARCHAR";
    }
    return switch (column.kind()) {
      case NUMBER -> name + "::DOUBLE";
      case NUMBERS ->
          dimensions(column.type()) == 1
              ? name + "::DOUBLE[]"
              // Flattened as it is, a list that is missing would make the row shorter.
              : "flatten(list_transform("
                  + name
                  + "::DOUBLE[][], lambda list: coalesce(list, [NULL])))";
      case IMAGE -> isNamedImage(column.type()) ? name + ".bytes" : name;
      case TEXT, OTHER -> name + "::VARCHAR";
    };
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw damaged(where, e);
    }
  }

  /** DuckDB's own words, of which the first line says what is wrong. */
  static DataException damaged(String where, SQLException e) {
    String message = String.valueOf(e.getMessage()).strip();
    String line = message.lines().findFirst().orElse("").replace("TProtocolException: ", "");
    return new DataException(
        where
            + ": cannot be read as Parquet, it is damaged or of an unusual kind ("
            + (line.length() <= 300 ? line : line.substring(0, 297) + "...")
            + ")",
        e);
  }
}
