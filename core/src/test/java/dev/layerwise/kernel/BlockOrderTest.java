package dev.layerwise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockOrderTest {
  /** Images of 8 lines of 6: the second patch of the second band. */
  @Test
  void aPatchIsFourLinesOfTwoColumns() {
    BlockOrder order = BlockOrder.patches(48, 6);
    int[] columns = IntStream.range(4 * 8, 5 * 8).map(order::column).toArray();
    assertArrayEquals(new int[] {26, 27, 32, 33, 38, 39, 44, 45}, columns);
    assertEquals(26, order.first(4));
    assertEquals(6, order.pairDistance());
    assertEquals(24, order.run());
  }

  @ParameterizedTest
  @CsvSource({"784, 28", "48, 6", "16, 4", "784, 0", "7, 0", "257, 0"})
  void everyColumnHasOnePosition(int columns, int width) {
    BlockOrder order = BlockOrder.patches(columns, width);
    assertEquals(width == 0, order.isNatural());
    assertEquals(columns, order.columns());
    for (int k = 0; k < columns; k++) {
      assertEquals(k, order.position(order.column(k)));
      assertEquals(k, order.column(order.position(k)));
      int block = k / SparseRows.BLOCK;
      assertEquals(order.first(block), order.column(block * SparseRows.BLOCK));
    }
  }

  /** Images of 8 lines of 6: two patches of every band, and the third. */
  @Test
  void halvesOfImagesHaveTheirColumnsBetweenThem() {
    BlockOrder left = BlockOrder.patches(48, 6).halves().getFirst();
    BlockOrder right = BlockOrder.patches(48, 6).halves().getLast();
    assertEquals(32, left.columns());
    assertEquals(16, right.columns());
    assertEquals(48, right.allColumns());
    assertArrayEquals(
        new int[] {26, 27, 32, 33, 38, 39, 44, 45},
        IntStream.range(24, 32).map(left::column).toArray());
    assertArrayEquals(
        new int[] {28, 29, 34, 35, 40, 41, 46, 47},
        IntStream.range(8, 16).map(right::column).toArray());
    for (BlockOrder half : BlockOrder.patches(48, 6).halves()) {
      assertEquals(half.columns() / 2, half.run());
      assertFalse(half.isGapless());
      IntStream.range(0, half.columns())
          .forEach(k -> assertEquals(k, half.position(half.column(k))));
    }
    assertNotEquals(left, right);
  }

  @Test
  void onlyImagesInPatchesHaveHalves() {
    assertEquals(List.of(BlockOrder.natural(784)), BlockOrder.natural(784).halves());
    assertTrue(BlockOrder.patches(784, 28).isGapless());
    assertEquals(2, BlockOrder.patches(16, 4).halves().size());
    BlockOrder narrow = BlockOrder.patches(16, 4).halves().getFirst();
    assertEquals(List.of(narrow), narrow.halves());
  }

  @ParameterizedTest
  @CsvSource({"81, 9", "100, 10", "64, 2", "20, 4", "784, 27", "784, -28"})
  void imagesThatAreNoWholePatchesStayInTheirOrder(int columns, int width) {
    BlockOrder order = BlockOrder.patches(columns, width);
    assertTrue(order.isNatural());
    assertEquals(BlockOrder.natural(columns), order);
  }

  @Test
  void elementsNeedTheNaturalOrder() {
    BlockOrder order = BlockOrder.patches(784, 28);
    assertThrows(IllegalArgumentException.class, () -> new SparseRows(1, true, order));
  }
}
