package dev.layerwise.kernels.vector;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Sparsity;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.Team;
import dev.layerwise.model.Network;
import dev.layerwise.model.TrainingPass;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.tensor.Matrix;
import java.util.Collection;
import java.util.function.BiConsumer;

/** Some steps of training, as the trainer takes them. */
final class Trainings {
  static final int BATCH = 48;
  static final int STEPS = 40;

  private Trainings() {}

  /**
   * Everything that a model keeps of a network after {@link #STEPS} steps.
   *
   * @param sparsity how the first layer may be given pixels
   * @param afterStep told of the network and the inputs after every step
   */
  static float[] train(
      Dataset data,
      Scaling.Kind kind,
      NetworkSpec spec,
      Kernels kernels,
      int threads,
      Sparsity sparsity,
      BiConsumer<Network, MiniBatches> afterStep) {
    Scaling scaling = Scaling.fit(kind, data.features());
    try (Team team = new Team(threads)) {
      Network network = new Network(spec, kernels, team);
      network.initialize(1);
      Optimizer optimizer =
          new Optimizer(new OptimizerSpec.Momentum(0.9), network.parameters(), kernels);
      MiniBatches batches =
          new MiniBatches(Examples.all(data), scaling, BATCH, true, 1, kernels, sparsity);
      TrainingPass pass = new TrainingPass(network, batches, optimizer, BATCH);
      for (int step = 0; step < STEPS; step++) {
        int batch = step % batches.perEpoch();
        if (batch == 0) {
          batches.beginEpoch(step / batches.perEpoch());
        }
        pass.compute(batch, step);
        // Gradients that somebody wants to see take another way to the same weights.
        pass.gradientsAndUpdate(0.01, step % 3 == threads % 3);
        network.updateRunningStatistics();
        afterStep.accept(network, batches);
      }
      return values(network.tensors().values());
    }
  }

  private static float[] values(Collection<Matrix> tensors) {
    float[] all = new float[tensors.stream().mapToInt(Matrix::size).sum()];
    int at = 0;
    for (Matrix tensor : tensors) {
      System.arraycopy(tensor.data(), 0, all, at, tensor.size());
      at += tensor.size();
    }
    return all;
  }

  /** The largest difference, in units of the largest value. */
  static double difference(float[] one, float[] other) {
    double most = 0;
    double error = 0;
    for (int i = 0; i < one.length; i++) {
      most = Math.max(most, Math.abs(one[i]));
      error = Math.max(error, Math.abs(one[i] - other[i]));
    }
    return error / most;
  }
}
