package dev.layerwise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
