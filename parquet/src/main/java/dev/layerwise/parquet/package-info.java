/** DuckDB as the software that decodes Parquet files. */
@NullMarked
package dev.layerwise.parquet;

import org.jspecify.annotations.NullMarked;
