package dev.layerwise.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Inference;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec.BatchNorm;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.LayerSpec.Dropout;
import dev.layerwise.nn.LayerSpec.Pointwise;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.reference.GradientCheck.NumericResult;
import dev.layerwise.reference.GradientCheck.Settings;
import dev.layerwise.tensor.Matrix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ReferenceNetworkTest {
  private static final int ROWS = 7;
  private static final MiniBatch BATCH = MiniBatch.random(ROWS, 4, 3, 8);
  private static final double[][] X = ReferenceNetwork.toDouble(BATCH.x());

  private final Network network =
      new Network(
          new NetworkSpec(
              4,
              3,
              List.of(
                  new Dense(6, Initializer.HE, 0.2),
                  new Pointwise(Activation.ELU),
                  BatchNorm.DEFAULT,
                  new Dropout(0.5),
                  new Dense(3, Initializer.HE, 0.1)),
              Loss.SOFTMAX_CROSS_ENTROPY,
              L2Scaling.NONE),
          ScalarKernels.INSTANCE);

  @BeforeEach
  void trainingPass() {
    network.initialize(4);
    network.prepare(ROWS);
    network.forward(BATCH.x(), 77);
    network.updateRunningStatistics();
  }

  /** Rows that were too wide were cut, and labels beyond the rows left out, in silence. */
  @Test
  void refusesWhatDoesNotFit() {
    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    for (int width : new int[] {3, 5}) {
      assertEquals(
          "inputs: expected 4 values in row 0, got " + width,
          refusal(() -> reference.forward(new double[2][width])));
      assertEquals(
          "inputs: expected 4 values in row 0, got " + width,
          refusal(() -> StepTrace.of(reference, new double[2][width], new int[2], 0.1)));
    }
    double[][] logits = reference.forward(X);
    for (int count : new int[] {ROWS - 1, ROWS + 1}) {
      String message = "loss: expected 7 labels, one a row, got " + count;
      assertEquals(message, refusal(() -> reference.meanLoss(logits, new int[count])));
      assertEquals(message, refusal(() -> reference.backward(logits, new int[count])));
    }
    int[] beyond = new int[ROWS];
    beyond[1] = 3;
    assertEquals(
        "loss: expected labels from 0 to 2, got 3",
        refusal(() -> reference.objective(logits, beyond)));
  }

  private static String refusal(Executable misuse) {
    return assertThrows(IllegalArgumentException.class, misuse).getMessage();
  }

  @Test
  void agreesWithTheTrainingPass() {
    Matrix logits = network.forward(BATCH.x(), 78);
    double loss = network.loss(logits, BATCH.labels(), 0) / ROWS;

    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    reference.holdMasksOf(network);
    double[][] exact = reference.forward(X);

    assertClose(exact, logits);
    assertEquals(reference.meanLoss(exact, BATCH.labels()), loss, 1e-6);
    assertEquals(reference.penalty(ROWS), network.penalty(ROWS), 1e-6);
    assertEquals(
        reference.meanLoss(exact, BATCH.labels()) + reference.penalty(ROWS),
        reference.objective(exact, BATCH.labels()));
  }

  @Test
  void agreesWithInferenceByRunningStatisticsWithoutMasks() {
    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    reference.useRunningStatistics(true);

    assertClose(reference.forward(X), new Inference(network, ROWS).logits(BATCH.x()));
  }

  @Test
  void gradientsAreRightWithStatisticsHeldStill() {
    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    reference.useRunningStatistics(true);
    reference.backward(reference.forward(X), BATCH.labels());

    for (NumericResult result :
        GradientCheck.compareWithDifferences(reference, BATCH.labels(), Settings.DEFAULT)) {
      assertTrue(result.checked() > 0 && result.error() < 1e-6, result::toString);
    }
  }

  @Test
  void masksAreHeldUntilOthersAreGiven() {
    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    double[][] open = reference.forward(X);

    reference.holdMask(3, new double[ROWS][6]);
    double[][] closed = reference.forward(X);
    // Nothing passes the dropout layer: the logits are the biases, which are 0.
    assertArrayEquals(new double[ROWS][3], closed);

    double[][] ones = new double[ROWS][6];
    for (double[] row : ones) {
      Arrays.fill(row, 1);
    }
    reference.holdMask(3, ones);
    assertArrayEquals(open, reference.forward(X));
  }

  @Test
  void aLayerWithoutAMaskRefusesOne() {
    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    String message =
        assertThrows(IllegalArgumentException.class, () -> reference.holdMask(1, X)).getMessage();
    assertEquals("layer 1: expected dropout, it has no mask to hold", message);
  }

  @Test
  void parametersAreCopies() {
    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    double before = reference.value("layers.0.weight")[1][2];

    network.parameters().getFirst().value().set(1, 2, 99);
    reference.value("layers.0.weight")[1][2] = 99;

    assertEquals(before, reference.value("layers.0.weight")[1][2]);
    assertThrows(IllegalArgumentException.class, () -> reference.gradient("layers.1.weight"));
  }

  private static void assertClose(double[][] exact, Matrix actual) {
    assertEquals(exact.length, actual.rows());
    for (int i = 0; i < exact.length; i++) {
      for (int j = 0; j < exact[i].length; j++) {
        assertEquals(exact[i][j], actual.get(i, j), 1e-5);
      }
    }
  }
}
