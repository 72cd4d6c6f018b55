package dev.layerwise.parquet;

import dev.layerwise.interop.parquet.ParquetEngine.Rows;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Rows of a result of DuckDB's. */
final class DuckDbRows implements Rows {
  private final String where;
  private final Statement statement;
  private final ResultSet result;
  private boolean missing;

  DuckDbRows(String where, Statement statement, ResultSet result) {
    this.where = where;
    this.statement = statement;
    this.result = result;
  }

  @Override
  public boolean next() {
    try {
      return result.next();
    } catch (SQLException e) {
      throw DuckDbTable.damaged(where, e);
    }
  }

  @Override
  public double number(int column) {
    try {
      double value = result.getDouble(column + 1);
      missing = result.wasNull();
      return missing ? Double.NaN : value;
    } catch (SQLException e) {
      throw DuckDbTable.damaged(where, e);
    }
  }

  @Override
  public boolean isMissing() {
    return missing;
  }

  @Override
  public @Nullable String text(int column) {
    try {
      return result.getString(column + 1);
    } catch (SQLException e) {
      throw DuckDbTable.damaged(where, e);
    }
  }

  @Override
  public double @Nullable [] numbers(int column) {
    try {
      Array array = result.getArray(column + 1);
      if (array == null) {
        return null;
      }
      Object[] values = (Object[]) array.getArray();
      double[] numbers = new double[values.length];
      missing = false;
      for (int i = 0; i < values.length; i++) {
        missing |= values[i] == null;
        numbers[i] = values[i] instanceof Number number ? number.doubleValue() : Double.NaN;
      }
      return numbers;
    } catch (SQLException e) {
      throw DuckDbTable.damaged(where, e);
    }
  }

  @Override
  public byte @Nullable [] bytes(int column) {
    try {
      Blob blob = result.getBlob(column + 1);
      return blob == null ? null : blob.getBytes(1, Math.toIntExact(blob.length()));
    } catch (SQLException e) {
      throw DuckDbTable.damaged(where, e);
    }
  }

  @Override
  public void close() {
    try (statement;
        result) {
      missing = false;
    } catch (SQLException e) {
      throw DuckDbTable.damaged(where, e);
    }
  }
}
