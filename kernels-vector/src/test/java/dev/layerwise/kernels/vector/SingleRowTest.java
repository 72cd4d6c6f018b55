package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.layerwise.kernel.SparseRows;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One example alone has the bits that it has among others. */
class SingleRowTest {
  private static final int MOST_UNITS = 200;
  private static final float UNTOUCHED = 77;

  private static float[] numbers(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }

  /** For each number of units, with room between the rows of W and without. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void anyNumberOfUnits(int gap) {
    int d = 23;
    float[] x = numbers(2 * d, 1);
    for (int i = 0; i < 2 * d; i += 3) {
      x[i] = 0;
    }
    for (int u = 1; u <= MOST_UNITS; u++) {
      int ldw = u + gap;
      float[] w = numbers(d * ldw - gap, u);
      float[] b = numbers(u, 1000 + u);
      float[] both = new float[2 * u];
      Products.affine(2, d, u, x, 0, d, w, 0, ldw, b, 0, both, 0, u);
      float[] expected = new float[u + 6];
      Arrays.fill(expected, UNTOUCHED);
      System.arraycopy(both, u, expected, 3, u);
      float[] alone = new float[u + 6];
      Arrays.fill(alone, UNTOUCHED);
      Products.affine(1, d, u, x, d, d, w, 0, ldw, b, 0, alone, 3, u);
      assertArrayEquals(expected, alone, "dense, " + u + " units");
      Arrays.fill(alone, UNTOUCHED);
      SparseRows sparse = new SparseRows(1, d);
      SparsePacking.packRow(x, d, sparse, 0);
      SparseProducts.affine(sparse, 0, 1, u, w, 0, ldw, b, 0, alone, 3, u);
      assertArrayEquals(expected, alone, "sparse, " + u + " units");
    }
  }

  @Test
  void noInputsAtAll() {
    float[] z = new float[3];
    Products.affine(
        1, 0, 3, new float[0], 0, 0, new float[0], 0, 3, new float[] {1, 2, 3}, 0, z, 0, 3);
    assertArrayEquals(new float[] {1, 2, 3}, z);
  }
}
