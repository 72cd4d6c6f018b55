/** The benchmarks' commands. */
@NullMarked
package dev.layerwise.benchmarks;

import org.jspecify.annotations.NullMarked;
