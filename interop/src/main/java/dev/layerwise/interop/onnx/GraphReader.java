package dev.layerwise.interop.onnx;

import dev.layerwise.interop.onnx.Known.Beside;
import dev.layerwise.interop.onnx.Known.Computed;
import dev.layerwise.interop.onnx.Known.Fixed;
import dev.layerwise.interop.onnx.Known.Moving;
import dev.layerwise.interop.onnx.Known.Scored;
import dev.layerwise.interop.onnx.Known.Unknown;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import dev.layerwise.interop.onnx.OnnxModel.Value;
import dev.layerwise.interop.onnx.OnnxTensor.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a graph node by node, and finds out what each value is: which steps lead from the
 * input to it. Nodes that are not supported are noted, and matter only if the output needs them.
 */
final class GraphReader {
  private static final Set<String> POINTWISE =
      Set.of(
          "Sum",
          "Pow",
          "Max",
          "Min",
          "Neg",
          "Abs",
          "Exp",
          "Sqrt",
          "Reciprocal",
          "Sigmoid",
          "Tanh",
          "Relu",
          "LeakyRelu",
          "Elu",
          "Swish");
  private static final Set<String> ABOUT_CLASSES =
      Set.of("ArgMax", "TopK", "ArrayFeatureExtractor", "LabelEncoder", "Binarizer");

  /** Other sets may call something else by the same name. */
  private static final Set<String> KNOWN_SETS = Set.of("", "ai.onnx", "ai.onnx.ml");

  private final Map<String, Known> values = new HashMap<>();
  private final Notes notes = new Notes();
  private final Elementwise elementwise = new Elementwise(notes);
  private final LayerNodes layers = new LayerNodes(elementwise, notes);
  private final ScoreNodes scores;

  /** The number of examples that the graph was exported for; −1 where it is free. */
  private final long batch;

  GraphReader(OnnxModel model, String input, Flow start) {
    scores = new ScoreNodes(elementwise, notes, model.operatorSet());
    batch =
        model.graph().inputs().stream()
            .filter(value -> value.name().equals(input))
            .map(Value::dimensions)
            .filter(dimensions -> dimensions != null && !dimensions.isEmpty())
            .mapToLong(List::getFirst)
            .findFirst()
            .orElse(-1);
    values.put("", new Beside());
    model.graph().initializers().forEach((name, tensor) -> values.put(name, new Fixed(tensor)));
    values.put(input, new Moving(start));
    List<Node> nodes = model.graph().nodes();
    for (int i = 0; i < nodes.size(); i++) {
      read(nodes.get(i), label(i, nodes.get(i)));
    }
  }

  private static String label(int index, Node node) {
    return "node "
        + (index + 1)
        + (node.name().isEmpty() ? "" : " '" + node.name() + "'")
        + " ("
        + (node.domain().isEmpty() || node.domain().equals("ai.onnx") ? "" : node.domain() + ".")
        + node.operator()
        + ")";
  }

  /** What is known of an output, a function of the last step counting as a step. */
  Known output(String name) {
    Known known = values.getOrDefault(name, new Unknown());
    Flow flow = known instanceof Computed ? elementwise.flow(known) : null;
    return known instanceof Computed && flow == null
        ? new Unknown()
        : flow == null ? known : new Moving(flow);
  }

  /** What was noted on the way. */
  Notes notes() {
    return notes;
  }

  private void read(Node node, String label) {
    List<Known> operands = new ArrayList<>();
    for (String input : node.inputs()) {
      operands.add(values.getOrDefault(input, new Unknown()));
    }
    Known result = new Unknown();
    if (operands.stream().noneMatch(Unknown.class::isInstance)) {
      Known read = result(node, operands, label);
      result = read == null ? new Unknown() : read;
    }
    for (int k = 0; k < node.outputs().size(); k++) {
      String output = node.outputs().get(k);
      if (!output.isEmpty() && values.containsKey(output)) {
        notes.refuse(label, "yields '" + output + "', which there is already");
        values.put(output, new Unknown());
        continue;
      }
      // Further outputs, such as the mask of a dropout, are of no use here.
      values.put(output, k == 0 ? result : new Beside());
    }
  }

  private @Nullable Known result(Node node, List<Known> operands, String label) {
    String operator = node.operator();
    if (!KNOWN_SETS.contains(node.domain())) {
      return notes.refuse(label, "is of an operator set that is not known here");
    }
    String miscounted = OperandCounts.complaint(operator, operands.size());
    if (miscounted != null) {
      return notes.refuse(label, miscounted);
    }
    if (operator.equals("Constant")) {
      return constant(node, label);
    }
    if (!operands.isEmpty() && operands.stream().allMatch(Fixed.class::isInstance)) {
      OnnxTensor folded = Constants.fold(node, operands);
      return folded == null
          ? notes.refuse(label, "computes with constants alone")
          : new Fixed(folded);
    }
    if (ABOUT_CLASSES.contains(operator)) {
      for (Known operand : operands) {
        if (operand instanceof Fixed(OnnxTensor names) && operator.startsWith("Array")) {
          notes.nameClasses(Constants.texts(names));
        }
      }
      return new Beside();
    }
    if (operands.stream().anyMatch(GraphReader::isText)) {
      return notes.refuse(label, "computes with texts");
    }
    Known first = operands.isEmpty() ? new Unknown() : operands.getFirst();
    if (first instanceof Beside) {
      return new Beside();
    }
    return switch (operator) {
      case "Identity", "Dropout" -> first;
      case "Cast" -> {
        long type = node.whole("to", 1);
        boolean real =
            type == Fields.FLOAT
                || type == Fields.DOUBLE
                || type == Fields.FLOAT16
                || type == Fields.BFLOAT16;
        yield real ? first : new Beside();
      }
      case "Flatten" ->
          node.whole("axis", 1) == 1 ? flattened(first, -1) : notes.refuse(label, "axis is not 1");
      case "Reshape" -> reshaped(first, operands, label);
      case "Gemm" -> layers.gemm(node, operands, label);
      case "MatMul" -> layers.matMul(operands, label);
      case "BatchNormalization" -> layers.batchNorm(node, operands, label);
      case "Scaler" -> layers.scaler(node, first, label);
      case "Softmax", "LogSoftmax" -> scores.softmax(node, first, label);
      case "ZipMap" -> scores.zipMap(node, first);
      case "Concat" -> scores.concat(node, operands, label);
      case "Add", "Sub", "Mul", "Div" -> elementwise.arithmetic(operator, operands, label);
      case "Gelu" ->
          node.text("approximate", "none").equals("tanh")
              ? elementwise.pointwise("TanhGelu", operands, label)
              : notes.refuse(
                  label, "is GELU by the error function; only its tanh approximation is known");
      case "Erf" ->
          notes.refuse(
              label, "is part of GELU by the error function; only its tanh approximation is known");
      case "LeakyRelu" ->
          elementwise.pointwise(operator, operands, label, node.real("alpha", 0.01));
      case "Elu", "Swish" ->
          elementwise.pointwise(operator, operands, label, node.real("alpha", 1));
      default ->
          POINTWISE.contains(operator)
              ? elementwise.pointwise(operator, operands, label)
              : notes.refuse(label, "is no operator of dense networks");
    };
  }

  private static boolean isText(Known known) {
    return known instanceof Fixed(OnnxTensor tensor) && tensor.content() instanceof Content.Texts;
  }

  private @Nullable Known constant(Node node, String label) {
    OnnxTensor tensor = Constants.of(node);
    return tensor == null
        ? notes.refuse(label, "is of a kind that is not read")
        : new Fixed(tensor);
  }

  private @Nullable Known flattened(Known value, int columns) {
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

  /** To rows of a fixed width, which changes nothing but an image. */
  private @Nullable Known reshaped(Known value, List<Known> operands, String label) {
    if (operands.size() == 2
        && operands.get(1) instanceof Fixed(OnnxTensor shape)
        && shape.content() instanceof Content.Wholes(long[] sizes)
        && sizes.length == 2
        && (sizes[0] <= 0 || sizes[0] == batch)
        && sizes[1] >= -1
        && sizes[1] < Integer.MAX_VALUE) {
      Known flat = flattened(value, (int) sizes[1]);
      if (flat != null) {
        return flat;
      }
    }
    return notes.refuse(label, "reshapes to something other than a row for each example");
  }
}
