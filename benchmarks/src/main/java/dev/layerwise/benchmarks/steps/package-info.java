/** A training, step by step. */
@NullMarked
package dev.layerwise.benchmarks.steps;

import org.jspecify.annotations.NullMarked;
