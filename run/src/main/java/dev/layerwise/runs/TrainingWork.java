package dev.layerwise.runs;

import dev.layerwise.data.Examples;
import dev.layerwise.data.Features;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.train.TrainingPlan;
import org.jspecify.annotations.Nullable;

/** How much a training computes, by which its kernels are chosen. */
final class TrainingWork {
  private static final int SAMPLES = 16;

  /**
   * Blocks of inputs are left out as wholes: of what is multiplied, so much is zero all the same.
   */
  private static final double ZEROS_IN_BLOCKS = 0.4;

  private TrainingWork() {}

  /** The multiply-adds of the products if nothing stops it, without those of zeros among inputs. */
  static double of(RunSpec spec, RunData data) {
    NetworkSpec network = spec.network(data.set().features().columns(), data.set().classes());
    TrainingPlan plan = spec.plan();
    Examples training = data.training();
    int perEpoch = Math.ceilDiv(training.size(), plan.batchSize());
    long steps = plan.plannedSteps(perEpoch);
    double trained = (double) steps * plan.batchSize();
    double measured =
        training.size()
            + size(data.test())
            + size(data.validation()) * (1 + (double) steps / plan.validationInterval(perEpoch));
    double work = 0;
    boolean first = true;
    for (int i = 0; i < network.layers().size(); i++) {
      if (network.layers().get(i) instanceof LayerSpec.Dense dense) {
        // Forward and the gradients of the weights, and of the inputs except the first layer's.
        double passes = (first ? 2 : 3) * trained + measured;
        double inputs = network.inputsOf(i) * (first ? multipliedShare(training) : 1);
        work += passes * inputs * dense.units();
        first = false;
      }
    }
    return work;
  }

  private static double size(@Nullable Examples examples) {
    return examples == null ? 0 : examples.size();
  }

  /** The share of the inputs in blocks that are not empty, about. */
  private static double multipliedShare(Examples examples) {
    Features features = examples.features();
    int samples = Math.min(SAMPLES, examples.size());
    long others = 0;
    for (int i = 0; i < samples; i++) {
      int row = examples.rows()[(int) ((long) i * examples.size() / samples)];
      for (int column = 0; column < features.columns(); column++) {
        others += features.get(row, column) == 0 ? 0 : 1;
      }
    }
    double share = others / ((double) samples * features.columns());
    return Math.min(1, share / (1 - ZEROS_IN_BLOCKS));
  }
}
