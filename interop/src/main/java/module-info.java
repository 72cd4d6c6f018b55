/** Data and models from elsewhere and for others. */
// Protobuf's jar has a name for the module system, and no descriptor.
@SuppressWarnings("requires-automatic")
module dev.layerwise.interop {
  requires static org.jspecify;
  requires transitive dev.layerwise.core;
  requires com.google.protobuf;
  requires de.siegmar.fastcsv;
  requires java.desktop;
  requires java.net.http;
  requires tools.jackson.databind;

  exports dev.layerwise.interop.csv;
  exports dev.layerwise.interop.image;
  exports dev.layerwise.interop.numpy;
  exports dev.layerwise.interop.onnx;
  exports dev.layerwise.interop.parquet;
  exports dev.layerwise.interop.published;
  exports dev.layerwise.interop.weights;

  uses dev.layerwise.interop.onnx.OnnxEngine;
  uses dev.layerwise.interop.parquet.ParquetEngine;
}
