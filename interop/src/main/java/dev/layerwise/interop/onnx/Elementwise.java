package dev.layerwise.interop.onnx;

import dev.layerwise.interop.onnx.Known.Computed;
import dev.layerwise.interop.onnx.Known.Fixed;
import dev.layerwise.interop.onnx.Known.Moving;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that compute element by element. They are gathered into formulas of one variable, which
 * become activations where a matrix is needed.
 */
final class Elementwise {
  private static final int MOST_TERMS = 200;

  private final Notes notes;
  private final Map<Expression, @Nullable Flow> resolved = new HashMap<>();
  private final Map<Flow, Expression> variables = new HashMap<>();

  Elementwise(Notes notes) {
    this.notes = notes;
  }

  /** Two operands: a function of one, or a constant for each column. */
  @Nullable Known arithmetic(String operator, List<Known> operands, String label) {
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
      return notes.refuse(label, "its constant is neither a number nor one for each column");
    }
    double[] numbers = Steps.toDoubles(notes.reals(row));
    double[] offsets = new double[numbers.length];
    double[] factors = new double[numbers.length];
    for (int j = 0; j < numbers.length; j++) {
      offsets[j] = operator.equals("Add") ? -numbers[j] : operator.equals("Sub") ? numbers[j] : 0;
      factors[j] =
          operator.equals("Mul") ? numbers[j] : operator.equals("Div") ? 1 / numbers[j] : 1;
    }
    return new Moving(flow.then(new Step.Affine(offsets, factors), numbers.length));
  }

  /** An operation that treats all elements alike becomes part of a formula. */
  @Nullable Known pointwise(
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
        expressions.add(Expression.constant(notes.reals(tensor)[0]));
        continue;
      }
      if (from == null || (base != null && !base.equals(from))) {
        return notes.refuse(label, "joins two branches of the graph");
      }
      base = from;
      expressions.add(
          operand instanceof Computed(Flow _, Expression e) ? e : variableOf(from, variable));
    }
    Expression whole = Expression.of(operator, expressions, label, settings);
    return base == null || whole.isTooLong()
        ? notes.refuse(label, "is part of too long a formula")
        : new Computed(base, whole);
  }

  private Expression variableOf(Flow flow, Expression fresh) {
    return variables.computeIfAbsent(flow, _ -> fresh);
  }

  /** The matrix that a value is, its function turned into steps; null if it is none known here. */
  @Nullable Flow flow(Known value) {
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
    notes.refuse(
        from.label(),
        "it, and what belongs to it, computes none of the activations known here (sigmoid, tanh,"
            + " relu, leaky relu of slope 0.01, elu, gelu by tanh, silu)");
    return null;
  }

  /** Whether a constant has a value for each column, and is the same for all rows. */
  static boolean isRow(OnnxTensor tensor, int columns) {
    List<Long> dimensions = tensor.dimensions();
    return tensor.size() == columns
        && !dimensions.isEmpty()
        && dimensions.getLast() == columns
        && dimensions.size() <= 2;
  }
}
