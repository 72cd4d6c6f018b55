package dev.layerwise.interop.onnx;

import dev.layerwise.interop.onnx.Known.Moving;
import dev.layerwise.interop.onnx.Known.Scored;
import dev.layerwise.interop.onnx.Known.Sizes;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes that make a row of each example, which changes nothing but an image. */
final class RowNodes {
  static final String ADVICE = "flatten with torch.flatten(x, 1), or the like";

  private static final int NONE = 0;
  private static final Size ZERO = new Size.Exact(0);
  private static final Size REST = new Size.Exact(-1);

  private final Elementwise elementwise;
  private final Notes notes;
  private final ShapeValues shapes;

  RowNodes(Elementwise elementwise, Notes notes, ShapeValues shapes) {
    this.elementwise = elementwise;
    this.notes = notes;
    this.shapes = shapes;
  }

  @Nullable Known flatten(Node node, Known value, String label) {
    return node.whole("axis", 1) == 1 ? rows(value, -1) : notes.refuse(label, "axis is not 1");
  }

  /** To as many rows as there are examples; values keep their order, so each has its own row. */
  @Nullable Known reshape(Node node, List<Known> operands, String label) {
    Known value = operands.getFirst();
    Sizes asked = operands.size() == 2 ? ShapeValues.sizes(operands.get(1)) : null;
    if (asked == null || asked.single()) {
      return notes.refuse(label, "reshapes to what is no list of known sizes; " + ADVICE);
    }
    List<Size> shape = shapes.shape(value);
    List<Size> sizes = node.whole("allowzero", 0) == 0 ? kept(asked, shape) : asked.values();
    int width = sizes.size() == 2 ? width(sizes.get(0), sizes.get(1)) : NONE;
    Known rows = width == NONE ? null : rows(value, width);
    return rows != null
        ? rows
        : notes.refuse(
            label,
            "reshapes "
                + (shape == null ? "" : shape + " ")
                + "to "
                + sizes
                + ", which is something other than a row for each of n examples; "
                + ADVICE);
  }

  /** The sizes asked for; a zero stands for the one that there was. */
  private static List<Size> kept(Sizes asked, @Nullable List<Size> shape) {
    List<Size> sizes = new ArrayList<>(asked.values());
    for (int k = 0; k < sizes.size(); k++) {
      if (sizes.get(k).equals(ZERO)) {
        Size told = shape != null && k < shape.size() ? shape.get(k) : Size.OPEN;
        sizes.set(k, k == 0 ? Size.EXAMPLES : told);
      }
    }
    return sizes;
  }

  /**
   * How wide rows are, one for each example; −1 where the number of rows alone tells it, {@link
   * #NONE} if it is no such shape.
   */
  private int width(Size rows, Size columns) {
    boolean counted = shapes.isExamples(rows);
    return switch (columns) {
      case Size.Exact(long number)
          when number > 0 && number < Integer.MAX_VALUE && (counted || rows.equals(REST)) ->
          (int) number;
      case Size.Exact(long number) when number == -1 && counted -> -1;
      case Size.Open _ when counted -> -1;
      default -> NONE;
    };
  }

  private @Nullable Known rows(Known value, int columns) {
    Flow flow = elementwise.flow(value);
    if (flow == null) {
      return value instanceof Scored ? value : null;
    }
    if (columns > 0 && flow.columns() > 0 && columns != flow.columns()) {
      return null;
    }
    if (flow.flat()) {
      return new Moving(flow);
    }
    return new Moving(flow.flattened(columns > 0 ? columns : flow.columns()));
  }
}
