package dev.layerwise.nn;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.tensor.Matrix;

/** {@code y = f(z)}, element by element: z and y are n × u. */
public final class PointwiseLayer implements Layer {
  private final LayerSpec.Pointwise spec;
  private final Kernels kernels;
  private final int columns;
  private Matrix y;
  private Matrix z;

  PointwiseLayer(LayerSpec.Pointwise spec, int columns, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
    this.columns = columns;
    this.y = new Matrix(0, columns);
    this.z = y;
  }

  @Override
  public LayerSpec.Pointwise spec() {
    return spec;
  }

  @Override
  public int inputs() {
    return columns;
  }

  @Override
  public int outputs() {
    return columns;
  }

  @Override
  public void prepare(int batchSize) {
    y = new Matrix(batchSize, columns);
  }

  @Override
  public void begin(Matrix input) {
    z = input;
    y.resize(input.rows(), input.layout());
  }

  @Override
  public void forward(int from, int count, long randomOrigin) {
    infer(z, y, from, count);
  }

  @Override
  public void backward(Matrix dy, int from, int count) {
    int at = from * columns;
    float[] gradient = dy.data();
    kernels.activationGradient(
        spec.function(), count * columns, z.data(), at, y.data(), at, gradient, at, gradient, at);
  }

  @Override
  public void infer(Matrix input, Matrix output, int from, int count) {
    int at = from * columns;
    kernels.activate(spec.function(), count * columns, input.data(), at, output.data(), at);
  }

  @Override
  public Matrix output() {
    return y;
  }
}
