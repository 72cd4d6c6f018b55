package dev.layerwise.nn;

import dev.layerwise.kernel.Activation;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import java.util.Objects;

/**
 * How the weights of a dense layer start; biases start at 0.
 *
 * @param kind the distribution
 * @param value the standard deviation σ of {@link Kind#NORMAL}, the value of {@link Kind#CONSTANT},
 *     and 0 for the others
 */
public record Initializer(Kind kind, double value) {
  /** The distributions, for a layer of d inputs and u units. */
  public enum Kind {
    /** Normal with σ = sqrt(2 / d) (He et al., 2015); for the ReLU family. */
    HE,
    /**
     * Uniform on ± sqrt(6 / (d + u)) (Glorot and Bengio, 2010); for sigmoid, tanh and output
     * layers.
     */
    GLOROT,
    /** Normal with σ = sqrt(1 / d) (LeCun et al., 1998). */
    LECUN,
    /** Normal with a given σ. */
    NORMAL,
    /**
     * One value everywhere. Equal units stay equal for ever: for layers without hidden units and
     * for teaching.
     */
    CONSTANT
  }

  /** {@link Kind#HE}. */
  public static final Initializer HE = new Initializer(Kind.HE, 0);

  /** {@link Kind#GLOROT}. */
  public static final Initializer GLOROT = new Initializer(Kind.GLOROT, 0);

  /** {@link Kind#LECUN}. */
  public static final Initializer LECUN = new Initializer(Kind.LECUN, 0);

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if the value is not finite, or σ is not positive
   */
  public Initializer {
    Objects.requireNonNull(kind, "kind");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("initializer: expected a finite number, got " + value);
    }
    if (kind == Kind.NORMAL && value <= 0) {
      throw new IllegalArgumentException(
          "initializer normal: expected a positive standard deviation, got " + value);
    }
  }

  /** Normal with standard deviation {@code sigma}. */
  public static Initializer normal(double sigma) {
    return new Initializer(Kind.NORMAL, sigma);
  }

  /** {@code value} everywhere. */
  public static Initializer constant(double value) {
    return new Initializer(Kind.CONSTANT, value);
  }

  /** The usual choice: He before the ReLU family, which halves the variance; Glorot elsewhere. */
  public static Initializer before(Activation activation) {
    return switch (activation) {
      case RELU, LEAKY_RELU, ELU, GELU, SILU -> HE;
      case SIGMOID, TANH -> GLOROT;
    };
  }

  /** Draws the weights of a layer, inputs × units, row by row. */
  void fill(Matrix weights, RandomStream random) {
    int inputs = weights.rows();
    int units = weights.columns();
    for (int i = 0; i < inputs * units; i++) {
      double drawn =
          switch (kind) {
            case HE -> Math.sqrt(2.0 / inputs) * random.nextGaussian();
            case GLOROT -> Math.sqrt(6.0 / (inputs + units)) * (2 * random.nextDouble() - 1);
            case LECUN -> Math.sqrt(1.0 / inputs) * random.nextGaussian();
            case NORMAL -> value * random.nextGaussian();
            case CONSTANT -> value;
          };
      weights.set(i / units, i % units, (float) drawn);
    }
  }
}
