/** ONNX Runtime as the engine that exports are compared with. */
@NullMarked
package dev.layerwise.onnxruntime;

import org.jspecify.annotations.NullMarked;
