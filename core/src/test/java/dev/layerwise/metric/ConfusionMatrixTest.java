package dev.layerwise.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.metric.ConfusionMatrix.Confusion;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  /**
   * Four of class 0 (3 found, 1 taken for 1), two of class 1 (both taken for 0), none of class 2.
   */
  private static ConfusionMatrix matrix() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    matrix.add(0, 0, 3);
    matrix.add(0, 1);
    matrix.add(1, 0);
    matrix.add(1, 0);
    return matrix;
  }

  @Test
  void countsByActualAndPredictedClass() {
    assertEquals(3, matrix().count(0, 0));
    assertEquals(2, matrix().count(1, 0));
    assertEquals(6, matrix().total());
  }

  @Test
  void accuracyPrecisionAndRecall() {
    assertEquals(3 / 6.0, matrix().accuracy());
    assertEquals(3 / 5.0, matrix().precision(0));
    assertEquals(3 / 4.0, matrix().recall(0));
    assertEquals(0, matrix().recall(1));
  }

  /** Of class 1 nothing was told right: no mean of precision and recall, but 0 all the same. */
  @Test
  void f1IsTheHarmonicMean() {
    assertEquals(2 / (5 / 3.0 + 4 / 3.0), matrix().f1(0), 1e-15);
    assertEquals(0, matrix().f1(1));
    assertTrue(Double.isNaN(matrix().f1(2)));
  }

  @Test
  void whatHasNoExamplesHasNoShare() {
    assertTrue(Double.isNaN(matrix().recall(2)));
    assertTrue(Double.isNaN(matrix().precision(2)));
    assertTrue(Double.isNaN(new ConfusionMatrix(2).accuracy()));
  }

  @Test
  void oneAnswerToEverythingIsNamed() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    assertEquals(OptionalInt.empty(), matrix.solePrediction());
    matrix.add(1, 1, 4);
    assertEquals(OptionalInt.empty(), matrix.solePrediction(), "there is nothing else");
    matrix.add(0, 1);
    assertEquals(OptionalInt.of(1), matrix.solePrediction());
    matrix.add(0, 2);
    assertEquals(OptionalInt.empty(), matrix.solePrediction());
  }

  @Test
  void theWorstMistakesComeFirst() {
    assertEquals(List.of(new Confusion(1, 0, 2), new Confusion(0, 1, 1)), matrix().worst(5));
    assertEquals(List.of(new Confusion(1, 0, 2)), matrix().worst(1));
    assertEquals(List.of(), matrix().worst(0));
    assertThrows(IllegalArgumentException.class, () -> matrix().worst(-1));
  }
}
