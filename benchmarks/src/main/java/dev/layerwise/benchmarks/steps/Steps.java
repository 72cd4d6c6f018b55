package dev.layerwise.benchmarks.steps;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Examples;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.Team;
import dev.layerwise.model.Network;
import dev.layerwise.model.TrainingPass;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A training whose steps can be taken one by one, as the trainer takes them. */
public final class Steps {
  private static final double RATE = 0.01;
  private static final long SEED = 1;

  private static @Nullable Dataset drawn;

  private final Network network;
  private final TrainingPass pass;
  private final MiniBatches batches;
  private int next;
  private int epoch;
  private long step;

  /**
   * A network of ReLU layers.
   *
   * @param team the threads that compute
   * @param hidden its hidden units
   * @param momentum the momentum, 0 for plain SGD
   */
  public Steps(
      Kernels kernels,
      Team team,
      List<Integer> hidden,
      int batch,
      double momentum,
      boolean batchNorm) {
    Dataset data = digits(batch);
    List<LayerSpec> layers = new ArrayList<>();
    for (int units : hidden) {
      layers.add(new LayerSpec.Dense(units, Initializer.HE, 0));
      layers.add(new LayerSpec.Pointwise(Activation.RELU));
      if (batchNorm) {
        layers.add(LayerSpec.BatchNorm.DEFAULT);
      }
    }
    layers.add(new LayerSpec.Dense(data.classes(), Initializer.HE, 0));
    NetworkSpec spec =
        new NetworkSpec(
            data.features().columns(),
            data.classes(),
            layers,
            Loss.SOFTMAX_CROSS_ENTROPY,
            L2Scaling.NONE);
    network = new Network(spec, kernels, team);
    network.initialize(SEED);
    Optimizer optimizer =
        new Optimizer(
            momentum > 0 ? new OptimizerSpec.Momentum(momentum) : new OptimizerSpec.Sgd(),
            network.parameters(),
            kernels);
    Scaling scaling = Scaling.fit(Scaling.Kind.UNIT, data.features());
    batches =
        new MiniBatches(
            Examples.all(data), scaling, batch, true, SEED, kernels, network.sparsity(batch));
    pass = new TrainingPass(network, batches, optimizer, batch);
    batches.beginEpoch(0);
  }

  /**
   * Drawn digits of 784 pixels, {@code count} of them or more; kept, since drawing takes a while.
   */
  private static synchronized Dataset digits(int count) {
    Dataset kept = drawn;
    if (kept == null || kept.size() < count) {
      kept = Digits.training(Math.max(2048, count), 1);
      drawn = kept;
    }
    return kept;
  }

  /** One step; the mean loss of its mini-batch. */
  public double step() {
    if (next == batches.perEpoch()) {
      next = 0;
      batches.beginEpoch(++epoch);
    }
    double loss = pass.compute(next++, step++) / batches.inputs().rows();
    pass.gradientsAndUpdate(RATE, false);
    network.updateRunningStatistics();
    return loss;
  }
}
