/**
 * The slow truth about whole networks: a double-precision reference, and the check of gradients
 * against it.
 */
@NullMarked
package dev.layerwise.reference;

import org.jspecify.annotations.NullMarked;
