/**
 * Arrays as NumPy keeps them: {@code .npy} and {@code .npz}, by hand, for no kept library was
 * found.
 */
@NullMarked
package dev.layerwise.interop.numpy;

import org.jspecify.annotations.NullMarked;
