/** Whole workloads, for Layerwise and its peers in turns. */
@NullMarked
package dev.layerwise.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
