package dev.layerwise.interop.onnx;

import dev.layerwise.nn.Loss;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of a value of the graph. */
sealed interface Known {
  /** A constant. */
  record Fixed(OnnxTensor tensor) implements Known {}

  /**
   * A shape, or part of one, that depends on the number of examples.
   *
   * @param single whether it is one number and no list
   */
  record Sizes(List<Size> values, boolean single) implements Known {
    public Sizes {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return single ? String.valueOf(values.getFirst()) : values.toString();
    }
  }

  /** A matrix between two steps. */
  record Moving(Flow flow) implements Known {}

  /** A function of such a matrix, element by element, that may yet become part of a larger one. */
  record Computed(Flow base, Expression expression) implements Known {}

  /**
   * The scores at the end.
   *
   * @param logits what they are made of
   * @param classNames the names that the graph gives the classes, or null
   */
  record Scored(Flow logits, Loss loss, @Nullable List<String> classNames) implements Known {}

  /** What is of no use here, such as the name of the chosen class. */
  record Beside() implements Known {}

  /** The result of a node that is not supported, or of one that needs such a result. */
  record Unknown() implements Known {}
}
