/** The network as a whole. */
@NullMarked
package dev.layerwise.model;

import org.jspecify.annotations.NullMarked;
