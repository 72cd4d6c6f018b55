/** What the machine can do at most, and what a workload asks of it at least. */
@NullMarked
package dev.layerwise.benchmarks.roofline;

import org.jspecify.annotations.NullMarked;
