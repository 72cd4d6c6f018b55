package dev.layerwise.interop.onnx;

import dev.layerwise.data.Scaling;
import dev.layerwise.interop.onnx.OnnxModel.Attribute;
import dev.layerwise.interop.onnx.OnnxModel.Graph;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import dev.layerwise.interop.onnx.OnnxModel.Value;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.Loss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds the graph of a network operation by operation; {@code flow} is where it has come to. */
final class GraphBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, OnnxTensor> constants = new LinkedHashMap<>();
  private final Value input;
  private String flow;

  GraphBuilder(String inputName, int inputs) {
    this.input = new Value(inputName, Fields.FLOAT, List.of(-1L, (long) inputs));
    this.flow = inputName;
  }

  /** {@code (x − offset) · factor}, without what changes nothing. */
  void scaling(Scaling scaling) {
    if (!all(scaling.offsets(), 0)) {
      String offset = constant("preprocessing.offset", scaling.offsets());
      flow = node("preprocessing.subtract", "Sub", List.of(flow, offset), Map.of());
    }
    if (!all(scaling.factors(), 1)) {
      String factor = constant("preprocessing.factor", scaling.factors());
      flow = node("preprocessing.multiply", "Mul", List.of(flow, factor), Map.of());
    }
  }

  private static boolean all(float[] values, float wanted) {
    for (float value : values) {
      if (value != wanted) {
        return false;
      }
    }
    return true;
  }

  void step(Step step) {
    switch (step) {
      case Step.Dense dense -> {
        String weight = dense.name() + ".weight";
        put(
            OnnxTensor.of(
                weight,
                List.of((long) dense.inputs(), (long) dense.units()),
                Steps.toFloats(dense.weight())));
        String bias = constant(dense.name() + ".bias", Steps.toFloats(dense.bias()));
        flow = node(dense.name() + ".dense", "Gemm", List.of(flow, weight, bias), Map.of());
      }
      case Step.BatchNorm norm -> {
        String gamma = constant(norm.name() + ".weight", norm.gamma());
        String beta = constant(norm.name() + ".bias", norm.beta());
        String mean = constant(norm.name() + ".running_mean", norm.mean());
        String variance = constant(norm.name() + ".running_var", norm.variance());
        flow =
            node(
                norm.name() + ".batch-norm",
                "BatchNormalization",
                List.of(flow, gamma, beta, mean, variance),
                Map.of("epsilon", new Attribute.Real((float) norm.epsilon())));
      }
      case Step.Pointwise pointwise ->
          flow = activation(pointwise.name() + "." + pointwise.function().label(), pointwise);
      case Step.Affine _ -> throw new IllegalArgumentException("a network has no such step");
    }
  }

  private String activation(String name, Step.Pointwise pointwise) {
    List<String> z = List.of(flow);
    return switch (pointwise.function()) {
      case SIGMOID -> node(name, "Sigmoid", z, Map.of());
      case TANH -> node(name, "Tanh", z, Map.of());
      case RELU -> node(name, "Relu", z, Map.of());
      case LEAKY_RELU ->
          node(name, "LeakyRelu", z, Map.of("alpha", new Attribute.Real(Activation.LEAKY_SLOPE)));
      case ELU -> node(name, "Elu", z, Map.of("alpha", new Attribute.Real(1)));
      case GELU -> gelu(name);
      case SILU -> {
        String gate = node(name + ".sigmoid", "Sigmoid", z, Map.of());
        yield node(name, "Mul", List.of(flow, gate), Map.of());
      }
    };
  }

  /** {@code 0.5 z (1 + tanh(s (z + c z³)))}: an operator of its own came only with opset 20. */
  private String gelu(String name) {
    String cubic = constant("gelu.cubic", Activation.GELU_CUBIC);
    String scale = constant("gelu.scale", Activation.GELU_SCALE);
    String one = constant("gelu.one", 1);
    String half = constant("gelu.half", 0.5f);
    String square = node(name + ".square", "Mul", List.of(flow, flow), Map.of());
    String cube = node(name + ".cube", "Mul", List.of(square, flow), Map.of());
    String term = node(name + ".term", "Mul", List.of(cube, cubic), Map.of());
    String sum = node(name + ".sum", "Add", List.of(flow, term), Map.of());
    String inner = node(name + ".inner", "Mul", List.of(sum, scale), Map.of());
    String tanh = node(name + ".tanh", "Tanh", List.of(inner), Map.of());
    String gate = node(name + ".gate", "Add", List.of(tanh, one), Map.of());
    String product = node(name + ".product", "Mul", List.of(flow, gate), Map.of());
    return node(name, "Mul", List.of(product, half), Map.of());
  }

  /** What {@link Loss#scores} makes of the logits. */
  void scores(Loss loss, int outputs, int classes) {
    flow =
        switch (loss) {
          case SOFTMAX_CROSS_ENTROPY ->
              node("softmax", "Softmax", List.of(flow), Map.of("axis", new Attribute.Whole(1)));
          case SIGMOID_CROSS_ENTROPY -> node("sigmoid", "Sigmoid", List.of(flow), Map.of());
          case MEAN_SQUARED_ERROR -> flow;
        };
    if (outputs < classes) {
      String one = constant("one", 1);
      String other = node("other-class", "Sub", List.of(one, flow), Map.of());
      flow =
          node(
              "both-classes",
              "Concat",
              List.of(other, flow),
              Map.of("axis", new Attribute.Whole(1)));
    }
  }

  /** Ends the graph with an output of so many columns. */
  Graph build(String outputName, int columns) {
    Node last = nodes.getLast();
    nodes.set(
        nodes.size() - 1,
        new Node(
            last.name(),
            last.operator(),
            last.domain(),
            last.inputs(),
            List.of(outputName),
            last.attributes()));
    return new Graph(
        "layerwise",
        nodes,
        constants,
        List.of(input),
        List.of(new Value(outputName, Fields.FLOAT, List.of(-1L, (long) columns))));
  }

  private String constant(String name, float... values) {
    put(OnnxTensor.of(name, List.of((long) values.length), values));
    return name;
  }

  private void put(OnnxTensor tensor) {
    constants.put(tensor.name(), tensor);
  }

  private String node(
      String name, String operator, List<String> inputs, Map<String, Attribute> attributes) {
    nodes.add(new Node(name, operator, "", inputs, List.of(name), attributes));
    return name;
  }
}
