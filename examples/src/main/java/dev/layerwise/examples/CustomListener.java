package dev.layerwise.examples;

import dev.layerwise.Trained;
import dev.layerwise.Training;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.train.TrainingListener;

/** Watches a training, and ends it when it is good enough. */
final class CustomListener implements TrainingListener {
  private volatile double accuracy;

  private CustomListener() {}

  @Override
  public void epochFinished(EpochFinished event) {
    System.out.printf(
        "epoch %d  loss %.4f  validation %s%n",
        event.epoch(), event.trainLoss(), event.validation());
    if (event.validation() != null) {
      accuracy = event.validation().accuracy();
    }
  }

  /** Needs no argument. */
  public static void main(String[] args) {
    Dataset digits = Digits.training(3_000, Digits.SEED);
    NetworkSpec network = NetworkSpec.builder(784, 10).dense(32, Activation.TANH).build();
    CustomListener watcher = new CustomListener();

    Trained trained =
        Training.of(network, digits)
            .listener(watcher)
            .stopWhen(() -> watcher.accuracy > 0.85)
            .run();

    System.out.println("it ended because " + trained.result().stopReason().explain());
  }
}
