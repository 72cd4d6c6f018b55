package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.ScalarKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MiniBatchesTest {
  private static final int ROWS = 10;

  /** Row i has the feature i and the label i mod 3; the training set is the rows 1 to 7. */
  private static Examples examples() {
    float[] values = new float[ROWS];
    int[] labels = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      values[i] = i;
      labels[i] = i % 3;
    }
    return new Examples(
        new FloatFeatures(ROWS, 1, values), labels, IntStream.rangeClosed(1, 7).toArray());
  }

  private static List<Integer> epoch(MiniBatches batches, int epoch) {
    List<Integer> met = new ArrayList<>();
    batches.beginEpoch(epoch);
    for (int k = 0; k < batches.perEpoch(); k++) {
      batches.draw(k);
      for (int i = 0; i < batches.inputs().rows(); i++) {
        int row = (int) batches.inputs().toMatrix().get(i, 0);
        assertEquals(row % 3, batches.labels()[i], "the label goes with its example");
        met.add(row);
      }
    }
    return met;
  }

  @Test
  void everyEpochMeetsEveryExampleOnceTheLastMiniBatchHoldingWhatIsLeft() {
    MiniBatches batches =
        new MiniBatches(
            examples(), Scaling.NONE, 3, true, 1, ScalarKernels.INSTANCE, Sparsity.NONE);
    assertEquals(3, batches.perEpoch());
    List<Integer> first = epoch(batches, 0);
    assertEquals(1, batches.inputs().rows());
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), first.stream().sorted().toList());
    assertFalse(first.equals(epoch(batches, 1)), "another epoch, another order");
  }

  @Test
  void theOrderOfAnEpochFollowsFromItsNumberAlone() {
    MiniBatches through =
        new MiniBatches(
            examples(), Scaling.NONE, 2, true, 5, ScalarKernels.INSTANCE, Sparsity.NONE);
    epoch(through, 0);
    epoch(through, 1);
    MiniBatches resumed =
        new MiniBatches(
            examples(), Scaling.NONE, 2, true, 5, ScalarKernels.INSTANCE, Sparsity.NONE);
    assertEquals(epoch(through, 2), epoch(resumed, 2));
  }

  @Test
  void withoutShufflingTheOrderIsThatOfTheData() {
    MiniBatches batches =
        new MiniBatches(
            examples(), Scaling.NONE, 7, false, 1, ScalarKernels.INSTANCE, Sparsity.NONE);
    assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), epoch(batches, 3));
  }

  @Test
  void theTrainingRowsThemselvesAreNotShuffled() {
    Examples examples = examples();
    int[] before = examples.rows().clone();
    epoch(
        new MiniBatches(examples, Scaling.NONE, 2, true, 1, ScalarKernels.INSTANCE, Sparsity.NONE),
        0);
    assertArrayEquals(before, examples.rows());
  }

  @Test
  void aMiniBatchLargerThanTheTrainingSetIsRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new MiniBatches(
                    examples(), Scaling.NONE, 8, true, 1, ScalarKernels.INSTANCE, Sparsity.NONE));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("8 is larger than the training set of 7"));
    assertEquals(7, Arrays.stream(examples().rows()).count());
  }
}
