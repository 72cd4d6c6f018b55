package dev.layerwise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import org.junit.jupiter.api.Test;

/** 300 inputs, 200 units: 60,000 draws, so that a mean is known to 0.4 % of σ and σ to 0.3 %. */
class InitializerTest {
  private static final int INPUTS = 300;
  private static final int UNITS = 200;

  private static float[] draw(Initializer initializer) {
    Matrix weights = new Matrix(INPUTS, UNITS);
    initializer.fill(weights, RandomStream.of(1, "test"));
    return weights.data();
  }

  private static double moment(float[] values, int power, double scale) {
    double sum = 0;
    for (float value : values) {
      sum += Math.pow(value / scale, power);
    }
    return sum / values.length;
  }

  private static void assertNormal(Initializer initializer, double sigma) {
    float[] w = draw(initializer);
    assertEquals(0, moment(w, 1, sigma), 0.02);
    assertEquals(1, moment(w, 2, sigma), 0.03);
    assertEquals(0, moment(w, 3, sigma), 0.06);
    assertEquals(3, moment(w, 4, sigma), 0.2);
  }

  @Test
  void normalOnes() {
    assertNormal(Initializer.HE, Math.sqrt(2.0 / INPUTS));
    assertNormal(Initializer.LECUN, Math.sqrt(1.0 / INPUTS));
    assertNormal(Initializer.normal(0.01), 0.01);
  }

  @Test
  void glorotIsUniform() {
    double limit = Math.sqrt(6.0 / (INPUTS + UNITS));
    float[] w = draw(Initializer.GLOROT);
    float largest = 0;
    for (float value : w) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest <= (float) limit && largest > 0.999 * limit);
    assertEquals(0, moment(w, 1, limit), 0.015);
    assertEquals(1.0 / 3, moment(w, 2, limit), 0.01);
    assertEquals(1.0 / 5, moment(w, 4, limit), 0.01);
  }

  @Test
  void constantIsConstant() {
    for (float value : draw(Initializer.constant(-0.25))) {
      assertEquals(-0.25f, value);
    }
  }

  @Test
  void sameStreamSameWeights() {
    assertArrayEquals(draw(Initializer.HE), draw(Initializer.HE));
  }
}
