package dev.layerwise.examples;

import dev.layerwise.Training;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.train.TrainingPlan;

/** Learns from few examples on top of what another network has learnt from many. */
final class TransferWeights {
  private TransferWeights() {}

  /** Needs no argument. */
  public static void main(String[] args) {
    Dataset many = Digits.training(4_000, Digits.SEED);
    Dataset few = Digits.training(100, 77); // another hand
    Dataset test = Digits.test(1_000, 77);
    TrainingPlan plan = TrainingPlan.builder().epochs(5).build();
    NetworkSpec network = NetworkSpec.builder(784, 10).dense(64, Activation.RELU).build();
    Model source = Training.of(network, many).plan(plan).run().model();

    Training small = Training.of(network, few).plan(plan).validation(0);
    Model alone = small.run().model();
    // Dense and ReLU are taken over, the output layer starts anew.
    Model transferred = small.startFrom(source, 2).run().model();

    System.out.println("alone       " + alone.evaluate(test).accuracy());
    System.out.println("transferred " + transferred.evaluate(test).accuracy());
  }
}
