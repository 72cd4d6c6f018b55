package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.kernel.SparseBytes;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Examples whose zeros are remembered are read as they were before. */
class RememberedZerosTest {
  private static final int ROWS = 90;

  private static byte[] bytes(int columns) {
    SplittableRandom random = new SplittableRandom(columns);
    byte[] values = new byte[ROWS * columns];
    for (int i = 0; i < values.length; i++) {
      // From rows without anything to rows without a zero, and values of 128 and above among them.
      boolean zero = random.nextInt(ROWS) >= i / columns / 2;
      values[i] = (byte) (zero ? 0 : 1 + random.nextInt(255));
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 255, 256, 257, 784, 1000})
  void everyEpochReadsTheSameInputs(int columns) {
    ByteFeatures features = new ByteFeatures(ROWS, columns, bytes(columns));
    Dataset data = new Dataset("bytes", features, new int[ROWS], List.of("one", "two"), null);
    Scaling scaling = Scaling.fit(Scaling.Kind.UNIT, features);
    Examples part = Examples.of(data, IntStream.range(3, 80).toArray());
    MiniBatches batches =
        new MiniBatches(part, scaling, 10, false, 1, ScalarKernels.INSTANCE, Sparsity.WHOLE);
    assertEquals(1, batches.inputs().sparse().size());
    float[] want = new float[columns];
    for (int epoch = 0; epoch < 3; epoch++) {
      batches.beginEpoch(epoch);
      for (int k = 0; k < batches.perEpoch(); k++) {
        batches.draw(k);
        float[] got = batches.inputs().toMatrix().data();
        for (int i = 0; i < batches.inputs().rows(); i++) {
          features.scale(3 + 10 * k + i, scaling, ScalarKernels.INSTANCE, want, 0);
          float[] row = Arrays.copyOfRange(got, i * columns, (i + 1) * columns);
          assertArrayEquals(want, row, 0f);
        }
      }
    }
  }

  @Test
  void aRowTakesItsBlocksAndItsElementsTwice() {
    byte[] x = {0, 5, 0, 0, 0, 0, 0, 0, 0, (byte) 200, 7};
    List<BlockOrder> order = List.of(BlockOrder.natural(11));
    SparseBytes kept = SparseBytes.of(x, 1, order, new int[] {0}, true);
    assertNotNull(kept);
    int at = kept.start(0, 0);
    byte[] row = Arrays.copyOfRange(kept.content(), at, at + 3 + 3 + 16);
    assertArrayEquals(
        new byte[] {
          0, 5, 0, 0, 0, 0, 0, 0, 0, (byte) 200, 7, 0, 0, 0, 0, 0, 1, 9, 10, 5, (byte) 200, 7
        },
        row);
    SparseBytes blocks = SparseBytes.of(x, 1, order, new int[] {0}, false);
    assertNotNull(blocks);
    // Without the elements and their number.
    assertEquals(kept.length() - 6 - Integer.BYTES, blocks.length());
  }
}
