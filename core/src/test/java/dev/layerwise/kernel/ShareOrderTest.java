package dev.layerwise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShareOrderTest {
  @Test
  void theFirstShareBeginsAtTheTop() {
    assertEquals(0, ShareOrder.start(0, 700, 784, 8));
    assertEquals(0, ShareOrder.start(0, 0, 784, 8));
  }

  @Test
  void othersBeginAsFarDownAsTheyLieToTheRight() {
    assertEquals(392, ShareOrder.start(350, 700, 784, 8));
    assertEquals(192, ShareOrder.start(175, 700, 784, 8));
    assertEquals(584, ShareOrder.start(525, 700, 784, 8));
  }

  @Test
  void aShareBeginsAtAWholeStepThatIsThere() {
    for (int rows = 0; rows < 40; rows++) {
      for (int unit = 0; unit < 30; unit++) {
        int start = ShareOrder.start(unit, 30, rows, 8);
        assertEquals(0, start % 8);
        assertTrue(start == 0 || start < rows, rows + " rows, unit " + unit);
      }
    }
  }
}
