package dev.layerwise.interop.onnx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is noted on the way through a graph. */
final class Notes {
  private final List<String> unsupported = new ArrayList<>();
  private @Nullable List<String> classNames;
  private boolean rounded;

  /** Notes that a node is not supported; the result is that nothing is known of its output. */
  @Nullable Known refuse(String label, String why) {
    unsupported.add(label + ": " + why);
    return null;
  }

  /** The nodes that are not supported, each with the reason. */
  List<String> unsupported() {
    return unsupported;
  }

  /** The names that a node about classes knows. */
  @Nullable List<String> classNames() {
    return classNames;
  }

  void nameClasses(@Nullable List<String> names) {
    classNames = names;
  }

  /** The numbers of a constant; those of 64 bits are rounded, and that is noted. */
  float[] reals(OnnxTensor tensor) {
    rounded |= tensor.content() instanceof OnnxTensor.Content.Reals(var _, boolean r) && r;
    return tensor.floats();
  }

  /** Whether 64-bit constants were rounded. */
  boolean rounded() {
    return rounded;
  }
}
