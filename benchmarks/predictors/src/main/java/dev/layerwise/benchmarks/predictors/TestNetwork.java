package dev.layerwise.benchmarks.predictors;

import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.model.Network;
import dev.layerwise.model.Predictor;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.tensor.Matrix;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The network 784-150-10 with its scaling and softmax, for all who take part. */
final class TestNetwork {
  static final int INPUTS = 784;
  static final int UNITS = 150;
  static final int CLASSES = 10;

  private static final float FACTOR = 1 / 255f;

  private final Network network;
  private final Map<String, Matrix> tensors;

  TestNetwork() {
    NetworkSpec spec = NetworkSpec.builder(INPUTS, CLASSES).dense(UNITS, Activation.RELU).build();
    network = new Network(spec, KernelSelection.select("auto").kernels());
    network.initialize(1);
    tensors = network.tensors();
  }

  Predictor predictor() {
    return Predictor.of(
        network, new Scaling(Scaling.Kind.UNIT, new float[] {0}, new float[] {FACTOR}));
  }

  byte[] onnx() {
    return new OnnxGraph()
        .constant("factor", new float[] {FACTOR})
        .constant("w1", data("layers.0.weight"), INPUTS, UNITS)
        .constant("b1", data("layers.0.bias"), UNITS)
        .constant("w2", data("layers.2.weight"), UNITS, CLASSES)
        .constant("b2", data("layers.2.bias"), CLASSES)
        .node("Mul", "scaled", "x", "factor")
        .node("Gemm", "z1", "scaled", "w1", "b1")
        .node("Relu", "a1", "z1")
        .node("Gemm", "z2", "a1", "w2", "b2")
        .node("Softmax", "p", "z2")
        .model("x", INPUTS, "p", CLASSES);
  }

  byte[] torchScript() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TorchScript()
        .parameter("w1", transposed("layers.0.weight", INPUTS, UNITS), UNITS, INPUTS)
        .parameter("b1", data("layers.0.bias"), UNITS)
        .parameter("w2", transposed("layers.2.weight", UNITS, CLASSES), CLASSES, UNITS)
        .parameter("b2", data("layers.2.bias"), CLASSES)
        .write(
            out,
            List.of(
                "scaled = torch.mul(x, " + (double) FACTOR + ")",
                "a1 = torch.relu(torch.linear(scaled, self.w1, self.b1))",
                "return torch.softmax(torch.linear(a1, self.w2, self.b2), 1)"));
    return out.toByteArray();
  }

  private float[] data(String name) {
    Matrix tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("no tensor " + name);
    }
    return tensor.data();
  }

  /** PyTorch keeps weights as units × inputs. */
  private float[] transposed(String name, int rows, int columns) {
    float[] from = data(name);
    float[] to = new float[from.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to[j * rows + i] = from[i * columns + j];
      }
    }
    return to;
  }
}
