import dev.layerwise.interop.parquet.ParquetEngine;
import dev.layerwise.parquet.DuckDbEngine;

/** DuckDB, to decode Parquet files; the only module that carries its native code. */
// DuckDB's jar has a name for the module system, and no descriptor.
@SuppressWarnings("requires-automatic")
module dev.layerwise.parquet {
  requires static org.jspecify;
  requires dev.layerwise.interop;
  requires duckdb.jdbc;
  requires java.sql;

  provides ParquetEngine with
      DuckDbEngine;
}
