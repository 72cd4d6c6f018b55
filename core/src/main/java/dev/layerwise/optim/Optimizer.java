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
    for (int i = 0; i < parameters.size(); i++) {
      step(i, 0, parameters.get(i).size(), rate);
    }
  }

  /**
   * One update of {@code count} elements of parameter {@code index} from {@code from} on. Several
   * threads may update different elements at once.
   */
  public void step(int index, int from, int count, double rate) {
    float eta = (float) rate;
    float[] g = parameters.get(index).gradient().data();
    float[] w = parameters.get(index).value().data();
    switch (spec) {
      case OptimizerSpec.Sgd _ -> kernels.addScaled(count, -eta, g, from, w, from);
      case OptimizerSpec.Momentum rule ->
          kernels.momentumUpdate(
              count, eta, (float) rule.momentum(), g, from, velocity(index), from, w, from);
      case OptimizerSpec.Nesterov rule ->
          kernels.nesterovUpdate(
              count, eta, (float) rule.momentum(), g, from, velocity(index), from, w, from);
    }
  }

  private float[] velocity(int index) {
    return velocities.get(index).data();
  }

  /**
   * The velocities, one for every parameter in its order, or none for plain SGD; part of a
   * checkpoint.
   */
  public List<Matrix> velocities() {
    return velocities;
  }
}
