package dev.layerwise.reference;

import java.util.BitSet;
import java.util.List;

/**
 * The derivative of the reference's objective with respect to one element of a parameter, by
 * central differences.
 *
 * <p>{@code D(h) = (J(θ + h) - J(θ - h)) / 2h} is taken at h, h/2 and h/4 and extrapolated twice,
 * which removes the error terms in h² and h⁴ (Ridders, "Accurate computation of F'(x) and F'(x)
 * F''(x)", 1982). What the last extrapolation changed, plus the rounding of J divided by the step,
 * estimates the error. Smaller steps are tried until the estimate is good; the derivative that
 * training computes plays no part in the choice.
 *
 * <p>A step that moves an element across the kink of a piecewise function (ReLU and its like)
 * measures no derivative and is discarded.
 */
final class FiniteDifference {
  /** The largest step, and the factor from attempt to attempt. */
  private static final double FIRST_STEP = 4e-3;

  private static final double SHRINK = 1.0 / 8;
  private static final int ATTEMPTS = 4;

  /** An estimated error of this share of the derivative ends the search. */
  private static final double GOOD = 1e-8;

  private final ReferenceNetwork network;
  private final int[] labels;
  private final double floor;

  /**
   * A derivative.
   *
   * @param value the best estimate; NaN if every step crossed a kink
   * @param error the estimated error of it
   * @param kink whether a step was discarded because it crossed a kink
   */
  record Estimate(double value, double error, boolean kink) {}

  /**
   * Prepares to measure.
   *
   * @param network has made a forward pass over the mini-batch
   * @param floor the size below which a derivative counts as this size when errors are set against
   *     it
   */
  FiniteDifference(ReferenceNetwork network, int[] labels, double floor) {
    this.network = network;
    this.labels = labels;
    this.floor = floor;
  }

  /** The derivative at element (row, column); the value of the parameter is the same afterwards. */
  Estimate derivative(ReferenceParameter parameter, int row, int column) {
    double objective = network.objective(network.forwardFrom(parameter.layer()), labels);
    List<BitSet> sides = network.sides();
    Estimate best = new Estimate(Double.NaN, Double.POSITIVE_INFINITY, false);
    boolean kink = false;
    double step = FIRST_STEP;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Stencil stencil = new Stencil(parameter, row, column, sides);
      double d1 = stencil.central(step);
      double d2 = stencil.central(step / 2);
      double d4 = stencil.central(step / 4);
      double once = (4 * d4 - d2) / 3;
      double twice = (16 * once - (4 * d2 - d1) / 3) / 15;
      double error = Math.abs(twice - once) + Math.ulp(objective) / (step / 4);
      kink |= stencil.crossed;
      if (!stencil.crossed && !(error >= best.error)) {
        best = new Estimate(twice, error, false);
      }
      if (best.error <= GOOD * Math.max(Math.abs(best.value), floor)) {
        break;
      }
      step *= SHRINK;
    }
    return new Estimate(best.value, best.error, kink);
  }

  private final class Stencil {
    private final ReferenceParameter parameter;
    private final int row;
    private final int column;
    private final List<BitSet> sides;
    private boolean crossed;

    Stencil(ReferenceParameter parameter, int row, int column, List<BitSet> sides) {
      this.parameter = parameter;
      this.row = row;
      this.column = column;
      this.sides = sides;
    }

    double central(double step) {
      if (crossed) {
        return Double.NaN;
      }
      double theta = parameter.value()[row][column];
      // Divided by the distance of the two numbers that were really used: θ ± h is rounded.
      double above = theta + step;
      double below = theta - step;
      double difference = objectiveAt(above) - objectiveAt(below);
      parameter.value()[row][column] = theta;
      return difference / (above - below);
    }

    private double objectiveAt(double theta) {
      parameter.value()[row][column] = theta;
      double objective = network.objective(network.forwardFrom(parameter.layer()), labels);
      crossed |= !network.sides().equals(sides);
      return objective;
    }
  }
}
