package dev.layerwise.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.kernel.Team;
import dev.layerwise.metric.ConfusionMatrix;
import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loss, accuracy and classes of more examples than are measured at a time, and of fewer. */
class EvaluationTest {
  private static final Dataset DIGITS = Digits.training(1_100, 3);

  private static final Scaling SCALING = Scaling.fit(Scaling.Kind.UNIT, DIGITS.features());

  private static Network network(Loss loss, Team team) {
    List<LayerSpec> layers =
        List.of(new Dense(20, Initializer.HE, 0.01), new Dense(10, Initializer.HE, 0.01));
    Network network =
        new Network(
            new NetworkSpec(784, 10, layers, loss, L2Scaling.BATCH), ScalarKernels.INSTANCE, team);
    network.initialize(2);
    return network;
  }

  private static Examples first(int count) {
    return Examples.of(DIGITS, IntStream.range(0, count).toArray());
  }

  /** Blocks of losses, and what is measured at a time, end before, with or after the last one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 511, 512, 513, 1_100})
  void lossAndAccuracyAreThoseOfThePredictions(int count) {
    Examples examples = first(count);
    Network network = network(Loss.SOFTMAX_CROSS_ENTROPY, new Team(1));
    Predictions predictions = Predictions.of(network, DIGITS.features(), examples.rows(), SCALING);
    double loss = 0;
    int correct = 0;
    ConfusionMatrix expected = new ConfusionMatrix(10);
    for (int i = 0; i < count; i++) {
      int label = examples.labels()[i];
      loss -= Math.log(predictions.scores().get(i, label));
      correct += predictions.classes()[i] == label ? 1 : 0;
      expected.add(label, predictions.classes()[i]);
    }

    Evaluation evaluation = new Evaluation(network, examples, SCALING);
    ConfusionMatrix counts = new ConfusionMatrix(10);
    Score score = evaluation.scoreInto(counts);
    assertEquals(loss / count, score.loss(), 1e-5 * loss / count);
    assertEquals((double) correct / count, score.accuracy());
    assertEquals(count, score.examples());
    assertSame(expected, counts);
    assertSame(expected, evaluation.confusion());
  }

  private static void assertSame(ConfusionMatrix expected, ConfusionMatrix counts) {
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 10; j++) {
        assertEquals(expected.count(i, j), counts.count(i, j), i + " taken for " + j);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void theBitsAreThoseOfOneThread(Loss loss) {
    Examples examples = first(1_100);
    Score one = new Evaluation(network(loss, new Team(1)), examples, SCALING).score();
    for (int threads = 2; threads <= 4; threads++) {
      try (Team team = new Team(threads)) {
        Evaluation evaluation = new Evaluation(network(loss, team), examples, SCALING);
        assertEquals(one, evaluation.score(), threads + " threads");
        assertEquals(one, evaluation.score(), threads + " threads, once more");
      }
    }
  }
}
