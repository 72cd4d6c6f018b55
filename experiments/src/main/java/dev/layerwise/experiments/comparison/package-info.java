/** Comparisons between runs: settings, figures, predictions, weights. */
@NullMarked
package dev.layerwise.experiments.comparison;

import org.jspecify.annotations.NullMarked;
