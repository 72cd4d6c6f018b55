package dev.layerwise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The reference itself, against values worked out by hand. */
class ScalarKernelsTest {
  private static final Kernels KERNELS = ScalarKernels.INSTANCE;

  /** Two examples of three inputs, two units; every array has an offset and every row a gap. */
  @Test
  void affine() {
    float[] x = {9, 1, 2, 3, 9, 4, 5, 6, 9};
    float[] w = {9, 9, 1, -1, 9, 2, 0, 9, 0.5f, 3, 9};
    float[] b = {9, 10, 20};
    float[] z = {7, 7, 7, 7, 7, 7};
    KERNELS.affine(2, 3, 2, x, 1, 4, w, 2, 3, b, 1, z, 0, 3);
    // 1·1 + 2·2 + 3·0.5 + 10, 1·-1 + 2·0 + 3·3 + 20; 4·1 + 5·2 + 6·0.5 + 10, 4·-1 + 6·3 + 20.
    assertArrayEquals(new float[] {16.5f, 28, 7, 27, 34, 7}, z);
  }

  @Test
  void inputGradient() {
    float[] dz = {1, 2, 3, 4};
    float[] w = {1, -1, 2, 0, 0.5f, 3};
    float[] dx = new float[6];
    KERNELS.inputGradient(2, 3, 2, dz, 0, 2, w, 0, 2, dx, 0, 3);
    assertArrayEquals(new float[] {-1, 2, 6.5f, -1, 6, 13.5f}, dx);
  }

  @Test
  void weightGradient() {
    float[] x = {1, 2, 3, 4, 5, 6};
    float[] dz = {1, 2, 3, 4};
    float[] dw = new float[6];
    KERNELS.weightGradient(2, 3, 2, x, 0, 3, dz, 0, 2, dw, 0, 2);
    // 1·1 + 4·3, 1·2 + 4·4; 2·1 + 5·3, 2·2 + 5·4; 3·1 + 6·3, 3·2 + 6·4.
    assertArrayEquals(new float[] {13, 18, 17, 24, 21, 30}, dw);
    KERNELS.weightGradient(0, 3, 2, x, 0, 3, dz, 0, 2, dw, 0, 2);
    assertArrayEquals(new float[6], dw);
  }

  @Test
  void columnSums() {
    float[] sums = {7, 7, 7};
    KERNELS.columnSums(2, 2, new float[] {1, 2, 9, 3, 4}, 0, 3, sums, 1);
    assertArrayEquals(new float[] {7, 4, 6}, sums);
  }

  /** Columns 1, 3 (mean 2, variance 1) and 5, 5 (variance 0). */
  @Test
  void batchNorm() {
    float[] mean = new float[2];
    float[] variance = new float[2];
    float[] inverse = new float[2];
    float[] normalised = new float[4];
    float[] y = new float[4];
    float[] gamma = {2, 3};
    KERNELS.batchNorm(
        2,
        2,
        new float[] {1, 5, 3, 5},
        0,
        gamma,
        new float[] {10, 20},
        3,
        mean,
        variance,
        inverse,
        normalised,
        y,
        0);
    assertArrayEquals(new float[] {2, 5}, mean);
    assertArrayEquals(new float[] {1, 0}, variance);
    assertArrayEquals(new float[] {0.5f, 0.57735026f}, inverse);
    assertArrayEquals(new float[] {-0.5f, 0, 0.5f, 0}, normalised);
    assertArrayEquals(new float[] {9, 20, 11, 20}, y);
    float[] dgamma = new float[2];
    float[] dbeta = new float[2];
    float[] dx = new float[4];
    inverse[1] = 1;
    KERNELS.batchNormGradient(
        2, 2, normalised, inverse, gamma, new float[] {1, 1, 3, 2}, 0, dgamma, dbeta, dx, 0);
    assertArrayEquals(new float[] {4, 3}, dbeta);
    assertArrayEquals(new float[] {1, 0}, dgamma);
    // 2·0.5·(1 - (4 - 0.5·1)/2), 3·1·(1 - 3/2); 2·0.5·(3 - (4 + 0.5)/2), 3·(2 - 3/2).
    assertArrayEquals(new float[] {-0.75f, -1.5f, 0.75f, 1.5f}, dx);
  }

  /** Logits 0 and log 3 have the probabilities 1/4 and 3/4. */
  @Test
  void softmaxCrossEntropy() {
    float[] z = {0, (float) Math.log(3)};
    float[] dz = new float[2];
    double loss = KERNELS.softmaxCrossEntropy(1, 2, z, 0, new int[] {0}, 0, dz, 0, 2);
    assertEquals(Math.log(4), loss, 1e-6);
    assertArrayEquals(new float[] {-1.5f, 1.5f}, dz, 1e-6f);
    KERNELS.softmax(1, 2, z, 0, z, 0);
    assertArrayEquals(new float[] {0.25f, 0.75f}, z, 1e-6f);
  }

  @Test
  void sigmoidCrossEntropyAndSquaredError() {
    float[] z = {0, (float) Math.log(3)};
    float[] dz = new float[2];
    double loss = KERNELS.sigmoidCrossEntropy(1, 2, z, 0, new int[] {1}, 0, dz, 0, 4);
    assertEquals(Math.log(2) + Math.log(4.0 / 3), loss, 1e-6);
    assertArrayEquals(new float[] {2, -1}, dz, 1e-6f);
    assertEquals(
        5, KERNELS.squaredError(2, 1, new float[] {1, 2}, 0, new int[] {0, 4}, 0, dz, 0, 0.5f));
    assertArrayEquals(new float[] {1, -2}, dz);
  }

  @Test
  void widenTakesBytesAsUnsigned() {
    float[] y = {7, 7, 7, 7};
    ScalarKernels.INSTANCE.widen(3, new byte[] {9, 0, 1, -1}, 1, 1, 0.5f, y, 1);
    assertArrayEquals(new float[] {7, -0.5f, 0, 127}, y);
  }

  @Test
  void updates() {
    float[] v = {1, 2};
    float[] w = {10, 20};
    KERNELS.momentumUpdate(2, 0.5f, 0.5f, new float[] {4, 2}, 0, v, 0, w, 0);
    assertArrayEquals(new float[] {-1.5f, 0}, v);
    assertArrayEquals(new float[] {8.5f, 20}, w);
    KERNELS.nesterovUpdate(2, 0.5f, 0.5f, new float[] {1, 4}, 0, v, 0, w, 0);
    // v = 0.5·-1.5 - 0.5 = -1.25, w += 0.5·-1.25 - 0.5; v = -2, w += -1 - 2.
    assertArrayEquals(new float[] {-1.25f, -2}, v);
    assertArrayEquals(new float[] {7.375f, 17}, w);
    KERNELS.addScaled(2, -2, new float[] {1, 2}, 0, w, 0);
    assertArrayEquals(new float[] {5.375f, 13}, w);
    KERNELS.scale(1, 3, w, 1);
    assertArrayEquals(new float[] {5.375f, 39}, w);
    assertEquals(5, KERNELS.sumOfSquares(2, new float[] {9, 1, -2}, 1));
    assertEquals(2, KERNELS.maxAbs(2, new float[] {9, 1, -2}, 1));
    assertEquals(Float.NaN, KERNELS.maxAbs(3, new float[] {9, Float.NaN, -2}, 0));
  }

  @Test
  void dropoutKeepsOrDrops() {
    float[] x = {1, 2, 3, 4, 5};
    float[] y = new float[5];
    float[] mask = new float[5];
    KERNELS.dropout(5, x, 0, y, 0, mask, 0, 42, 0, 1);
    assertArrayEquals(x, y);
    KERNELS.dropout(5, x, 0, y, 0, mask, 0, 42, 1 << 30, 2);
    for (int i = 0; i < 5; i++) {
      assertEquals(mask[i] == 0 ? 0 : 2 * x[i], y[i]);
    }
    KERNELS.scaleShift(1, 2, x, 0, new float[] {2, 3}, new float[] {10, 20}, y, 0);
    assertArrayEquals(new float[] {12, 26}, new float[] {y[0], y[1]});
    KERNELS.multiply(2, x, 0, x, 1, y, 0);
    assertArrayEquals(new float[] {2, 6}, new float[] {y[0], y[1]});
  }
}
