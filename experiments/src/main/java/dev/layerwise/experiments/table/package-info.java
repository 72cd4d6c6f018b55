/** Tables of results in the formats that people and programs read. */
@NullMarked
package dev.layerwise.experiments.table;

import org.jspecify.annotations.NullMarked;
