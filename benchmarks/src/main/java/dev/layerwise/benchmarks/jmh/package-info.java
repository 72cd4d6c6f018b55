/** Benchmarks of kernels and of whole steps with JMH; their results are checked as well. */
@NullMarked
package dev.layerwise.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
