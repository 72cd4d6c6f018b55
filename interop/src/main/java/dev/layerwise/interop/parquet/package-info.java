/** Data sets from Apache Parquet; what decodes the files is found as a service. */
@NullMarked
package dev.layerwise.interop.parquet;

import org.jspecify.annotations.NullMarked;
