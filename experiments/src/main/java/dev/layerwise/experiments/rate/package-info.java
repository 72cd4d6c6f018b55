/** The learning-rate range test. */
@NullMarked
package dev.layerwise.experiments.rate;

import org.jspecify.annotations.NullMarked;
