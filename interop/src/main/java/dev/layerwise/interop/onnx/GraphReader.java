package dev.layerwise.interop.onnx;

import dev.layerwise.interop.onnx.Known.Beside;
import dev.layerwise.interop.onnx.Known.Computed;
import dev.layerwise.interop.onnx.Known.Fixed;
import dev.layerwise.interop.onnx.Known.Moving;
import dev.layerwise.interop.onnx.Known.Scored;
import dev.layerwise.interop.onnx.Known.Unknown;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.Loss;
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
  private static final int MOST_TERMS = 200;

  private final OnnxModel model;
  private final Map<String, Known> values = new HashMap<>();
  private final Map<Expression, @Nullable Flow> resolved = new HashMap<>();
  private final List<String> unsupported = new ArrayList<>();
  private @Nullable List<String> classNames;
  private boolean rounded;

  GraphReader(OnnxModel model, String input, Flow start) {
    this.model = model;
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
    Flow flow = known instanceof Computed ? flow(known) : null;
    return known instanceof Computed && flow == null
        ? new Unknown()
        : flow == null ? known : new Moving(flow);
  }

  /** The nodes that are not supported, each with the reason. */
  List<String> unsupported() {
    return unsupported;
  }

  /** The names that a node about classes knows. */
  @Nullable List<String> classNames() {
    return classNames;
  }

  /** Whether 64-bit constants were rounded. */
  boolean rounded() {
    return rounded;
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
      // Further outputs, such as the mask of a dropout, are of no use here.
      values.put(node.outputs().get(k), k == 0 ? result : new Beside());
    }
  }

  private @Nullable Known result(Node node, List<Known> operands, String label) {
    String operator = node.operator();
    if (operator.equals("Constant")) {
      return constant(node, label);
    }
    if (!operands.isEmpty() && operands.stream().allMatch(Fixed.class::isInstance)) {
      OnnxTensor folded = Constants.fold(node, operands);
      return folded == null ? refuse(label, "computes with constants alone") : new Fixed(folded);
    }
    if (ABOUT_CLASSES.contains(operator)) {
      for (Known operand : operands) {
        if (operand instanceof Fixed(OnnxTensor names) && operator.startsWith("Array")) {
          classNames = Constants.texts(names);
        }
      }
      return new Beside();
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
          node.whole("axis", 1) == 1 ? flattened(first, -1) : refuse(label, "axis is not 1");
      case "Reshape" -> reshaped(first, operands, label);
      case "Gemm" -> gemm(node, operands, label);
      case "MatMul" -> matMul(operands, label);
      case "BatchNormalization" -> batchNorm(node, operands, label);
      case "Scaler" -> scaler(node, first, label);
      case "Softmax", "LogSoftmax" -> softmax(node, first, label);
      case "ZipMap" -> zipMap(node, first);
      case "Concat" -> concat(node, operands, label);
      case "Add", "Sub", "Mul", "Div" -> arithmetic(operator, operands, label);
      case "Gelu" ->
          node.text("approximate", "none").equals("tanh")
              ? pointwise("TanhGelu", operands, label)
              : refuse(
                  label, "is GELU by the error function; only its tanh approximation is known");
      case "LeakyRelu" -> pointwise(operator, operands, label, node.real("alpha", 0.01));
      case "Elu", "Swish" -> pointwise(operator, operands, label, node.real("alpha", 1));
      default ->
          POINTWISE.contains(operator)
              ? pointwise(operator, operands, label)
              : refuse(label, "is no operator of dense networks");
    };
  }

  private @Nullable Known refuse(String label, String why) {
    unsupported.add(label + ": " + why);
    return null;
  }

  private @Nullable Known constant(Node node, String label) {
    OnnxTensor tensor = Constants.of(node);
    return tensor == null ? refuse(label, "is of a kind that is not read") : new Fixed(tensor);
  }

  // --- shapes -----------------------------------------------------------------------------------

  private @Nullable Known flattened(Known value, int columns) {
    Flow flow = flow(value);
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
        && shape.content() instanceof OnnxTensor.Content.Wholes(long[] sizes)
        && sizes.length == 2
        && sizes[0] <= 0
        && sizes[1] < Integer.MAX_VALUE) {
      Known flat = flattened(value, (int) sizes[1]);
      if (flat != null) {
        return flat;
      }
    }
    return refuse(label, "reshapes to something other than a row for each example");
  }

  // --- layers -----------------------------------------------------------------------------------

  private @Nullable Known gemm(Node node, List<Known> operands, String label) {
    if (node.whole("transA", 0) != 0
        || operands.size() < 2
        || !(operands.get(1) instanceof Fixed(OnnxTensor weight))) {
      return refuse(label, "its second operand alone must be constant");
    }
    boolean transposed = node.whole("transB", 0) != 0;
    double alpha = node.real("alpha", 1);
    OnnxTensor bias = null;
    if (operands.size() > 2) {
      if (!(operands.get(2) instanceof Fixed(OnnxTensor third))) {
        return refuse(label, "its third operand is not constant");
      }
      bias = third;
    }
    return dense(operands.getFirst(), weight, transposed, alpha, bias, node.real("beta", 1), label);
  }

  private @Nullable Known matMul(List<Known> operands, String label) {
    return operands.size() == 2 && operands.get(1) instanceof Fixed(OnnxTensor weight)
        ? dense(operands.getFirst(), weight, false, 1, null, 1, label)
        : refuse(label, "its second operand alone must be constant");
  }

  private @Nullable Known dense(
      Known value,
      OnnxTensor weight,
      boolean transposed,
      double alpha,
      @Nullable OnnxTensor bias,
      double beta,
      String label) {
    if (weight.dimensions().size() != 2 || weight.size() == 0) {
      return refuse(label, "its weights have the shape " + weight.dimensions());
    }
    int rows = weight.dimensions().get(0).intValue();
    int columns = weight.dimensions().get(1).intValue();
    int inputs = transposed ? columns : rows;
    int units = transposed ? rows : columns;
    Flow flow = flow(value);
    if (flow == null) {
      return refuse(label, "follows what is no matrix");
    }
    if (!flow.flat() || (flow.columns() > 0 && flow.columns() != inputs)) {
      return refuse(
          label,
          "takes "
              + inputs
              + " columns, and "
              + flow.columns()
              + " come"
              + (flow.flat() ? "" : " as an image"));
    }
    double[] w = new double[rows * columns];
    float[] raw = reals(weight);
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < units; j++) {
        w[i * units + j] = alpha * raw[transposed ? j * inputs + i : i * units + j];
      }
    }
    double[] b = new double[units];
    if (bias != null) {
      if (bias.size() != 1 && !isRow(bias, units)) {
        return refuse(label, "its bias has the shape " + bias.dimensions());
      }
      float[] values = reals(bias);
      for (int j = 0; j < units; j++) {
        b[j] = beta * values[values.length == 1 ? 0 : j];
      }
    }
    return new Moving(flow.then(new Step.Dense(label, inputs, units, w, b), units));
  }

  private @Nullable Known batchNorm(Node node, List<Known> operands, String label) {
    Flow flow = flow(operands.getFirst());
    float[][] tensors = new float[5][];
    for (int k = 1; k < 5; k++) {
      if (k >= operands.size() || !(operands.get(k) instanceof Fixed(OnnxTensor tensor))) {
        return refuse(label, "its statistics are not constant");
      }
      tensors[k] = reals(tensor);
    }
    int columns = tensors[1].length;
    boolean same =
        tensors[2].length == columns
            && tensors[3].length == columns
            && tensors[4].length == columns;
    boolean fits = flow != null && flow.flat() && (flow.columns() < 0 || flow.columns() == columns);
    if (!same || !fits || flow == null || node.whole("training_mode", 0) != 0) {
      return refuse(label, "does not fit what it follows, or is meant for training");
    }
    double epsilon = node.real("epsilon", 1e-5f);
    return new Moving(
        flow.then(
            new Step.BatchNorm(label, tensors[1], tensors[2], tensors[3], tensors[4], epsilon),
            columns));
  }

  private @Nullable Known scaler(Node node, Known value, String label) {
    Flow flow = flow(value);
    double[] offsets = Constants.numbers(node.attributes().get("offset"));
    double[] factors = Constants.numbers(node.attributes().get("scale"));
    int n = Math.max(offsets.length, factors.length);
    boolean fits =
        n > 0
            && (offsets.length == n || offsets.length <= 1)
            && (factors.length == n || factors.length <= 1);
    if (flow == null
        || !flow.flat()
        || !fits
        || (n > 1 && flow.columns() > 0 && n != flow.columns())) {
      return refuse(label, "its offsets and scales do not fit what it follows");
    }
    Step.Affine affine =
        new Step.Affine(Constants.filled(offsets, n, 0), Constants.filled(factors, n, 1));
    return new Moving(flow.then(affine, n > 1 ? n : flow.columns()));
  }

  private @Nullable Known softmax(Node node, Known value, String label) {
    Flow flow = flow(value);
    long axis = node.whole("axis", model.operatorSet() < 13 ? 1 : -1);
    if (flow == null || !flow.flat() || (axis != 1 && axis != -1)) {
      return refuse(label, "is not over the columns of a matrix");
    }
    return new Scored(flow, Loss.SOFTMAX_CROSS_ENTROPY, null);
  }

  private @Nullable Known zipMap(Node node, Known value) {
    List<String> names = Constants.names(node);
    if (value instanceof Scored(Flow logits, Loss loss, var _)) {
      return new Scored(logits, loss, names);
    }
    classNames = names;
    return value;
  }

  /** One minus something beside itself: the scores of two classes from one unit. */
  private @Nullable Known concat(Node node, List<Known> operands, String label) {
    long axis = node.whole("axis", 1);
    if (operands.size() == 2
        && (axis == 1 || axis == -1)
        && operands.get(0) instanceof Computed(Flow base, Expression other)
        && other.operator().equals("Sub")
        && other.operands().get(0).isConstant()
        && other.operands().get(0).value() == 1
        && base.columns() == 1) {
      Expression score = other.operands().get(1);
      boolean same =
          switch (operands.get(1)) {
            case Computed(Flow b, Expression e) -> b.equals(base) && e.equals(score);
            case Moving(Flow f) -> f.equals(base) && score.operator().equals(Expression.VARIABLE);
            default -> false;
          };
      Flow flow = same ? flow(operands.get(1)) : null;
      if (flow != null
          && flow.step() instanceof Step.Pointwise(var _, var function)
          && function == Activation.SIGMOID
          && flow.before() != null) {
        return new Scored(flow.before(), Loss.SIGMOID_CROSS_ENTROPY, null);
      }
      if (flow != null && flow.step() instanceof Step.Dense) {
        return new Scored(flow, Loss.MEAN_SQUARED_ERROR, null);
      }
    }
    return refuse(label, "joins something other than the scores of two classes");
  }

  // --- element by element -----------------------------------------------------------------------

  private @Nullable Known arithmetic(String operator, List<Known> operands, String label) {
    if (operands.size() != 2) {
      return refuse(label, "expected two operands");
    }
    boolean firstIsRow = operands.get(0) instanceof Fixed(OnnxTensor t) && t.size() != 1;
    boolean secondIsRow = operands.get(1) instanceof Fixed(OnnxTensor t) && t.size() != 1;
    if (!firstIsRow && !secondIsRow) {
      return pointwise(operator, operands, label);
    }
    boolean commutes = operator.equals("Add") || operator.equals("Mul");
    Flow flow = flow(operands.get(firstIsRow ? 1 : 0));
    if (flow == null
        || !(operands.get(firstIsRow ? 0 : 1) instanceof Fixed(OnnxTensor row))
        || (firstIsRow && !commutes)
        || !flow.flat()
        || !isRow(row, flow.columns() > 0 ? flow.columns() : row.size())) {
      return refuse(label, "its constant is neither a number nor one for each column");
    }
    double[] numbers = Steps.toDoubles(reals(row));
    double[] offsets = new double[numbers.length];
    double[] factors = new double[numbers.length];
    for (int j = 0; j < numbers.length; j++) {
      offsets[j] = operator.equals("Add") ? -numbers[j] : operator.equals("Sub") ? numbers[j] : 0;
      factors[j] =
          operator.equals("Mul") ? numbers[j] : operator.equals("Div") ? 1 / numbers[j] : 1;
    }
    return new Moving(flow.then(new Step.Affine(offsets, factors), numbers.length));
  }

  private @Nullable Known pointwise(
      String operator, List<Known> operands, String label, double... settings) {
    Flow base = null;
    List<Expression> expressions = new ArrayList<>();
    Expression variable = Expression.variable();
    for (Known operand : operands) {
      Flow from =
          switch (operand) {
            case Moving(Flow flow) -> flow;
            case Computed(Flow flow, Expression _) -> flow;
            default -> null;
          };
      if (operand instanceof Fixed(OnnxTensor tensor) && tensor.size() == 1) {
        expressions.add(Expression.constant(reals(tensor)[0]));
        continue;
      }
      if (from == null || (base != null && !base.equals(from))) {
        return refuse(label, "joins two branches of the graph");
      }
      base = from;
      expressions.add(
          operand instanceof Computed(Flow _, Expression e) ? e : variableOf(from, variable));
    }
    Expression whole = Expression.of(operator, expressions, label, settings);
    return base == null || whole.isTooLong()
        ? refuse(label, "is part of too long a formula")
        : new Computed(base, whole);
  }

  private final Map<Flow, Expression> variables = new HashMap<>();

  private Expression variableOf(Flow flow, Expression fresh) {
    return variables.computeIfAbsent(flow, _ -> fresh);
  }

  /** The matrix that a value is, its function turned into steps; null if it is none known here. */
  private @Nullable Flow flow(Known value) {
    return switch (value) {
      case Moving(Flow flow) -> flow;
      case Computed(Flow base, Expression expression) -> {
        if (!resolved.containsKey(expression)) {
          resolved.put(expression, resolve(base, expression));
        }
        yield resolved.get(expression);
      }
      default -> null;
    };
  }

  private @Nullable Flow resolve(Flow base, Expression expression) {
    List<Expression> places =
        expression.inOrder().size() > MOST_TERMS ? List.of() : expression.passes();
    Flow flow = base;
    int at = 0;
    while (at < places.size() - 1) {
      Step step = null;
      int to = at;
      while (step == null && ++to < places.size()) {
        step = Functions.between(places.get(at), places.get(to), places.get(to).label());
      }
      if (step == null) {
        break;
      }
      flow = flow.then(step, flow.columns());
      at = to;
    }
    if (at == places.size() - 1 && !places.isEmpty()) {
      return flow;
    }
    Expression from = places.isEmpty() ? expression : places.get(at + 1);
    refuse(
        from.label(),
        "it, and what belongs to it, computes none of the activations known here (sigmoid, tanh,"
            + " relu, leaky relu of slope 0.01, elu, gelu by tanh, silu)");
    return null;
  }

  private float[] reals(OnnxTensor tensor) {
    rounded |= tensor.content() instanceof OnnxTensor.Content.Reals(var _, boolean r) && r;
    return tensor.floats();
  }

  /** Whether a constant has a value for each column, and is the same for all rows. */
  private static boolean isRow(OnnxTensor tensor, int columns) {
    List<Long> dimensions = tensor.dimensions();
    return tensor.size() == columns
        && !dimensions.isEmpty()
        && dimensions.getLast() == columns
        && dimensions.size() <= 2;
  }
}
