package dev.layerwise.examples;

import dev.layerwise.Training;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.train.TrainingPlan;
import java.nio.file.Path;

/** Describes a network, trains it, measures it, and saves it. */
final class TrainDigits {
  private TrainDigits() {}

  /** The first argument, if there is one, is where the model goes. */
  public static void main(String[] args) {
    Dataset digits = Digits.training(6_000, Digits.SEED);
    NetworkSpec network =
        NetworkSpec.builder(784, 10).dense(64, Activation.RELU).dropout(0.1).build();
    TrainingPlan plan = TrainingPlan.builder().learningRate(0.1).epochs(5).build();

    Model model = Training.of(network, digits).plan(plan).validation(0.2).run().model();

    System.out.println(model.evaluate(Digits.test(1_000, Digits.SEED)));
    model.save(Path.of(args.length > 0 ? args[0] : "digits.safetensors"));
  }
}
