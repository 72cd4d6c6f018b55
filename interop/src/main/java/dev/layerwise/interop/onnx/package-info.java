/** Models as ONNX files: written for others, and read from others. */
@NullMarked
package dev.layerwise.interop.onnx;

import org.jspecify.annotations.NullMarked;
