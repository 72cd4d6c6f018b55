/** The workloads in libtorch. */
@NullMarked
package dev.layerwise.benchmarks.libtorch;

import org.jspecify.annotations.NullMarked;
