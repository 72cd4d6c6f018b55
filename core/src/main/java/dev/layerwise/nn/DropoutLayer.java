package dev.layerwise.nn;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.tensor.Matrix;

/**
 * Inverted dropout: {@code y = x · mask} while training, {@code y = x} in inference; both are n ×
 * u.
 */
public final class DropoutLayer implements Layer {
  private final LayerSpec.Dropout spec;
  private final Kernels kernels;
  private final int columns;
  private final int threshold;
  private final float scale;
  private Matrix y;
  private float[] mask = {};

  DropoutLayer(LayerSpec.Dropout spec, int columns, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
    this.columns = columns;
    this.threshold = (int) Math.min(Math.round(spec.rate() * 0x1.0p31), Integer.MAX_VALUE);
    this.scale = (float) (1 / (1 - spec.rate()));
    this.y = new Matrix(0, columns);
  }

  @Override
  public LayerSpec.Dropout spec() {
    return spec;
  }

  @Override
  public int outputs() {
    return columns;
  }

  @Override
  public void prepare(int batchSize) {
    y = new Matrix(batchSize, columns);
    mask = new float[y.size()];
  }

  @Override
  public Matrix forward(Matrix x, long randomOrigin) {
    y.resize(x.rows());
    kernels.dropout(x.size(), x.data(), 0, y.data(), 0, mask, 0, randomOrigin, threshold, scale);
    return y;
  }

  @Override
  public Matrix backward(Matrix dy, boolean inputGradientWanted) {
    if (inputGradientWanted) {
      kernels.multiply(dy.size(), dy.data(), 0, mask, 0, dy.data(), 0);
    }
    return dy;
  }

  @Override
  public void infer(Matrix input, Matrix output) {
    System.arraycopy(input.data(), 0, output.data(), 0, input.size());
  }

  /** The factors of the last training pass: 0 where an element was dropped. */
  public Matrix mask() {
    Matrix factors = new Matrix(y.rows(), columns);
    System.arraycopy(mask, 0, factors.data(), 0, factors.size());
    return factors;
  }

  @Override
  public Matrix output() {
    return y;
  }
}
