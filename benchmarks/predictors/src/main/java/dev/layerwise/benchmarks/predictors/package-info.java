/** Predictions beside those of ONNX Runtime. */
@NullMarked
package dev.layerwise.benchmarks.onnxruntime;

import org.jspecify.annotations.NullMarked;
