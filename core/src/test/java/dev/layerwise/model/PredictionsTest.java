package dev.layerwise.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.layerwise.tensor.Matrix;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  private static Predictions predictions(int second, int rows, int columns, float last) {
    return new Predictions(
        new int[] {0, second}, Matrix.wrap(rows, columns, 0.75f, 0.25f, 0.5f, last));
  }

  /** Records compare arrays by identity, and a matrix has no other equality. */
  @Test
  void predictionsOfTheSameContentAreEqual() {
    Predictions predictions = predictions(1, 2, 2, Float.NaN);
    assertEquals(predictions, predictions(1, 2, 2, Float.NaN));
    assertEquals(predictions.hashCode(), predictions(1, 2, 2, Float.NaN).hashCode());
    assertNotEquals(predictions, predictions(0, 2, 2, Float.NaN));
    assertNotEquals(predictions, predictions(1, 2, 2, 0.5f));
    assertNotEquals(predictions, predictions(1, 1, 4, Float.NaN));
    assertNotEquals(predictions(1, 2, 2, 0), predictions(1, 2, 2, -0f));
    assertEquals("Predictions[2 x 2]", predictions.toString());
  }

  @Test
  void rowsThatDoNotCountAreNotCompared() {
    Matrix larger = new Matrix(3, 1);
    larger.fill(1);
    larger.resize(1);
    Predictions part = new Predictions(new int[] {0}, larger);
    Predictions whole = new Predictions(new int[] {0}, Matrix.wrap(1, 1, 1));
    assertEquals(part, whole);
    assertEquals(part.hashCode(), whole.hashCode());
  }
}
