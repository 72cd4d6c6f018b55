package dev.layerwise.interop.onnx;

import dev.layerwise.interop.onnx.Known.Computed;
import dev.layerwise.interop.onnx.Known.Moving;
import dev.layerwise.interop.onnx.Known.Scored;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.Loss;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes at the end, which make scores of logits. */
final class ScoreNodes {
  private final Elementwise elementwise;
  private final Notes notes;
  private final long operatorSet;

  ScoreNodes(Elementwise elementwise, Notes notes, long operatorSet) {
    this.elementwise = elementwise;
    this.notes = notes;
    this.operatorSet = operatorSet;
  }

  @Nullable Known softmax(Node node, Known value, String label) {
    Flow flow = elementwise.flow(value);
    long axis = node.whole("axis", operatorSet < 13 ? 1 : -1);
    if (flow == null || !flow.flat() || (axis != 1 && axis != -1)) {
      return notes.refuse(label, "is not over the columns of a matrix");
    }
    return new Scored(flow, Loss.SOFTMAX_CROSS_ENTROPY, null);
  }

  /** Scores with the names of their classes. */
  @Nullable Known zipMap(Node node, Known value) {
    List<String> names = Constants.names(node);
    if (value instanceof Scored(Flow logits, Loss loss, var _)) {
      return new Scored(logits, loss, names);
    }
    notes.nameClasses(names);
    return value;
  }

  /** One minus something beside itself: the scores of two classes from one unit. */
  @Nullable Known concat(Node node, List<Known> operands, String label) {
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
      Flow flow = same ? elementwise.flow(operands.get(1)) : null;
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
    return notes.refuse(label, "joins something other than the scores of two classes");
  }
}
