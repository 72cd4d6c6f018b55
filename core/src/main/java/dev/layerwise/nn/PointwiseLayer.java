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
  public int outputs() {
    return columns;
  }

  @Override
  public void prepare(int batchSize) {
    y = new Matrix(batchSize, columns);
  }

  @Override
  public Matrix forward(Matrix input, long randomOrigin) {
    z = input;
    y.resize(input.rows());
    infer(input, y);
    return y;
  }

  @Override
  public Matrix backward(Matrix dy, boolean inputGradientWanted) {
    if (inputGradientWanted) {
      kernels.activationGradient(
          spec.function(), dy.size(), z.data(), 0, y.data(), 0, dy.data(), 0, dy.data(), 0);
    }
    return dy;
  }

  @Override
  public void infer(Matrix input, Matrix output) {
    kernels.activate(spec.function(), input.size(), input.data(), 0, output.data(), 0);
  }

  @Override
  public Matrix output() {
    return y;
  }
}
