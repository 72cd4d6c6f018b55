package dev.layerwise.interop.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A function of one variable, as exporters write activations: {@code x · sigmoid(x)}, say. It can
 * be computed for any x, which tells what function it is whatever its form.
 *
 * @param operator the operator, or {@code x} for the variable, or {@code constant}
 * @param operands what it is applied to
 * @param settings the value of a constant; the attributes of others
 * @param label the node of the graph, for messages
 * @param depth the longest way down to the variable
 * @param terms how many operations it has when it is written out
 */
record Expression(
    String operator,
    List<Expression> operands,
    double[] settings,
    String label,
    int depth,
    long terms) {
  private static final int DEEPEST = 64;
  private static final int MOST_TERMS = 10_000;

  static final String VARIABLE = "x";
  static final String CONSTANT = "constant";

  static Expression variable() {
    return new Expression(VARIABLE, List.of(), new double[0], "", 0, 1);
  }

  static Expression constant(double value) {
    return new Expression(CONSTANT, List.of(), new double[] {value}, "", 0, 1);
  }

  static Expression of(
      String operator, List<Expression> operands, String label, double... settings) {
    int depth = 1 + operands.stream().mapToInt(Expression::depth).max().orElse(0);
    long terms = 1 + operands.stream().mapToLong(Expression::terms).sum();
    return new Expression(operator, List.copyOf(operands), settings, label, depth, terms);
  }

  /** Whether it is longer than any activation; to look at such would only take long. */
  boolean isTooLong() {
    return depth > DEEPEST || terms > MOST_TERMS;
  }

  boolean isConstant() {
    return operator.equals(CONSTANT);
  }

  double value() {
    return settings[0];
  }

  /** This and all below it, each after its operands, each once. */
  List<Expression> inOrder() {
    List<Expression> order = new ArrayList<>();
    visit(this, order, new HashMap<>());
    return order;
  }

  private static void visit(Expression e, List<Expression> order, Map<Expression, Boolean> seen) {
    if (seen.put(e, true) != null) {
      return;
    }
    e.operands.forEach(operand -> visit(operand, order, seen));
    order.add(e);
  }

  /**
   * The places through which every way from the variable to this leads: the variable first, this
   * last.
   */
  List<Expression> passes() {
    List<Expression> passes = new ArrayList<>();
    for (Expression candidate : inOrder()) {
      boolean variable = candidate.operator.equals(VARIABLE);
      if (variable
          || (!candidate.isConstant() && !reachesVariable(this, candidate, new HashMap<>()))) {
        passes.add(candidate);
      }
    }
    return passes;
  }

  private static boolean reachesVariable(
      Expression e, Expression without, Map<Expression, Boolean> seen) {
    if (e.equals(without) || seen.put(e, true) != null) {
      return false;
    }
    return e.operator.equals(VARIABLE)
        || e.operands.stream().anyMatch(operand -> reachesVariable(operand, without, seen));
  }

  /** Computes this for a value of {@code place}. */
  double at(Expression place, double x) {
    Map<Expression, Double> values = new HashMap<>();
    for (Expression e : inOrder()) {
      values.put(e, e.equals(place) ? x : e.isConstant() ? e.value() : apply(e, values));
    }
    return values.getOrDefault(this, Double.NaN);
  }

  private static double apply(Expression e, Map<Expression, Double> values) {
    double[] v = new double[e.operands.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = values.getOrDefault(e.operands.get(i), Double.NaN);
    }
    double[] s = e.settings;
    return switch (e.operator) {
      case "Add", "Sum" -> Arrays.stream(v).sum();
      case "Sub" -> v[0] - v[1];
      case "Mul" -> v[0] * v[1];
      case "Div" -> v[0] / v[1];
      case "Pow" -> Math.pow(v[0], v[1]);
      case "Max" -> Arrays.stream(v).max().orElse(Double.NaN);
      case "Min" -> Arrays.stream(v).min().orElse(Double.NaN);
      case "Neg" -> -v[0];
      case "Abs" -> Math.abs(v[0]);
      case "Exp" -> Math.exp(v[0]);
      case "Sqrt" -> Math.sqrt(v[0]);
      case "Reciprocal" -> 1 / v[0];
      case "Sigmoid" -> sigmoid(v[0]);
      case "Tanh" -> Math.tanh(v[0]);
      case "Relu" -> Math.max(0, v[0]);
      case "LeakyRelu" -> v[0] >= 0 ? v[0] : s[0] * v[0];
      case "Elu" -> v[0] >= 0 ? v[0] : s[0] * Math.expm1(v[0]);
      case "Swish" -> v[0] * sigmoid(s[0] * v[0]);
      case "TanhGelu" -> gelu(v[0]);
      default -> Double.NaN;
    };
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double gelu(double x) {
    return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return operator + operands;
  }
}
