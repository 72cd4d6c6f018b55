/** The published data sets: found on this machine, or downloaded. */
@NullMarked
package dev.layerwise.interop.published;

import org.jspecify.annotations.NullMarked;
