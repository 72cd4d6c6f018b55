/** The training loop, its events and its stopping rules. */
@NullMarked
package dev.layerwise.train;

import org.jspecify.annotations.NullMarked;
