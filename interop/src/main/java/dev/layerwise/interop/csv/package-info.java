/** Data sets from CSV files. */
@NullMarked
package dev.layerwise.interop.csv;

import org.jspecify.annotations.NullMarked;
