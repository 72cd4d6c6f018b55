package dev.layerwise.interop.onnx;

import dev.layerwise.interop.onnx.Known.Beside;
import dev.layerwise.interop.onnx.Known.Computed;
import dev.layerwise.interop.onnx.Known.Fixed;
import dev.layerwise.interop.onnx.Known.Moving;
import dev.layerwise.interop.onnx.Known.Sizes;
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

  private final ShapeValues shapes;
  private final RowNodes rows;

  GraphReader(OnnxModel model, String input, Flow start) {
    scores = new ScoreNodes(elementwise, notes, model.operatorSet());
    shapes = new ShapeValues(dimensions(model, input));
    rows = new RowNodes(elementwise, notes, shapes);
    values.put("", new Beside());
    model.graph().initializers().forEach((name, tensor) -> values.put(name, new Fixed(tensor)));
    values.put(input, new Moving(start));
    List<Node> nodes = model.graph().nodes();
    for (int i = 0; i < nodes.size(); i++) {
      read(nodes.get(i), label(i, nodes.get(i)));
    }
  }

  private static @Nullable List<Long> dimensions(OnnxModel model, String input) {
    for (Value value : model.graph().inputs()) {
      if (value.name().equals(input)) {
        return value.dimensions();
      }
    }
    return null;
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
      Known constant = folded == null ? shapes.result(node, operands) : new Fixed(folded);
      return constant == null ? notes.refuse(label, "computes with constants alone") : constant;
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
    if (operator.equals("Shape")
        || first instanceof Sizes
        || (!operator.equals("Reshape") && operands.stream().anyMatch(Sizes.class::isInstance))) {
      Known shape = shapes.result(node, operands);
      return shape == null ? notes.refuse(label, ShapeValues.complaint(node, operands)) : shape;
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
      case "Flatten" -> rows.flatten(node, first, label);
      case "Reshape" -> rows.reshape(node, operands, label);
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
}
