/** Layers and losses: their descriptions, their states, forward and backward. */
@NullMarked
package dev.layerwise.nn;

import org.jspecify.annotations.NullMarked;
