/** The workloads in TensorFlow. */
@NullMarked
package dev.layerwise.benchmarks.tensorflow;

import org.jspecify.annotations.NullMarked;
