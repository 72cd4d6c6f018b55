/** The commands. */
@NullMarked
package dev.layerwise.cli;

import org.jspecify.annotations.NullMarked;
