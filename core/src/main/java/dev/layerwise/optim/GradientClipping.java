package dev.layerwise.optim;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.tensor.Parameter;
import java.util.List;

/** Gradient clipping by the global norm (Pascanu, Mikolov and Bengio, 2013). */
public final class GradientClipping {
  private GradientClipping() {}

  /** The Euclidean norm of all gradients together. */
  public static double norm(List<Parameter> parameters, Kernels kernels) {
    double squares = 0;
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      squares += kernels.sumOfSquares(parameter.size(), parameter.gradient().data(), 0);
    }
    return Math.sqrt(squares);
  }

  /**
   * Scales all gradients by {@code limit / norm} if their norm exceeds the limit.
   *
   * @return the norm before clipping
   */
  public static double clip(List<Parameter> parameters, double limit, Kernels kernels) {
    double norm = norm(parameters, kernels);
    if (norm > limit) {
      float factor = (float) (limit / norm);
      for (int i = 0; i < parameters.size(); i++) {
        Parameter parameter = parameters.get(i);
        kernels.scale(parameter.size(), factor, parameter.gradient().data(), 0);
      }
    }
    return norm;
  }
}
