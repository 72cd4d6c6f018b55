package dev.layerwise.optim;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.WeightUpdate;
import dev.layerwise.kernel.WeightUpdate.Rule;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.ArrayList;
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
  private final List<WeightUpdate> updates;

  /** Makes the rule for a fixed list of parameters; velocities start at 0. */
  public Optimizer(OptimizerSpec spec, List<Parameter> parameters, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
    this.parameters = List.copyOf(parameters);
    this.velocities =
        switch (spec) {
          case OptimizerSpec.Sgd() -> List.of();
          case OptimizerSpec.Momentum(_), OptimizerSpec.Nesterov(_) ->
              parameters.stream().map(p -> p.value().likewise()).toList();
        };
    List<WeightUpdate> all = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      float[] v = velocities.isEmpty() ? new float[0] : velocities.get(i).data();
      all.add(update(spec, parameters.get(i).value().data(), v));
    }
    this.updates = List.copyOf(all);
  }

  /** The description of the rule. */
  public OptimizerSpec spec() {
    return spec;
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
    updates
        .get(index)
        .apply(
            kernels, (float) rate, 0, count, parameters.get(index).gradient().data(), from, from);
  }

  /** What a gradient does to parameter {@code index}, for kernels that apply it at once. */
  public WeightUpdate update(int index) {
    return updates.get(index);
  }

  private static WeightUpdate update(OptimizerSpec spec, float[] values, float[] velocities) {
    return switch (spec) {
      case OptimizerSpec.Sgd() -> new WeightUpdate(Rule.PLAIN, 0, values, velocities);
      case OptimizerSpec.Momentum(double m) ->
          new WeightUpdate(Rule.MOMENTUM, (float) m, values, velocities);
      case OptimizerSpec.Nesterov(double m) ->
          new WeightUpdate(Rule.NESTEROV, (float) m, values, velocities);
    };
  }

  /**
   * The velocities, one for every parameter in its order, or none for plain SGD; part of a
   * checkpoint.
   */
  public List<Matrix> velocities() {
    return velocities;
  }
}
