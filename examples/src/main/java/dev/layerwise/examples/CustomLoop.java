package dev.layerwise.examples;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Examples;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Sparsity;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.model.Evaluation;
import dev.layerwise.model.Network;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;

/** The loop itself, for those who want to change it: every line of a step is theirs. */
final class CustomLoop {
  private static final int BATCH = 32;
  private static final long SEED = 1;

  private CustomLoop() {}

  /** Needs no argument. */
  public static void main(String[] args) {
    Dataset digits = Digits.training(3_000, Digits.SEED);
    Scaling scaling = Scaling.fit(Scaling.Kind.UNIT, digits.features());
    NetworkSpec spec =
        NetworkSpec.builder(784, 10).dense(32, Activation.RELU).batchNorm().dropout(0.1).build();
    Network network = new Network(spec, KernelSelection.select("auto").kernels());
    network.initialize(SEED);
    network.prepare(BATCH);
    Optimizer optimizer =
        new Optimizer(new OptimizerSpec.Momentum(0.9), network.parameters(), network.kernels());
    MiniBatches batches =
        new MiniBatches(
            Examples.all(digits), scaling, BATCH, true, SEED, network.kernels(), Sparsity.NONE);
    long dropout = RandomStream.origin(SEED, "dropout");

    long step = 0;
    for (int epoch = 0; epoch < 3; epoch++) {
      batches.beginEpoch(epoch);
      double sum = 0;
      for (int b = 0; b < batches.perEpoch(); b++, step++) {
        batches.draw(b);
        Matrix x = batches.inputs().toMatrix(); // n × 784
        Matrix logits = network.forward(x, RandomStream.advance(dropout, step)); // n × 10
        sum += network.loss(logits, batches.labels(), 0);
        network.backward();
        double rate = 0.05 / (1 + 0.001 * step); // a schedule of one's own
        optimizer.step(rate);
        network.updateRunningStatistics();
      }
      System.out.printf("epoch %d  loss %.4f%n", epoch + 1, sum / digits.size());
    }
    Examples test = Examples.all(Digits.test(500, Digits.SEED));
    System.out.println(new Evaluation(network, test, scaling).score());
  }
}
