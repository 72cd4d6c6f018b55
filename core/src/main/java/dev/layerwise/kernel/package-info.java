/**
 * The seam for speed: kernels on plain arrays, the scalar reference, and the choice of a provider.
 */
@NullMarked
package dev.layerwise.kernel;

import org.jspecify.annotations.NullMarked;
