package dev.layerwise.nn;

import dev.layerwise.kernel.InterleavedKernels;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Layout;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.List;

/**
 * Batch normalisation over the rows of the mini-batch: x and y are n × u; γ, β and all statistics
 * are 1 × u.
 */
public final class BatchNormLayer implements Layer {
  private final LayerSpec.BatchNorm spec;
  private final Kernels kernels;
  private final Parameter gamma;
  private final Parameter beta;
  private final List<Parameter> parameters;
  private final Statistic runningMean;
  private final Statistic runningVariance;
  private final float[] mean;
  private final float[] variance;
  private final float[] inverse;

  // Of inference. Threads that predict at once write the same values here, so none can read a wrong
  // one.
  private final float[] scale;
  private final float[] shift;
  private float[] normalised = {};
  private Matrix y;
  private Matrix x;

  BatchNormLayer(LayerSpec.BatchNorm spec, String name, int columns, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
    this.gamma = new Parameter(name + ".weight", 1, columns, false);
    this.beta = new Parameter(name + ".bias", 1, columns, false);
    this.parameters = List.of(gamma, beta);
    this.runningMean = new Statistic(name + ".running_mean", new Matrix(1, columns));
    this.runningVariance = new Statistic(name + ".running_var", new Matrix(1, columns));
    this.mean = new float[columns];
    this.variance = new float[columns];
    this.inverse = new float[columns];
    this.scale = new float[columns];
    this.shift = new float[columns];
    this.y = new Matrix(0, columns);
    this.x = y;
    resetState();
  }

  private void resetState() {
    gamma.value().fill(1);
    beta.value().fill(0);
    runningMean.value().fill(0);
    runningVariance.value().fill(1);
  }

  @Override
  public LayerSpec.BatchNorm spec() {
    return spec;
  }

  @Override
  public int inputs() {
    return mean.length;
  }

  @Override
  public int outputs() {
    return mean.length;
  }

  @Override
  public void initialize(RandomStream random) {
    resetState();
  }

  @Override
  public void prepare(int batchSize) {
    y = new Matrix(batchSize, outputs());
    normalised = new float[y.size()];
  }

  @Override
  public void begin(Matrix input) {
    x = input;
    y.resize(input.rows(), input.layout());
  }

  @Override
  public boolean mixesRows() {
    return true;
  }

  @Override
  public void forward(int from, int count, long randomOrigin) {
    InterleavedKernels interleaved = kernels.interleaved();
    if (interleaved != null && x.layout() == Layout.INTERLEAVED) {
      interleaved.batchNorm(
          count,
          outputs(),
          x.data(),
          gamma.value().data(),
          beta.value().data(),
          (float) spec.epsilon(),
          mean,
          variance,
          inverse,
          normalised,
          y.data());
      return;
    }
    kernels.batchNorm(
        count,
        outputs(),
        x.data(),
        0,
        gamma.value().data(),
        beta.value().data(),
        (float) spec.epsilon(),
        mean,
        variance,
        inverse,
        normalised,
        y.data(),
        0);
  }

  /**
   * Takes the statistics of the last training pass into the running ones; done once a step, after
   * the update.
   */
  public void updateRunningStatistics() {
    int n = y.rows();
    float rate = (float) spec.updateRate();
    float[] means = runningMean.value().data();
    float[] variances = runningVariance.value().data();
    for (int j = 0; j < mean.length; j++) {
      means[j] = (1 - rate) * means[j] + rate * mean[j];
    }
    if (n == 1) {
      return; // One row, as the last of an epoch may be, says nothing about the variance.
    }
    float unbias = (float) n / (n - 1);
    for (int j = 0; j < mean.length; j++) {
      variances[j] = (1 - rate) * variances[j] + rate * variance[j] * unbias;
    }
  }

  @Override
  public void backward(Matrix dy, int from, int count) {
    InterleavedKernels interleaved = kernels.interleaved();
    if (interleaved != null && x.layout() == Layout.INTERLEAVED) {
      interleaved.batchNormGradient(
          count,
          outputs(),
          normalised,
          inverse,
          gamma.value().data(),
          dy.data(),
          gamma.gradient().data(),
          beta.gradient().data(),
          dy.data());
      return;
    }
    kernels.batchNormGradient(
        count,
        outputs(),
        normalised,
        inverse,
        gamma.value().data(),
        dy.data(),
        0,
        gamma.gradient().data(),
        beta.gradient().data(),
        dy.data(),
        0);
  }

  @Override
  public void infer(Matrix input, Matrix output, int from, int count) {
    int u = outputs();
    int at = from * u;
    inferenceTransform(scale, shift);
    kernels.scaleShift(count, u, input.data(), at, scale, shift, output.data(), at);
  }

  /** The affine map that inference applies to every column: {@code y = x · scale + shift}. */
  public void inferenceTransform(float[] scale, float[] shift) {
    for (int j = 0; j < mean.length; j++) {
      double deviation = Math.sqrt(runningVariance.value().data()[j] + spec.epsilon());
      scale[j] = (float) (gamma.value().data()[j] / deviation);
      shift[j] =
          (float)
              (beta.value().data()[j]
                  - runningMean.value().data()[j] * (gamma.value().data()[j] / deviation));
    }
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public List<Statistic> statistics() {
    return List.of(runningMean, runningVariance);
  }

  @Override
  public Matrix output() {
    return y;
  }
}
