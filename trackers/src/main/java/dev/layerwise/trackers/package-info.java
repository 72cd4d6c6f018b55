/** What trackers have in common. */
@NullMarked
package dev.layerwise.trackers;

import org.jspecify.annotations.NullMarked;
