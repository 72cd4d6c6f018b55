/** How the cost of training grows. */
@NullMarked
package dev.layerwise.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
