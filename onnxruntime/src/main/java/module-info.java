import dev.layerwise.interop.onnx.OnnxEngine;
import dev.layerwise.onnxruntime.OnnxRuntimeEngine;

/** ONNX Runtime, to compare exports with; the only module that carries its native code. */
// ONNX Runtime's jar has a name for the module system, and no descriptor.
@SuppressWarnings("requires-automatic")
module dev.layerwise.onnxruntime {
  requires static org.jspecify;
  requires com.microsoft.onnxruntime;
  requires dev.layerwise.interop;

  provides OnnxEngine with
      OnnxRuntimeEngine;
}
