package dev.layerwise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Digits;
import dev.layerwise.data.FloatFeatures;
import java.awt.image.BufferedImage;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleGridTest {
  private static final TextStyle ASCII = new TextStyle(80, false, false);

  @Test
  void everyRowShowsDifferentExamplesOfItsClass() {
    Dataset digits = Digits.training(200, 1);
    List<SampleGrid.Row> rows = SampleGrid.of(digits, 8, 1).rows();

    assertEquals(10, rows.size());
    for (int digit = 0; digit < 10; digit++) {
      SampleGrid.Row row = rows.get(digit);
      assertEquals(String.valueOf(digit), row.name());
      assertEquals(20, row.total());
      assertEquals(8, new HashSet<>(row.examples()).size());
      for (int example : row.examples()) {
        assertEquals(digit, digits.requireLabels()[example]);
      }
    }
  }

  @Test
  void theSeedDecidesWhichExamples() {
    Dataset digits = Digits.training(200, 1);

    assertEquals(SampleGrid.of(digits, 8, 1).rows(), SampleGrid.of(digits, 8, 1).rows());
    assertNotEquals(SampleGrid.of(digits, 8, 1).rows(), SampleGrid.of(digits, 8, 2).rows());
  }

  @Test
  void aSmallClassShowsWhatItHas() {
    List<SampleGrid.Row> rows = SampleGrid.of(Samples.images(), 3, 1).rows();

    assertEquals(List.of(3, 1, 0), rows.stream().map(row -> row.examples().size()).toList());
  }

  @Test
  void dataWithoutLabelsMakeOneRow() {
    Dataset set = Samples.images();
    Dataset bare = new Dataset("bare", set.features(), null, List.of(), set.image());
    SampleGrid grid = SampleGrid.of(bare, 2, 1);

    assertEquals(1, grid.rows().size());
    assertEquals(4, grid.rows().getFirst().total());
    assertTrue(grid.text(ASCII).startsWith("bare: 4 examples without labels\n"), grid.text(ASCII));
  }

  @Test
  void asciiText() {
    assertEquals(
        """
        shapes: 4 examples, 3 classes

        bar          @  @     @
        3            @  @     @

        Ankle boot
        1          ++++

        none
        0
        """,
        SampleGrid.of(Samples.images(), 3, 7).text(ASCII));
  }

  @Test
  void unicodeText() {
    assertEquals(
        """
        shapes: 4 examples, 3 classes

        bar          █  █     █
        3            █  █     █

        Ankle boot
        1          ▒▒▒▒

        none
        0
        """,
        SampleGrid.of(Samples.images(), 3, 7).text(new TextStyle(80, false, true)));
  }

  @Test
  void colouredTextShowsTwoPixelsACharacter() {
    String text = SampleGrid.of(Samples.images(), 1, 7).text(new TextStyle(80, true, true));
    List<String> lines = text.lines().toList();
    String black = "\u001b[38;2;0;0;0m\u001b[48;2;0;0;0m";
    String grey = "\u001b[38;2;128;128;128m\u001b[48;2;128;128;128m";

    assertEquals("Ankle boot " + black + "▀▀▀▀\u001b[0m", lines.get(5));
    assertEquals(
        "\u001b[38;2;102;112;123m1         \u001b[0m " + grey + "▀▀▀▀\u001b[0m", lines.get(6));
  }

  @Test
  void aTextThatCannotShowAllSaysSo() {
    SampleGrid grid = SampleGrid.of(Samples.blanks(100, List.of("a", "b")), 9, 1);

    String narrow = grid.text(new TextStyle(40, false, false));
    assertTrue(narrow.endsWith("\n2 of 9 a class fit into 40 columns\n"), narrow);
    String wide = grid.text(new TextStyle(300, false, false));
    assertTrue(!wide.contains("fit into"), wide);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 40, 80, 132, 300})
  void textFitsTheTerminal(int columns) {
    List<String> names = List.of("T-shirt/top", "a class whose name is rather long indeed");
    for (Dataset set : List.of(Samples.blanks(60, names), Samples.images())) {
      for (int perClass : new int[] {1, 10, 1000}) {
        for (boolean colour : new boolean[] {false, true}) {
          TextStyle style = new TextStyle(columns, colour, colour);
          String text = SampleGrid.of(set, perClass, 1).text(style);
          assertTrue(Samples.width(text) <= Math.max(20, columns), text);
        }
      }
    }
  }

  @Test
  void noPixelIsLostWhenAnImageShrinks() {
    Shades shades = Shades.of(SampleGrid.of(Samples.images(), 3, 1));
    int[][] small = shades.resized(3, 2, 3);

    assertEquals(0, small[0][0]);
    assertEquals(128, small[1][2]);
    assertEquals(85, shades.resized(0, 1, 3)[0][0] / 2 + shades.resized(0, 1, 3)[0][1] / 2, 11);
  }

  @Test
  void floatImagesKeepTheirUsualScales() {
    assertEquals(51, floatShade(0.2f, 0.5f));
    assertEquals(20, floatShade(20, 200));
    assertEquals(255, floatShade(3, -1));
    assertEquals(0, floatShade(-3, 500));
    assertEquals(0, floatShade(-7, -7));
  }

  private static int floatShade(float first, float second) {
    FloatFeatures features = new FloatFeatures(1, 2, new float[] {first, second});
    Dataset set = new Dataset("f", features, new int[] {0}, List.of("a"), new ImageShape(1, 2));
    return Shades.of(SampleGrid.of(set, 1, 1)).pixel(0, 0, 0);
  }

  @Test
  void theImageHasARowForEachClassAndSquarePixels() {
    SampleGrid grid = SampleGrid.of(Samples.images(), 2, 7);
    BufferedImage image = new GridImage(grid, Palette.LIGHT, new PlainLetters()).draw();

    // 24 margin + 120 name ("Ankle boot", 12 a letter) + 20 + two cells of 84 and a gap of 6 are
    // narrower than the title's 29 letters; 14 title + 18 above three rows of 84 and two gaps.
    assertEquals(24 + 29 * 12 + 24, image.getWidth());
    assertEquals(24 + 14 + 18 + 3 * 84 + 2 * 6 + 24, image.getHeight());
    int left = 24 + 120 + 20;
    int boot = 24 + 14 + 18 + 90;
    assertEquals(0x000000, image.getRGB(left, boot) & 0xFFFFFF);
    assertEquals(0x000000, image.getRGB(left + 83, boot + 41) & 0xFFFFFF);
    assertEquals(0x808080, image.getRGB(left, boot + 42) & 0xFFFFFF);
    assertEquals(0x808080, image.getRGB(left + 83, boot + 83) & 0xFFFFFF);
    assertEquals(0xFFFFFF, image.getRGB(left + 84, boot + 42) & 0xFFFFFF);
    assertEquals(0xFFFFFF, image.getRGB(left + 40, boot + 100) & 0xFFFFFF);
  }

  @Test
  void theImageIsDrawnWithWhateverLettersTheSystemHas() {
    BufferedImage image = SampleGrid.of(Samples.images(), 2, 7).image(Palette.LIGHT);

    assertTrue(image.getWidth() > 300 && image.getHeight() > 300, image.toString());
  }

  @Test
  void anImageThatWouldFillTheMemoryIsRefused() {
    SampleGrid grid =
        SampleGrid.of(Samples.blanks(9000, List.of("a", "b", "c", "d", "e")), 1000, 1);

    String message =
        assertThrows(IllegalArgumentException.class, () -> grid.image(Palette.LIGHT)).getMessage();
    assertTrue(message.startsWith("picture: expected at most 40,000,000 pixels, got 90"), message);
    assertTrue(message.endsWith("; show fewer examples a class"), message);
  }

  @Test
  void wrongRequestsAreRefused() {
    Dataset points = Samples.points(null, List.of(), 1, 2);
    assertEquals(
        "points: expected images, got 2 features without a shape; give their height and width",
        assertThrows(IllegalArgumentException.class, () -> SampleGrid.of(points, 1, 1))
            .getMessage());
    assertEquals(
        "sample grid: expected 1 to 1000 examples a class, got 0; choose a number in that range",
        assertThrows(IllegalArgumentException.class, () -> SampleGrid.of(Samples.images(), 0, 1))
            .getMessage());
  }

  @Test
  void theViewFitsTheData() {
    Dataset table = new Dataset("t", new FloatFeatures(1, 3, new float[3]), null, List.of(), null);

    assertInstanceOf(SampleGrid.class, DataView.of(Samples.images(), 1, 1));
    assertInstanceOf(ScatterPlot.class, DataView.of(Samples.points(null, List.of(), 1, 2), 1, 1));
    assertInstanceOf(FeatureTable.class, DataView.of(table, 1, 1));
  }
}
