package dev.layerwise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaletteTest {
  @Test
  void everySeriesShowsOnWhiteAndOnBlack() {
    for (int rgb : Palette.LIGHT.series()) {
      assertTrue(1.05 / (luminance(rgb) + 0.05) > 2, Integer.toHexString(rgb));
      assertTrue((luminance(rgb) + 0.05) / 0.05 > 3, Integer.toHexString(rgb));
    }
  }

  @Test
  void textCanBeReadOnPaper() {
    assertTrue(1.05 / (luminance(Palette.LIGHT.ink()) + 0.05) > 7);
    assertTrue(1.05 / (luminance(Palette.LIGHT.muted()) + 0.05) > 4.5);
  }

  @Test
  void theSeriesBeginAgain() {
    assertEquals(Palette.LIGHT.series(1), Palette.LIGHT.series(8));
  }

  @Test
  void aPaletteNeedsASeries() {
    assertThrows(IllegalArgumentException.class, () -> new Palette(0, 0, 0, 0, 0, List.of()));
  }

  /** The relative luminance of the Web Content Accessibility Guidelines. */
  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16 & 0xFF)
        + 0.7152 * linear(rgb >> 8 & 0xFF)
        + 0.0722 * linear(rgb & 0xFF);
  }

  private static double linear(int value) {
    double part = value / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }
}
