package dev.layerwise.examples;

import dev.layerwise.data.Digits;
import dev.layerwise.data.Features;
import dev.layerwise.model.Predictor;
import dev.layerwise.record.Model;
import java.nio.file.Path;

/** Loads a model and predicts with arrays of its own, as a service does. */
final class PredictOnce {
  private PredictOnce() {}

  /** The first argument is the model, such as {@link TrainDigits} writes it. */
  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("Tell me the model, such as the one that TrainDigits writes.");
      System.exit(2);
    }
    Model model = Model.load(Path.of(args[0]));
    Predictor predictor = model.predictor(); // for any number of threads

    float[] pixels = new float[predictor.inputs()]; // as they come, 0 to 255
    Features some = Digits.test(1, Digits.SEED).features();
    for (int j = 0; j < pixels.length; j++) {
      pixels[j] = some.get(0, j);
    }
    float[] scores = new float[predictor.classes()];
    int label = predictor.predict(pixels, scores); // leaves no garbage

    System.out.println(model.classNames().get(label) + " with probability " + scores[label]);
  }
}
