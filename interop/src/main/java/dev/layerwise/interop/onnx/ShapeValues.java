package dev.layerwise.interop.onnx;

import dev.layerwise.interop.onnx.Known.Computed;
import dev.layerwise.interop.onnx.Known.Fixed;
import dev.layerwise.interop.onnx.Known.Moving;
import dev.layerwise.interop.onnx.Known.Scored;
import dev.layerwise.interop.onnx.Known.Sizes;
import dev.layerwise.interop.onnx.OnnxModel.Attribute;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import dev.layerwise.interop.onnx.OnnxTensor.Content;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes shapes in numbers and the number of examples, which is not known. Exporters write such
 * computations for {@code x.view(x.size(0), -1)}.
 */
final class ShapeValues {
  /** Longer than any shape. Without it, a file could double a list with every node. */
  private static final int LONGEST = 16;

  /** The shape of the input, or null if the file does not tell it. */
  private final @Nullable List<Size> input;

  /** The number of examples that the graph was exported for; −1 where it is free. */
  private final long examples;

  ShapeValues(@Nullable List<Long> dimensions) {
    if (dimensions == null || dimensions.isEmpty()) {
      input = null;
      examples = -1;
      return;
    }
    List<Size> sizes = new ArrayList<>();
    for (long dimension : dimensions) {
      sizes.add(dimension < 0 ? Size.OPEN : new Size.Exact(dimension));
    }
    sizes.set(0, Size.EXAMPLES);
    input = sizes.size() > 1 ? List.copyOf(sizes) : null;
    examples = dimensions.getFirst();
  }

  /** Whether a size is that of the examples. */
  boolean isExamples(Size size) {
    return size.equals(Size.EXAMPLES)
        || (size instanceof Size.Exact(long n) && n > 0 && n == examples);
  }

  /** The shape of a value, or null if it is not known. */
  @Nullable List<Size> shape(Known value) {
    return switch (value) {
      case Moving(Flow flow) -> shape(flow);
      case Computed(Flow base, Expression _) -> shape(base);
      case Scored _ -> List.of(Size.EXAMPLES, Size.OPEN);
      case Sizes(List<Size> values, boolean single) ->
          single ? List.of() : List.of(new Size.Exact(values.size()));
      case Fixed(OnnxTensor tensor) ->
          tensor.dimensions().stream().<Size>map(Size.Exact::new).toList();
      default -> null;
    };
  }

  private @Nullable List<Size> shape(Flow flow) {
    if (!flow.flat()) {
      return input;
    }
    if (flow.columns() > 0) {
      return List.of(Size.EXAMPLES, new Size.Exact(flow.columns()));
    }
    return input == null ? null : List.of(Size.EXAMPLES, Size.OPEN);
  }

  /** A value as part of a shape, or null if it holds no whole numbers, or too many. */
  static @Nullable Sizes sizes(Known value) {
    if (value instanceof Sizes sizes) {
      return sizes;
    }
    return value instanceof Fixed(OnnxTensor tensor)
            && tensor.content() instanceof Content.Wholes(long[] numbers)
            && numbers.length <= LONGEST
            && tensor.dimensions().size() <= 1
        ? new Sizes(
            Arrays.stream(numbers).<Size>mapToObj(Size.Exact::new).toList(),
            tensor.dimensions().isEmpty())
        : null;
  }

  /** What a node makes of shapes, or null if that is not followed here. */
  @Nullable Known result(Node node, List<Known> operands) {
    if (node.operator().equals("Shape")) {
      return known(ends(node, shape(operands.getFirst())));
    }
    Sizes first = sizes(operands.getFirst());
    if (first == null) {
      return null;
    }
    return switch (node.operator()) {
      case "Identity" -> first;
      case "Cast" -> {
        long type = node.whole("to", 0);
        yield type == Fields.INT64 || type == Fields.INT32 ? first : null;
      }
      case "Gather" -> known(gathered(node, first, operands.get(1)));
      case "Slice" -> known(sliced(node, first, operands));
      case "Squeeze", "Unsqueeze" -> known(withAxis(node, first, operands));
      case "Reshape" -> known(reshaped(first, operands));
      case "Concat" -> known(joined(node, operands));
      case "Mul" -> known(product(first, sizes(operands.get(1))));
      default -> null;
    };
  }

  /** Why there is no result. */
  static String complaint(Node node, List<Known> operands) {
    if (node.operator().equals("Shape")) {
      return "asks for a shape that the file does not tell; export the input with its shape";
    }
    List<String> shapes =
        operands.stream()
            .filter(Sizes.class::isInstance)
            .map(operand -> String.valueOf(sizes(operand)))
            .toList();
    return "computes with the sizes "
        + String.join(" and ", shapes)
        + " in a way that is not followed here; "
        + RowNodes.ADVICE;
  }

  /** As a constant, if it holds nothing but numbers. */
  private static @Nullable Known known(@Nullable Sizes sizes) {
    if (sizes == null || !sizes.values().stream().allMatch(Size.Exact.class::isInstance)) {
      return sizes;
    }
    long[] numbers =
        sizes.values().stream()
            .mapToLong(size -> size instanceof Size.Exact(long number) ? number : 0)
            .toArray();
    List<Long> dimensions = sizes.single() ? List.of() : List.of((long) numbers.length);
    return new Fixed(new OnnxTensor("", dimensions, new Content.Wholes(numbers)));
  }

  private static @Nullable Sizes list(@Nullable List<Size> values) {
    return values == null || values.size() > LONGEST ? null : new Sizes(values, false);
  }

  /** The part of a shape that {@code Shape} is asked for. */
  private static @Nullable Sizes ends(Node node, @Nullable List<Size> shape) {
    return shape == null
        ? null
        : part(shape, node.whole("start", 0), node.whole("end", shape.size()));
  }

  private static @Nullable Sizes part(List<Size> values, long start, long end) {
    int from = place(values, start);
    return list(values.subList(from, Math.max(from, place(values, end))));
  }

  /** A place in a list, counted from its end if negative. */
  private static int place(List<Size> values, long index) {
    int size = values.size();
    return Math.clamp(index < 0 ? index + size : index, 0, size);
  }

  private static @Nullable Sizes gathered(Node node, Sizes from, Known indices) {
    Sizes places = sizes(indices);
    if (from.single() || places == null || !isFirst(node.whole("axis", 0))) {
      return null;
    }
    List<Size> chosen = new ArrayList<>();
    int size = from.values().size();
    for (Size place : places.values()) {
      if (!(place instanceof Size.Exact(long index)) || index < -size || index >= size) {
        return null;
      }
      chosen.add(from.values().get((int) (index < 0 ? index + size : index)));
    }
    return new Sizes(chosen, places.single());
  }

  private static @Nullable Sizes sliced(Node node, Sizes from, List<Known> operands) {
    long[] starts = numbers(node, operands, 1, "starts");
    long[] ends = numbers(node, operands, 2, "ends");
    long[] axes = numbers(node, operands, 3, "axes", 0);
    long[] steps = numbers(node, operands, 4, "steps", 1);
    boolean plain = axes.length == 1 && isFirst(axes[0]) && steps.length == 1 && steps[0] == 1;
    return plain && starts.length == 1 && ends.length == 1 && !from.single()
        ? part(from.values(), starts[0], ends[0])
        : null;
  }

  /** One number becomes a list of one, or the other way round. */
  private static @Nullable Sizes withAxis(Node node, Sizes from, List<Known> operands) {
    boolean toSingle = node.operator().equals("Squeeze");
    boolean named = node.input(1) != null || node.attributes().containsKey("axes");
    long[] axes = numbers(node, operands, 1, "axes");
    boolean first = axes.length == 1 && isFirst(axes[0]);
    return (first || (toSingle && !named)) && from.values().size() == 1 && from.single() != toSingle
        ? new Sizes(from.values(), toSingle)
        : null;
  }

  /** To a list of all that there are, as PyTorch makes one of a single number. */
  private static @Nullable Sizes reshaped(Sizes from, List<Known> operands) {
    Sizes shape = operands.size() == 2 ? sizes(operands.get(1)) : null;
    return shape != null
            && shape.values().size() == 1
            && shape.values().getFirst() instanceof Size.Exact(long size)
            && (size == -1 || size == from.values().size())
        ? list(from.values())
        : null;
  }

  private static @Nullable Sizes joined(Node node, List<Known> operands) {
    List<Size> all = new ArrayList<>();
    for (Known operand : operands) {
      Sizes part = sizes(operand);
      if (part == null || part.single() || all.size() > LONGEST) {
        return null;
      }
      all.addAll(part.values());
    }
    return isFirst(node.whole("axis", 1)) ? list(all) : null;
  }

  private static @Nullable Sizes product(Sizes a, @Nullable Sizes b) {
    return b != null && a.values().size() == 1 && b.values().size() == 1
        ? new Sizes(
            List.of(Size.product(a.values().getFirst(), b.values().getFirst())),
            a.single() && b.single())
        : null;
  }

  /** Whether an axis is that of a list, which has but one. */
  private static boolean isFirst(long axis) {
    return axis == 0 || axis == -1;
  }

  /**
   * The numbers of a constant operand, or of an attribute, as older files have them; others if
   * there is neither, and none if they are not known.
   */
  private static long[] numbers(
      Node node, List<Known> operands, int index, String attribute, long... otherwise) {
    if (node.input(index) != null) {
      return operands.get(index) instanceof Fixed(OnnxTensor tensor)
              && tensor.content() instanceof Content.Wholes(long[] values)
          ? values
          : new long[0];
    }
    return switch (node.attributes().get(attribute)) {
      case Attribute.Wholes(List<Long> values) ->
          values.stream().mapToLong(Long::longValue).toArray();
      case null -> otherwise;
      default -> new long[0];
    };
  }
}
