/** What a run looks like: sample grids, tables. */
@NullMarked
package dev.layerwise.report;

import org.jspecify.annotations.NullMarked;
