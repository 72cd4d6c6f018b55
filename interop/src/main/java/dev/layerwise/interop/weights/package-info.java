/** Weights under the names and in the layout of other frameworks, as safetensors files. */
@NullMarked
package dev.layerwise.interop.weights;

import org.jspecify.annotations.NullMarked;
