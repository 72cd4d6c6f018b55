package dev.layerwise.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.PointSets;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.metric.ConfusionMatrix;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A network whose outputs are NaN or infinite takes an example for nothing, and not for the first
 * class.
 */
class DivergedNetworkTest {
  private final Dataset points = PointSets.generate(PointSets.Kind.MOONS, 20, 2, 0.1, 1);
  private final Examples examples = Examples.all(points);
  private final Scaling scaling =
      Scaling.fit(Scaling.Kind.NONE, points.features(), examples.rows());

  private static Network diverged() {
    Network network =
        new Network(
            new NetworkSpec(
                2,
                2,
                List.of(new Dense(2, Initializer.GLOROT, 0)),
                Loss.SOFTMAX_CROSS_ENTROPY,
                L2Scaling.BATCH),
            ScalarKernels.INSTANCE);
    network.initialize(1);
    network.parameters().getFirst().value().data()[0] = Float.NaN;
    return network;
  }

  @Test
  void noPredictionIsMade() {
    DataException refusal =
        assertThrows(
            DataException.class,
            () -> Predictions.of(diverged(), points.features(), examples.rows(), scaling));
    assertTrue(refusal.getMessage().startsWith("example 1: "), refusal.getMessage());
  }

  @Test
  void noExampleIsCountedForAClass() {
    Evaluation evaluation = new Evaluation(diverged(), examples, scaling);
    assertEquals(0, evaluation.confusion().total());
    assertEquals(0, evaluation.score().accuracy());
    ConfusionMatrix counts = new ConfusionMatrix(2);
    evaluation.scoreInto(counts);
    assertEquals(0, counts.total());
  }

  @Test
  void scoreAndClassesAtOnceAreThoseOneByOne() {
    Network network = diverged();
    network.parameters().getFirst().value().data()[0] = 1;
    Evaluation evaluation = new Evaluation(network, examples, scaling);
    ConfusionMatrix counts = new ConfusionMatrix(2);
    assertEquals(evaluation.score(), evaluation.scoreInto(counts));
    ConfusionMatrix expected = evaluation.confusion();
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        assertEquals(expected.count(i, j), counts.count(i, j));
      }
    }
  }

  /** Weights and features that are finite: it is the sum that no float holds. */
  @ParameterizedTest
  @ValueSource(floats = {3e38f, -3e38f})
  void outputsThatOverflowNameNoClass(float weight) {
    Network network = diverged();
    float[] weights = network.parameters().getFirst().value().data();
    Arrays.fill(weights, weight);
    weights[1] = 0;
    weights[3] = 0;
    Predictor predictor = Predictor.of(network, Scaling.NONE);
    float[] two = {0, 0, 3e38f, 3e38f};
    assertEquals(0, predictor.predict(new float[2]));
    assertRefused("example 1: ", () -> predictor.predict(new float[] {3e38f, 3e38f}));
    assertRefused("example 1: ", () -> predictor.predict(new byte[] {9, 9}, new float[2]));
    assertRefused("example 2: ", () -> predictor.predictBatch(2, two, new int[2], new float[4]));
    assertRefused("example 2: ", () -> predictor.predict(new FloatFeatures(2, 2, two)));
  }

  private static void assertRefused(String message, Executable prediction) {
    DataException refusal = assertThrows(DataException.class, prediction);
    assertTrue(refusal.getMessage().startsWith(message), refusal.getMessage());
  }
}
