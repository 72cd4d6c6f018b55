package dev.layerwise.interop.onnx;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A matrix on its way through the graph: a row for each example.
 *
 * @param before what it was before the step; null for the input of the graph
 * @param step what was done to it last; null for the input of the graph
 * @param columns its width; −1 while that is not known
 * @param flat whether it has two dimensions; the input may be an image
 */
record Flow(@Nullable Flow before, @Nullable Step step, int columns, boolean flat) {
  Flow then(Step next, int newColumns) {
    return new Flow(this, next, newColumns, flat);
  }

  Flow flattened(int newColumns) {
    return new Flow(before, step, newColumns, true);
  }

  /** All steps from the input on. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (Flow at = this; at != null; at = at.before) {
      if (at.step != null) {
        steps.addFirst(at.step);
      }
    }
    return steps;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
