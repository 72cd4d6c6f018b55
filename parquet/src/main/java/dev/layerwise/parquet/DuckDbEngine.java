package dev.layerwise.parquet;

import dev.layerwise.data.DataException;
import dev.layerwise.interop.parquet.ParquetEngine;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/**
 * DuckDB as the engine.
 *
 * <p>Each table has a database of its own, in memory: what a damaged file does to one ends with it.
 * It may neither load extensions nor write files, and is held to {@link #MEMORY}.
 */
public final class DuckDbEngine implements ParquetEngine {
  /** All that DuckDB may use beside the heap; it streams, so the size of a file does not matter. */
  private static final String MEMORY = "1GiB";

  /** For the service loader. */
  public DuckDbEngine() {}

  @Override
  public String name() {
    return "DuckDB " + DuckDBDriver.class.getPackage().getImplementationVersion();
  }

  @Override
  public Table open(List<Path> files) {
    Connection connection = connect(files.getFirst());
    try {
      return DuckDbTable.of(connection, files);
    } catch (RuntimeException e) {
      try {
        connection.close();
      } catch (SQLException another) {
        e.addSuppressed(another);
      }
      throw e;
    }
  }

  private static Connection connect(Path file) {
    Properties settings = new Properties();
    // Otherwise the whole result is gathered before the first row is seen.
    settings.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    settings.setProperty("memory_limit", MEMORY);
    settings.setProperty("temp_directory", "");
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", settings);
      if (connection == null) {
        throw new SQLException("the driver refuses its own address");
      }
      return connection;
    } catch (SQLException | RuntimeException | LinkageError e) {
      // Loading the native code fails with any of these.
      throw new DataException(
          file
              + ": DuckDB, which reads Parquet files, does not start on this machine ("
              + e.getMessage()
              + "); write the data as CSV or .npz",
          e);
    }
  }
}
