/** Data sets, their readers and generators, splits, scaling and mini-batches. */
@NullMarked
package dev.layerwise.data;

import org.jspecify.annotations.NullMarked;
