/** Studies: named sweeps with published figures beside them, and where they are written. */
@NullMarked
package dev.layerwise.studies;

import org.jspecify.annotations.NullMarked;
