package dev.layerwise.interop.onnx;

import dev.layerwise.interop.onnx.Known.Fixed;
import dev.layerwise.interop.onnx.Known.Moving;
import dev.layerwise.interop.onnx.OnnxModel.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nodes that are layers: dense ones, batch norms, and the scaling before them. */
final class LayerNodes {
  private final Elementwise elementwise;
  private final Notes notes;

  LayerNodes(Elementwise elementwise, Notes notes) {
    this.elementwise = elementwise;
    this.notes = notes;
  }

  @Nullable Known gemm(Node node, List<Known> operands, String label) {
    if (node.whole("transA", 0) != 0 || !(operands.get(1) instanceof Fixed(OnnxTensor weight))) {
      return notes.refuse(label, "its second operand alone must be constant");
    }
    boolean transposed = node.whole("transB", 0) != 0;
    double alpha = node.real("alpha", 1);
    OnnxTensor bias = null;
    if (operands.size() > 2) {
      if (!(operands.get(2) instanceof Fixed(OnnxTensor third))) {
        return notes.refuse(label, "its third operand is not constant");
      }
      bias = third;
    }
    return dense(operands.getFirst(), weight, transposed, alpha, bias, node.real("beta", 1), label);
  }

  @Nullable Known matMul(List<Known> operands, String label) {
    return operands.get(1) instanceof Fixed(OnnxTensor weight)
        ? dense(operands.getFirst(), weight, false, 1, null, 1, label)
        : notes.refuse(label, "its second operand alone must be constant");
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
      return notes.refuse(label, "its weights have the shape " + weight.dimensions());
    }
    int rows = weight.dimensions().get(0).intValue();
    int columns = weight.dimensions().get(1).intValue();
    int inputs = transposed ? columns : rows;
    int units = transposed ? rows : columns;
    Flow flow = elementwise.flow(value);
    if (flow == null) {
      return notes.refuse(label, "follows what is no matrix");
    }
    if (!flow.flat() || (flow.columns() > 0 && flow.columns() != inputs)) {
      return notes.refuse(
          label,
          "takes "
              + inputs
              + " columns, and "
              + flow.columns()
              + " come"
              + (flow.flat() ? "" : " as an image"));
    }
    double[] w = new double[rows * columns];
    float[] raw = notes.reals(weight);
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < units; j++) {
        w[i * units + j] = alpha * raw[transposed ? j * inputs + i : i * units + j];
      }
    }
    double[] b = new double[units];
    if (bias != null) {
      if (bias.size() != 1 && !Elementwise.isRow(bias, units)) {
        return notes.refuse(label, "its bias has the shape " + bias.dimensions());
      }
      float[] values = notes.reals(bias);
      for (int j = 0; j < units; j++) {
        b[j] = beta * values[values.length == 1 ? 0 : j];
      }
    }
    return new Moving(flow.then(new Step.Dense(label, inputs, units, w, b), units));
  }

  @Nullable Known batchNorm(Node node, List<Known> operands, String label) {
    Flow flow = elementwise.flow(operands.getFirst());
    float[][] tensors = new float[5][];
    for (int k = 1; k < 5; k++) {
      if (!(operands.get(k) instanceof Fixed(OnnxTensor tensor))) {
        return notes.refuse(label, "its statistics are not constant");
      }
      tensors[k] = notes.reals(tensor);
    }
    int columns = tensors[1].length;
    boolean same =
        tensors[2].length == columns
            && tensors[3].length == columns
            && tensors[4].length == columns;
    boolean fits = flow != null && flow.flat() && (flow.columns() < 0 || flow.columns() == columns);
    if (!same || !fits || flow == null || node.whole("training_mode", 0) != 0) {
      return notes.refuse(label, "does not fit what it follows, or is meant for training");
    }
    double epsilon = node.real("epsilon", 1e-5f);
    for (float variance : tensors[4]) {
      if (variance < 0) {
        return notes.refuse(
            label, "has a running variance of " + variance + ", and none is less than 0");
      }
    }
    if (!(epsilon > 0)) {
      return notes.refuse(label, "has an epsilon of " + epsilon + ", and a positive one is needed");
    }
    return new Moving(
        flow.then(
            new Step.BatchNorm(label, tensors[1], tensors[2], tensors[3], tensors[4], epsilon),
            columns));
  }

  @Nullable Known scaler(Node node, Known value, String label) {
    Flow flow = elementwise.flow(value);
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
      return notes.refuse(label, "its offsets and scales do not fit what it follows");
    }
    Step.Affine affine =
        new Step.Affine(Constants.filled(offsets, n, 0), Constants.filled(factors, n, 1));
    return new Moving(flow.then(affine, n > 1 ? n : flow.columns()));
  }
}
