package dev.layerwise.interop.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Dataset.ImageShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrawnImageTest {
  private static final ImageShape SHAPE = new ImageShape(28, 28);

  private static byte[] rectangle(int side, int top, int left, int height, int width) {
    byte[] ink = new byte[side * side];
    for (int i = top; i < top + height; i++) {
      for (int j = left; j < left + width; j++) {
        ink[i * side + j] = (byte) 255;
      }
    }
    return ink;
  }

  /** Wherever it is drawn, and however large: 20 pixels high, in the middle. */
  @ParameterizedTest
  @CsvSource({"280, 10, 200, 100, 50", "280, 0, 0, 200, 100", "56, 12, 3, 40, 20"})
  void aTallRectangleIsTwentyHighAndInTheMiddle(
      int side, int top, int left, int height, int width) {
    byte[] image = DrawnImage.centred(rectangle(side, top, left, height, width), side, side, SHAPE);
    assertArrayEquals(rectangle(28, 4, 9, 20, 10), image);
  }

  @Test
  void theCentreOfMassIsTheMiddle() {
    // An L: its mass lies low and to the left.
    byte[] ink = rectangle(140, 20, 20, 100, 20);
    byte[] foot = rectangle(140, 100, 20, 20, 60);
    for (int i = 0; i < ink.length; i++) {
      ink[i] |= foot[i];
    }
    byte[] image = DrawnImage.centred(ink, 140, 140, SHAPE);
    double mass = 0;
    double down = 0;
    double across = 0;
    for (int i = 0; i < 28; i++) {
      for (int j = 0; j < 28; j++) {
        int value = image[i * 28 + j] & 0xFF;
        mass += value;
        down += value * (i + 0.5);
        across += value * (j + 0.5);
      }
    }
    assertEquals(14, down / mass, 0.5);
    assertEquals(14, across / mass, 0.5);
  }

  @Test
  void nothingDrawnIsPaper() {
    assertArrayEquals(new byte[784], DrawnImage.centred(new byte[100], 10, 10, SHAPE));
    byte[] faint = new byte[100];
    faint[55] = 15;
    assertArrayEquals(new byte[784], DrawnImage.centred(faint, 10, 10, SHAPE));
  }

  /** A dot must not be lost, nor a line as long as the pad leave the image. */
  @Test
  void extremesStayInside() {
    byte[] dot = new byte[100 * 100];
    dot[0] = (byte) 255;
    int sum = 0;
    for (byte value : DrawnImage.centred(dot, 100, 100, SHAPE)) {
      sum += value & 0xFF;
    }
    assertEquals(20 * 20 * 255, sum);
    byte[] line = DrawnImage.centred(rectangle(300, 150, 0, 1, 300), 300, 300, SHAPE);
    int lines = 0;
    for (int j = 0; j < 784; j++) {
      lines += line[j] != 0 ? 1 : 0;
    }
    assertEquals(20, lines);
  }

  @Test
  void theWholePictureIsOnlyScaled() {
    byte[] image = DrawnImage.whole(rectangle(56, 0, 0, 28, 56), 56, 56, SHAPE);
    assertArrayEquals(rectangle(28, 0, 0, 14, 28), image);
  }

  @Test
  void refusesOtherSizes() {
    var refused =
        assertThrows(
            IllegalArgumentException.class, () -> DrawnImage.centred(new byte[99], 10, 10, SHAPE));
    assertTrue(refused.getMessage().contains("10 x 10 pixels, got 99"), refused.getMessage());
  }
}
