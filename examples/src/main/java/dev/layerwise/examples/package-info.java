/** Programs to begin from, each of which does one thing. */
@NullMarked
package dev.layerwise.examples;

import org.jspecify.annotations.NullMarked;
