/** Kernels on the JDK's Vector API. */
@NullMarked
package dev.layerwise.kernels.vector;

import org.jspecify.annotations.NullMarked;
