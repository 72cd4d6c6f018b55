package dev.layerwise.nn;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.random.RandomStream;
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
  private Matrix x;
  private float[] mask = {};

  DropoutLayer(LayerSpec.Dropout spec, int columns, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
    this.columns = columns;
    this.threshold = (int) Math.min(Math.round(spec.rate() * 0x1.0p31), Integer.MAX_VALUE);
    this.scale = (float) (1 / (1 - spec.rate()));
    this.y = new Matrix(0, columns);
    this.x = y;
  }

  @Override
  public LayerSpec.Dropout spec() {
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
    mask = new float[y.size()];
  }

  @Override
  public void begin(Matrix input) {
    x = input;
    y.resize(input.rows());
  }

  @Override
  public void forward(int from, int count, long randomOrigin) {
    int at = from * columns;
    // Two elements share a random number, and rows are divided at even ones.
    long origin = randomOrigin + at / 2 * RandomStream.GAMMA;
    kernels.dropout(
        count * columns, x.data(), at, y.data(), at, mask, at, origin, threshold, scale);
  }

  @Override
  public void backward(Matrix dy, int from, int count) {
    int at = from * columns;
    kernels.multiply(count * columns, dy.data(), at, mask, at, dy.data(), at);
  }

  @Override
  public void infer(Matrix input, Matrix output, int from, int count) {
    int at = from * columns;
    System.arraycopy(input.data(), at, output.data(), at, count * columns);
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
