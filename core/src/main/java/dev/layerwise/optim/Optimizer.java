package dev.layerwise.optim;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.List;

/**
 * An update rule at work: it knows parameters and their gradients, and the velocities it keeps;
 * nothing else.
 */
public final class Optimizer {
  private final OptimizerSpec spec;
  private final Kernels kernels;
  private final List<Parameter> parameters;
  private final List<Matrix> velocities;

  /** Makes the rule for a fixed list of parameters; velocities start at 0. */
  public Optimizer(OptimizerSpec spec, List<Parameter> parameters, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
    this.parameters = List.copyOf(parameters);
    this.velocities =
        switch (spec) {
          case OptimizerSpec.Sgd() -> List.of();
          case OptimizerSpec.Momentum(_), OptimizerSpec.Nesterov(_) ->
              parameters.stream()
                  .map(p -> new Matrix(p.value().rows(), p.value().columns()))
                  .toList();
        };
  }

  /** One update of every parameter at learning rate {@code rate}. */
  public void step(double rate) {
    float eta = (float) rate;
    for (int i = 0; i < parameters.size(); i++) {
      float[] g = parameters.get(i).gradient().data();
      float[] w = parameters.get(i).value().data();
      int count = parameters.get(i).size();
      switch (spec) {
        case OptimizerSpec.Sgd _ -> kernels.addScaled(count, -eta, g, 0, w, 0);
        case OptimizerSpec.Momentum rule ->
            kernels.momentumUpdate(
                count, eta, (float) rule.momentum(), g, 0, velocities.get(i).data(), 0, w, 0);
        case OptimizerSpec.Nesterov rule ->
            kernels.nesterovUpdate(
                count, eta, (float) rule.momentum(), g, 0, velocities.get(i).data(), 0, w, 0);
      }
    }
  }

  /**
   * The velocities, one for every parameter in its order, or none for plain SGD; part of a
   * checkpoint.
   */
  public List<Matrix> velocities() {
    return velocities;
  }
}
