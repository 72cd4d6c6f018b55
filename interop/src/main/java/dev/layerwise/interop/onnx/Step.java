package dev.layerwise.interop.onnx;

import dev.layerwise.kernel.Activation;

/** One operation of a network as it predicts, in double precision while steps are merged. */
sealed interface Step {
  /**
   * {@code z = x W + b}.
   *
   * @param name what its tensors are called
   * @param weight inputs × units, row after row
   */
  record Dense(String name, int inputs, int units, double[] weight, double[] bias)
      implements Step {}

  /**
   * {@code y = γ (x − mean) / √(variance + ε) + β}, column by column.
   *
   * @param name what its tensors are called
   */
  record BatchNorm(
      String name, float[] gamma, float[] beta, float[] mean, float[] variance, double epsilon)
      implements Step {
    /** What the columns are multiplied by. */
    double[] scale() {
      double[] scale = new double[gamma.length];
      for (int j = 0; j < scale.length; j++) {
        scale[j] = gamma[j] / Math.sqrt(variance[j] + epsilon);
      }
      return scale;
    }

    /** What is added to the columns then. */
    double[] shift(double[] scale) {
      double[] shift = new double[gamma.length];
      for (int j = 0; j < shift.length; j++) {
        shift[j] = beta[j] - mean[j] * scale[j];
      }
      return shift;
    }
  }

  /**
   * {@code y = f(z)}.
   *
   * @param name what its values are called
   */
  record Pointwise(String name, Activation function) implements Step {}

  /**
   * {@code y = (x − offset) · factor}, with one pair for all columns or one for each.
   *
   * @param offsets what is subtracted
   * @param factors what is multiplied by then; as many
   */
  record Affine(double[] offsets, double[] factors) implements Step {
    boolean isUniform() {
      return offsets.length == 1;
    }
  }
}
