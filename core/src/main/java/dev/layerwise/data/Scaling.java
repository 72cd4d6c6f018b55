package dev.layerwise.data;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How raw features become the network's inputs: {@code x' = (x - offset) · factor}, per feature, or
 * with one offset and one factor for all of them.
 *
 * @param kind what was asked for
 * @param offsets one element for all features, or one for each
 * @param factors as many as offsets
 */
public record Scaling(Kind kind, float[] offsets, float[] factors) {
  /** What can be asked for. */
  public enum Kind {
    /** Features as they are. */
    NONE("none"),
    /**
     * To [0, 1]: bytes are divided by 255, other features run from their least to their greatest
     * training value.
     */
    UNIT("unit"),
    /**
     * Mean 0 and standard deviation 1 over the training set, per feature; a constant feature
     * becomes 0.
     */
    STANDARD("standard");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** The name used in descriptions and on the command line. */
    public String label() {
      return label;
    }
  }

  /** The identity. */
  public static final Scaling NONE = new Scaling(Kind.NONE, new float[] {0}, new float[] {1});

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if there are not as many factors as offsets, or none
   */
  public Scaling {
    if (offsets.length != factors.length || offsets.length == 0) {
      throw new IllegalArgumentException(
          "scaling: " + offsets.length + " offsets but " + factors.length + " factors");
    }
  }

  /**
   * Fits a scaling to all examples of a training set.
   *
   * @throws DataException if the values of a feature are further apart than floats reach, or there
   *     are no examples and the scaling depends on them
   */
  public static Scaling fit(Kind kind, Features training) {
    return fit(kind, training, IntStream.range(0, training.rows()).toArray());
  }

  /**
   * Fits a scaling to the given rows, those of the training set.
   *
   * @throws DataException if the values of a feature are further apart than floats reach, or there
   *     are no examples and the scaling depends on them
   */
  public static Scaling fit(Kind kind, Features features, int[] rows) {
    return switch (kind) {
      case NONE -> NONE;
      case UNIT ->
          features instanceof ByteFeatures
              ? new Scaling(kind, new float[] {0}, new float[] {1 / 255f})
              : fitRange(features, rows);
      case STANDARD -> fitMoments(features, rows);
    };
  }

  private static void requireExamples(int[] rows) {
    if (rows.length == 0) {
      throw new DataException(
          "scaling: there are no examples to fit it to; at least one is needed, or the scaling"
              + " 'none'");
    }
  }

  private static Scaling fitRange(Features training, int[] rows) {
    requireExamples(rows);
    int columns = training.columns();
    float[] offsets = new float[columns];
    float[] factors = new float[columns];
    for (int j = 0; j < columns; j++) {
      float least = Float.POSITIVE_INFINITY;
      float greatest = Float.NEGATIVE_INFINITY;
      for (int i : rows) {
        least = Math.min(least, training.get(i, j));
        greatest = Math.max(greatest, training.get(i, j));
      }
      requireRange(j, (double) greatest - least);
      offsets[j] = least;
      factors[j] = inverse((double) greatest - least);
    }
    return new Scaling(Kind.UNIT, offsets, factors);
  }

  private static Scaling fitMoments(Features training, int[] rows) {
    requireExamples(rows);
    int columns = training.columns();
    double[] means = new double[columns];
    double[] squares = new double[columns];
    for (int i : rows) {
      for (int j = 0; j < columns; j++) {
        means[j] += training.get(i, j);
      }
    }
    for (int j = 0; j < columns; j++) {
      means[j] /= rows.length;
    }
    for (int i : rows) {
      for (int j = 0; j < columns; j++) {
        double centred = training.get(i, j) - means[j];
        requireRange(j, centred);
        squares[j] += centred * centred;
      }
    }
    float[] offsets = new float[columns];
    float[] factors = new float[columns];
    for (int j = 0; j < columns; j++) {
      offsets[j] = (float) means[j];
      double deviation = Math.sqrt(squares[j] / rows.length);
      factors[j] = inverse(deviation);
    }
    return new Scaling(Kind.STANDARD, offsets, factors);
  }

  /** What is subtracted on the way to a scaled value must leave a number. */
  private static void requireRange(int feature, double distance) {
    if (Math.abs(distance) > Float.MAX_VALUE) {
      throw new DataException(
          "feature "
              + (feature + 1)
              + ": its values are too far apart to be scaled as 32-bit floats; give them in a"
              + " larger unit, or leave the feature out (--columns)");
    }
  }

  /**
   * The factor that brings a spread to 1; 1 for none, or one too small for its inverse to be a
   * number.
   */
  private static float inverse(double spread) {
    float factor = (float) (1 / spread);
    return Float.isFinite(factor) ? factor : 1;
  }

  /** Whether all features share one offset and one factor. */
  public boolean isUniform() {
    return offsets.length == 1;
  }

  /**
   * Checks that it is for examples of so many features.
   *
   * @throws IllegalArgumentException if it is not
   */
  public void requireFit(int features) {
    if (!isUniform() && offsets.length != features) {
      throw new IllegalArgumentException(
          "scaling: it is for "
              + offsets.length
              + " features, and the examples have "
              + features
              + "; fit it to examples like these");
    }
  }

  /** {@code -offset · factor} of every feature, so that {@code x' = x · factor + shift}. */
  float[] shifts() {
    float[] shifts = new float[offsets.length];
    for (int j = 0; j < shifts.length; j++) {
      // +0, and not -0, for a feature that is zero everywhere.
      shifts[j] = 0 - offsets[j] * factors[j];
    }
    return shifts;
  }

  /** Scales {@code count} values in place. */
  public void apply(float[] values, int from, int count) {
    apply(ScalarKernels.INSTANCE, values, from, count);
  }

  /** The same, the fast way: to the same bits. */
  public void apply(Kernels kernels, float[] values, int from, int count) {
    if (isUniform()) {
      float offset = offsets[0];
      float factor = factors[0];
      for (int j = 0; j < count; j++) {
        values[from + j] = (values[from + j] - offset) * factor;
      }
    } else {
      kernels.standardize(count, offsets, factors, values, from);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Scaling that
        && kind == that.kind
        && Arrays.equals(offsets, that.offsets)
        && Arrays.equals(factors, that.factors);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * kind.hashCode() + Arrays.hashCode(offsets)) + Arrays.hashCode(factors);
  }

  @Override
  public String toString() {
    return kind.label();
  }
}
