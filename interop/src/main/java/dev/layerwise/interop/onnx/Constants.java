package dev.layerwise.interop.onnx;

import dev.layerwise.interop.onnx.Known.Fixed;
import dev.layerwise.interop.onnx.OnnxModel.Attribute;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import dev.layerwise.interop.onnx.OnnxTensor.Content;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Constants that nodes hold, and nodes that only change the form of a constant. */
final class Constants {
  private Constants() {}

  /** What a node {@code Constant} holds, or null if it is of no use here. */
  static @Nullable OnnxTensor of(Node node) {
    for (Attribute attribute : node.attributes().values()) {
      switch (attribute) {
        case Attribute.Constant(OnnxTensor tensor) -> {
          return tensor;
        }
        case Attribute.Real(float value) -> {
          return OnnxTensor.of("", List.of(), value);
        }
        case Attribute.Whole(long value) -> {
          return new OnnxTensor("", List.of(), new Content.Wholes(new long[] {value}));
        }
        case Attribute.Reals _ -> {
          float[] values = Steps.toFloats(numbers(attribute));
          return OnnxTensor.of("", List.of((long) values.length), values);
        }
        case Attribute.Wholes(List<Long> wholes) -> {
          long[] values = wholes.stream().mapToLong(Long::longValue).toArray();
          return new OnnxTensor("", List.of((long) values.length), new Content.Wholes(values));
        }
        case Attribute.Text _, Attribute.Texts _, Attribute.Other _ -> {}
      }
    }
    return null;
  }

  /** The constant that a node makes of others, or null if it does more than change its form. */
  static @Nullable OnnxTensor fold(Node node, List<Known> operands) {
    if (!(operands.getFirst() instanceof Fixed(OnnxTensor tensor))) {
      return null;
    }
    return switch (node.operator()) {
      case "Identity", "Cast" -> tensor;
      case "Transpose" -> transposed(node, tensor);
      case "Squeeze" ->
          tensor.withDimensions(tensor.dimensions().stream().filter(d -> d != 1).toList());
      case "Reshape" -> reshaped(tensor, operands);
      default -> null;
    };
  }

  private static @Nullable OnnxTensor transposed(Node node, OnnxTensor tensor) {
    List<Long> dimensions = tensor.dimensions();
    boolean exchanges =
        !(node.attributes().get("perm") instanceof Attribute.Wholes(List<Long> order))
            || order.equals(List.of(1L, 0L));
    if (dimensions.size() != 2 || !exchanges || tensor.content() instanceof Content.Texts) {
      return null;
    }
    int rows = dimensions.get(0).intValue();
    int columns = dimensions.get(1).intValue();
    float[] values = tensor.floats();
    float[] turned = new float[values.length];
    for (int k = 0; k < values.length; k++) {
      turned[k % columns * rows + k / columns] = values[k];
    }
    return OnnxTensor.of(tensor.name(), List.of((long) columns, (long) rows), turned);
  }

  private static @Nullable OnnxTensor reshaped(OnnxTensor tensor, List<Known> operands) {
    if (operands.size() < 2
        || !(operands.get(1) instanceof Fixed(OnnxTensor shape))
        || !(shape.content() instanceof Content.Wholes(long[] sizes))) {
      return null;
    }
    long product = 1;
    int open = -1;
    List<Long> dimensions = new ArrayList<>();
    for (int k = 0; k < sizes.length; k++) {
      boolean kept = sizes[k] == 0 && k < tensor.dimensions().size();
      long size = kept ? tensor.dimensions().get(k) : sizes[k];
      if (size == -1 && open < 0) {
        open = k;
      } else if (size < 1 || size > tensor.size() || (product *= size) > tensor.size()) {
        return null;
      }
      dimensions.add(size);
    }
    if (open >= 0) {
      dimensions.set(open, tensor.size() / product);
      product *= dimensions.get(open);
    }
    return product == tensor.size() ? tensor.withDimensions(dimensions) : null;
  }

  /** The numbers of an attribute; none if it holds none. */
  static double[] numbers(@Nullable Attribute attribute) {
    return switch (attribute) {
      case Attribute.Real(float value) -> new double[] {value};
      case Attribute.Reals(List<Float> values) ->
          values.stream().mapToDouble(Float::doubleValue).toArray();
      case null, default -> new double[0];
    };
  }

  /** As many numbers as asked for: those given, or one for all, or another where there is none. */
  static double[] filled(double[] given, int count, double otherwise) {
    if (given.length == count) {
      return given;
    }
    double[] all = new double[count];
    Arrays.fill(all, given.length == 0 ? otherwise : given[0]);
    return all;
  }

  /** The names of classes that a node lists, or null. */
  static @Nullable List<String> names(Node node) {
    for (Attribute attribute : node.attributes().values()) {
      if (attribute instanceof Attribute.Texts(List<String> texts)) {
        return texts;
      }
      if (attribute instanceof Attribute.Wholes(List<Long> wholes)) {
        return wholes.stream().map(String::valueOf).toList();
      }
    }
    return null;
  }

  /** A constant that names classes, as texts; numbers without a fraction. */
  static List<String> texts(OnnxTensor tensor) {
    return switch (tensor.content()) {
      case Content.Texts(List<String> texts) -> texts;
      case Content.Wholes(long[] values) ->
          Arrays.stream(values).mapToObj(String::valueOf).toList();
      case Content.Reals(float[] values, boolean _) -> {
        List<String> texts = new ArrayList<>();
        for (float value : values) {
          texts.add(value == (long) value ? String.valueOf((long) value) : String.valueOf(value));
        }
        yield texts;
      }
    };
  }
}
