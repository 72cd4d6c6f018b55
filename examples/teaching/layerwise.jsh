// A class in the shell: what one needs, already imported.
//
//   jshell --class-path layerwise-core.jar layerwise.jsh
//
// then, for example:
//
//   var digits = Digits.training(2_000, Digits.SEED)
//   var network = NetworkSpec.builder(784, 10).dense(32, Activation.RELU).build()
//   var model = train(network, digits, 0.1, 5)
//   show(digits, 0)
//   model.evaluate(Digits.test(500, Digits.SEED))

import dev.layerwise.*;
import dev.layerwise.data.*;
import dev.layerwise.kernel.*;
import dev.layerwise.metric.*;
import dev.layerwise.model.*;
import dev.layerwise.nn.*;
import dev.layerwise.optim.*;
import dev.layerwise.record.*;
import dev.layerwise.reference.*;
import dev.layerwise.tensor.*;
import dev.layerwise.train.*;
import java.util.*;

/** Trains by plain gradient descent, and prints a line for each epoch. */
Model train(NetworkSpec network, Dataset data, double learningRate, int epochs) {
  TrainingPlan plan = TrainingPlan.builder().learningRate(learningRate).epochs(epochs).build();
  return Training.of(network, data)
      .plan(plan)
      .listener(
          new TrainingListener() {
            @Override
            public void epochFinished(EpochFinished event) {
              System.out.printf(
                  "epoch %2d  training loss %.4f  validation accuracy %.4f%n",
                  event.epoch(),
                  event.trainLoss(),
                  event.validation() == null ? Double.NaN : event.validation().accuracy());
            }
          })
      .run()
      .model();
}

/** Draws an image in characters. */
void show(Dataset images, int example) {
  for (int i = 0; i < images.image().height(); i++) {
    StringBuilder line = new StringBuilder();
    for (int j = 0; j < images.image().width(); j++) {
      float grey = images.features().get(example, i * images.image().width() + j);
      line.append(" .:-=+*#%@".charAt((int) (grey / 25.6)));
    }
    System.out.println(line);
  }
  System.out.println("class " + images.classNames().get(images.requireLabels()[example]));
}
