package dev.layerwise.interop.onnx;

import java.util.List;

/**
 * A constant of a graph.
 *
 * @param name its name
 * @param dimensions its shape, outermost first; empty for a single value
 * @param content its values, row after row
 */
record OnnxTensor(String name, List<Long> dimensions, Content content) {
  OnnxTensor {
    dimensions = List.copyOf(dimensions);
  }

  /** The values, by the kinds of element types. */
  sealed interface Content {
    /**
     * Floating-point numbers.
     *
     * @param rounded whether 64-bit values were rounded
     */
    record Reals(float[] values, boolean rounded) implements Content {}

    /** Whole numbers. */
    record Wholes(long[] values) implements Content {}

    /** Texts. */
    record Texts(List<String> values) implements Content {}
  }

  static OnnxTensor of(String name, List<Long> dimensions, float... values) {
    return new OnnxTensor(name, dimensions, new Content.Reals(values, false));
  }

  /** Its values as floats; texts have none. */
  float[] floats() {
    return switch (content) {
      case Content.Reals reals -> reals.values();
      case Content.Wholes wholes -> {
        float[] values = new float[wholes.values().length];
        for (int i = 0; i < values.length; i++) {
          values[i] = wholes.values()[i];
        }
        yield values;
      }
      case Content.Texts _ -> new float[0];
    };
  }

  /** The number of values. */
  int size() {
    return switch (content) {
      case Content.Reals reals -> reals.values().length;
      case Content.Wholes wholes -> wholes.values().length;
      case Content.Texts texts -> texts.values().size();
    };
  }

  OnnxTensor withName(String newName) {
    return new OnnxTensor(newName, dimensions, content);
  }

  OnnxTensor withDimensions(List<Long> newDimensions) {
    return new OnnxTensor(name, newDimensions, content);
  }
}
