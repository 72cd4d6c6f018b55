package dev.layerwise.nn;

import dev.layerwise.kernel.Activation;
import java.util.Objects;

/** The description of one layer: an immutable value that checks itself. */
public sealed interface LayerSpec {
  /**
   * {@code z = x W + b}.
   *
   * @param units the width u
   * @param initializer how W starts
   * @param l2 the coefficient λ of the penalty on W; how it is scaled is said by {@link L2Scaling}
   */
  record Dense(int units, Initializer initializer, double l2) implements LayerSpec {
    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if units is not positive or λ is negative or not finite
     */
    public Dense {
      Objects.requireNonNull(initializer, "initializer");
      if (units < 1) {
        throw new IllegalArgumentException("dense: expected at least 1 unit, got " + units);
      }
      if (!(l2 >= 0) || Double.isInfinite(l2)) {
        throw new IllegalArgumentException(
            "dense: expected an L2 coefficient of 0 or more, got " + l2);
      }
    }
  }

  /**
   * {@code y = f(z)}, element by element.
   *
   * @param function f
   */
  record Pointwise(Activation function) implements LayerSpec {
    /** Checks that there is one. */
    public Pointwise {
      Objects.requireNonNull(function, "function");
    }
  }

  /**
   * Batch normalisation (Ioffe and Szegedy, 2015): every column is normalised by the mean and the
   * biased variance of the mini-batch, then scaled by γ and shifted by β.
   *
   * <p>Inference uses running statistics: after every step {@code running = (1 - updateRate) ·
   * running + updateRate · batch}, with the unbiased variance (n - 1); they start at mean 0 and
   * variance 1.
   *
   * @param updateRate the share of the new mini-batch in the running statistics, in (0, 1]
   * @param epsilon what is added to the variance before the root
   */
  record BatchNorm(double updateRate, double epsilon) implements LayerSpec {
    /** The usual settings: update rate 0.1, epsilon 1e-5. */
    public static final BatchNorm DEFAULT = new BatchNorm(0.1, 1e-5);

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if the update rate is outside (0, 1] or epsilon is not
     *     positive
     */
    public BatchNorm {
      if (!(updateRate > 0 && updateRate <= 1)) {
        throw new IllegalArgumentException(
            "batch norm: expected an update rate above 0 and at most 1, got " + updateRate);
      }
      if (!(epsilon > 0) || Double.isInfinite(epsilon)) {
        throw new IllegalArgumentException(
            "batch norm: expected a positive epsilon, got " + epsilon);
      }
    }
  }

  /**
   * Inverted dropout (Srivastava et al., 2014): while training every element is zeroed with
   * probability {@code rate} and the others are divided by {@code 1 - rate}; inference changes
   * nothing.
   *
   * @param rate the probability, in [0, 1)
   */
  record Dropout(double rate) implements LayerSpec {
    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException if the rate is outside [0, 1)
     */
    public Dropout {
      if (!(rate >= 0 && rate < 1)) {
        throw new IllegalArgumentException(
            "dropout: expected a rate of at least 0 and below 1, got " + rate);
      }
    }
  }

  /** How many columns come out of the layer when {@code inputs} go in. */
  default int outputs(int inputs) {
    return this instanceof Dense dense ? dense.units() : inputs;
  }
}
