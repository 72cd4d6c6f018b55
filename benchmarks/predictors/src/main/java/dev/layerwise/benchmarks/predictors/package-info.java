/** Predictions beside those of ONNX Runtime and DJL. */
@NullMarked
package dev.layerwise.benchmarks.predictors;

import org.jspecify.annotations.NullMarked;
