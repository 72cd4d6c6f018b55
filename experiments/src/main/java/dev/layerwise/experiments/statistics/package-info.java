/** Statistics of repeated runs, and tests between them. */
@NullMarked
package dev.layerwise.experiments.statistics;

import org.jspecify.annotations.NullMarked;
