/** Sweeps: a description of many runs, their execution, and the table they end in. */
@NullMarked
package dev.layerwise.experiments.sweep;

import org.jspecify.annotations.NullMarked;
