package dev.layerwise.interop.onnx;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many operands the operators take that are read here. A file may say anything; what reads a
 * node may count on these.
 */
final class OperandCounts {
  private static final Counts ONE = new Counts(1, 1);
  private static final Counts TWO = new Counts(2, 2);
  private static final Counts ANY = new Counts(1, Integer.MAX_VALUE);

  private static final Map<String, Counts> KNOWN =
      Map.ofEntries(
          Map.entry("Identity", ONE),
          Map.entry("Dropout", new Counts(1, 3)),
          Map.entry("Cast", ONE),
          Map.entry("Flatten", ONE),
          Map.entry("Transpose", ONE),
          Map.entry("Squeeze", new Counts(1, 2)),
          Map.entry("Unsqueeze", new Counts(1, 2)),
          Map.entry("Reshape", new Counts(1, 2)),
          Map.entry("Shape", ONE),
          Map.entry("Gather", TWO),
          Map.entry("Slice", new Counts(1, 5)),
          Map.entry("Gemm", new Counts(2, 3)),
          Map.entry("MatMul", TWO),
          Map.entry("BatchNormalization", new Counts(5, 5)),
          Map.entry("Scaler", ONE),
          Map.entry("Softmax", ONE),
          Map.entry("LogSoftmax", ONE),
          Map.entry("ZipMap", ONE),
          Map.entry("Concat", ANY),
          Map.entry("Add", TWO),
          Map.entry("Sub", TWO),
          Map.entry("Mul", TWO),
          Map.entry("Div", TWO),
          Map.entry("Pow", TWO),
          Map.entry("Sum", ANY),
          Map.entry("Max", ANY),
          Map.entry("Min", ANY),
          Map.entry("Neg", ONE),
          Map.entry("Abs", ONE),
          Map.entry("Exp", ONE),
          Map.entry("Sqrt", ONE),
          Map.entry("Reciprocal", ONE),
          Map.entry("Sigmoid", ONE),
          Map.entry("Tanh", ONE),
          Map.entry("Relu", ONE),
          Map.entry("LeakyRelu", ONE),
          Map.entry("Elu", ONE),
          Map.entry("Swish", ONE),
          Map.entry("Gelu", ONE),
          Map.entry("Erf", ONE));

  private OperandCounts() {}

  private record Counts(int least, int most) {
    @Override
    public String toString() {
      return most == Integer.MAX_VALUE
          ? least + " or more"
          : least == most ? String.valueOf(least) : least + " to " + most;
    }
  }

  /** What is wrong with a number of operands, or null. */
  static @Nullable String complaint(String operator, int operands) {
    Counts counts = KNOWN.get(operator);
    return counts == null || (operands >= counts.least && operands <= counts.most)
        ? null
        : "number of operands: expected " + counts + ", got " + operands;
  }
}
