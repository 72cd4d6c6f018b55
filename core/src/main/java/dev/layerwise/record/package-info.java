/** Model files and checkpoints: versioned, written atomically. */
@NullMarked
package dev.layerwise.record;

import org.jspecify.annotations.NullMarked;
