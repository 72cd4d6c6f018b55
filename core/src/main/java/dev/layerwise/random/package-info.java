/** Seeds and named streams of random numbers. */
@NullMarked
package dev.layerwise.random;

import org.jspecify.annotations.NullMarked;
