package dev.layerwise.interop.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class ResizerTest {
  @Test
  void aPixelIsTheMeanOfWhatLiesUnderIt() {
    float[] image = {0, 4, 8, 8, 4, 8, 8, 8};
    assertArrayEquals(new float[] {4, 8}, Resizer.fit(image, 2, 4, 1, 2));
  }

  /** Three columns on two: the middle one is shared. */
  @Test
  void partsOfPixelsCountAsParts() {
    float[] image = {3, 6, 9, 3, 6, 9, 3, 6, 9};
    assertArrayEquals(new float[] {4, 8, 4, 8}, Resizer.fit(image, 3, 3, 2, 2), 1e-5f);
  }

  @Test
  void enlargingRepeatsPixels() {
    assertArrayEquals(
        new float[] {1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4},
        Resizer.fit(new float[] {1, 2, 3, 4}, 2, 2, 4, 4));
  }

  @Test
  void proportionsAreKeptAndTheRestIsBackground() {
    float[] tall = {9, 9, 9, 9, 1, 9, 9, 9};
    assertArrayEquals(
        new float[] {
          9, 9, 9, 9,
          9, 9, 9, 9,
          9, 1, 9, 9,
          9, 9, 9, 9
        },
        Resizer.fit(tall, 4, 2, 4, 4));
  }
}
