/** Networks to play with: the playground over points in the plane, and the drawing pad. */
@NullMarked
package dev.layerwise.web.play;

import org.jspecify.annotations.NullMarked;
