package dev.layerwise.interop.onnx;

import dev.layerwise.kernel.Activation;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tells which step a part of an expression is. */
final class Functions {
  private static final double TOLERANCE = 2e-6;

  /** Where a function may still be cut off, such as {@code min(x, 100)}. */
  private static final double[] FAR = {40, 1e2, 1e3, 1e4, 1e6};

  private Functions() {}

  /** The step from one place of an expression to a later one, or null if it is none known here. */
  static @Nullable Step between(Expression from, Expression to, String name) {
    Step.Affine affine = affine(from, to);
    if (affine != null) {
      return affine;
    }
    for (Activation activation : Activation.values()) {
      if (agrees(from, to, formula(activation))) {
        return new Step.Pointwise(name, activation);
      }
    }
    return null;
  }

  /** One operation with a number, taken exactly as it is. */
  private static Step.@Nullable Affine affine(Expression from, Expression to) {
    if (to.operator().equals("Neg") && to.operands().getFirst().equals(from)) {
      return affine(0, -1);
    }
    if (to.operands().size() != 2) {
      return null;
    }
    Expression left = to.operands().get(0);
    Expression right = to.operands().get(1);
    boolean leftIsNumber = left.isConstant() && right.equals(from);
    boolean rightIsNumber = right.isConstant() && left.equals(from);
    if (!leftIsNumber && !rightIsNumber) {
      return null;
    }
    double number = leftIsNumber ? left.value() : right.value();
    return switch (to.operator()) {
      case "Add" -> affine(-number, 1);
      case "Mul" -> affine(0, number);
      case "Sub" -> rightIsNumber ? affine(number, 1) : affine(number, -1);
      case "Div" -> rightIsNumber ? affine(0, 1 / number) : null;
      default -> null;
    };
  }

  private static Step.@Nullable Affine affine(double offset, double factor) {
    boolean usable = Double.isFinite(offset) && Double.isFinite(factor);
    return usable ? new Step.Affine(new double[] {offset}, new double[] {factor}) : null;
  }

  private static DoubleUnaryOperator formula(Activation activation) {
    return switch (activation) {
      case SIGMOID -> Expression::sigmoid;
      case TANH -> Math::tanh;
      case RELU -> x -> Math.max(0, x);
      case LEAKY_RELU -> x -> x > 0 ? x : 0.01 * x;
      case ELU -> x -> x > 0 ? x : Math.expm1(x);
      case GELU -> Expression::gelu;
      case SILU -> x -> x * Expression.sigmoid(x);
    };
  }

  /** Whether the values are those of a formula, from −12 to 12 and far out on both sides. */
  static boolean agrees(Expression from, Expression to, DoubleUnaryOperator formula) {
    for (int k = -200; k <= 200; k++) {
      if (differs(to.at(from, k * 0.06), formula.applyAsDouble(k * 0.06))) {
        return false;
      }
    }
    for (double x : FAR) {
      for (double end : new double[] {-x, x}) {
        double value = to.at(from, end);
        // Of e^x / (1 + e^x) nothing is left where e^x overflows; that is the fault of its form.
        boolean overflows = Double.isNaN(value) && x > FAR[0];
        if (!overflows && differs(value, formula.applyAsDouble(end))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean differs(double value, double expected) {
    return !(Math.abs(value - expected) <= TOLERANCE * (1 + Math.abs(expected)));
  }
}
