package dev.layerwise.nn;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.List;

/** {@code z = x W + b}: x is n × d, W is d × u, b is 1 × u, z is n × u. */
public final class DenseLayer implements Layer {
  private final LayerSpec.Dense spec;
  private final Kernels kernels;
  private final Parameter weight;
  private final Parameter bias;
  private Matrix z;
  private Matrix dx;
  private Matrix x;

  DenseLayer(LayerSpec.Dense spec, String name, int inputs, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
    this.weight = new Parameter(name + ".weight", inputs, spec.units(), true);
    this.bias = new Parameter(name + ".bias", 1, spec.units(), false);
    this.z = new Matrix(0, spec.units());
    this.dx = new Matrix(0, inputs);
    this.x = dx;
  }

  @Override
  public LayerSpec.Dense spec() {
    return spec;
  }

  @Override
  public int outputs() {
    return spec.units();
  }

  /** W, inputs × units. */
  public Parameter weight() {
    return weight;
  }

  /** b, 1 × units. */
  public Parameter bias() {
    return bias;
  }

  @Override
  public void initialize(RandomStream random) {
    spec.initializer().fill(weight.value(), random);
    bias.value().fill(0);
  }

  @Override
  public void prepare(int batchSize) {
    z = new Matrix(batchSize, outputs());
    // Made by the first backward pass that wants it: the first layer of a network never does.
    dx = new Matrix(0, weight.value().rows());
  }

  @Override
  public Matrix forward(Matrix input, long randomOrigin) {
    x = input;
    z.resize(input.rows());
    infer(input, z);
    return z;
  }

  @Override
  public Matrix backward(Matrix dz, boolean inputGradientWanted) {
    int n = dz.rows();
    int d = weight.value().rows();
    int u = outputs();
    kernels.weightGradient(
        n, d, u, x.data(), 0, d, dz.data(), 0, u, weight.gradient().data(), 0, u);
    kernels.columnSums(n, u, dz.data(), 0, u, bias.gradient().data(), 0);
    if (inputGradientWanted) {
      if (dx.capacity() < z.capacity()) {
        dx = new Matrix(z.capacity(), d);
      }
      dx.resize(n);
      kernels.inputGradient(n, d, u, dz.data(), 0, u, weight.value().data(), 0, u, dx.data(), 0, d);
    }
    return dx;
  }

  @Override
  public void infer(Matrix input, Matrix output) {
    int d = weight.value().rows();
    int u = outputs();
    kernels.affine(
        input.rows(),
        d,
        u,
        input.data(),
        0,
        d,
        weight.value().data(),
        0,
        u,
        bias.value().data(),
        0,
        output.data(),
        0,
        u);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  @Override
  public Matrix output() {
    return z;
  }
}
