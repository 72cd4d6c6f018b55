package dev.layerwise.examples;

import dev.layerwise.Training;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Split;
import dev.layerwise.data.SplitPlan;
import dev.layerwise.data.SplitSize;
import dev.layerwise.data.Splits;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.record.Model;
import dev.layerwise.train.TrainingPlan;
import java.util.List;
import java.util.SplittableRandom;

/** Makes a data set of whatever a program holds: here sensor readings, by the hundred. */
final class CustomData {
  private CustomData() {}

  private record Reading(float temperature, float vibration, boolean faulty) {}

  private static List<Reading> readings(int count) {
    SplittableRandom random = new SplittableRandom(1);
    return random
        .ints(count, 0, 2)
        .mapToObj(fault -> {
          double vibration = Math.abs(random.nextGaussian()) + 2 * fault;
          return new Reading(
              (float) (60 + 5 * random.nextGaussian() + 10 * fault), (float) vibration, fault == 1);
        })
        .toList();
  }

  private static Dataset dataset(List<Reading> readings) {
    float[] features = new float[readings.size() * 2];
    int[] labels = new int[readings.size()];
    for (int i = 0; i < labels.length; i++) {
      features[2 * i] = readings.get(i).temperature();
      features[2 * i + 1] = readings.get(i).vibration();
      labels[i] = readings.get(i).faulty() ? 1 : 0;
    }
    return new Dataset(
        "readings",
        new FloatFeatures(labels.length, 2, features),
        labels,
        List.of("sound", "faulty"),
        null);
  }

  /** Needs no argument. */
  public static void main(String[] args) {
    Dataset all = dataset(readings(1_000));
    SplitPlan parts =
        new SplitPlan(null, new SplitSize.Fraction(0.2), new SplitSize.Fraction(0.2), true);
    Split split = Splits.split(all, parts, 1);

    NetworkSpec network = NetworkSpec.builder(2, 2).dense(8, Activation.TANH).build();
    Model model =
        Training.of(network, split.trainingOf(all))
            .plan(TrainingPlan.builder().epochs(30).build())
            .scaling(Scaling.Kind.STANDARD)
            .validation(split.validationOf(all))
            .run()
            .model();

    System.out.println(model.confusion(split.testOf(all)).accuracy() + " of the test set");
    int label = model.predictor().predict(new float[] {75f, 3.5f});
    System.out.println("75 degrees and 3.5 mm/s: " + model.classNames().get(label));
  }
}
