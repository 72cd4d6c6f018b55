package dev.layerwise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.PointSets;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScatterPlotTest {
  /** The corners of a square, and one point in its middle. */
  private static Dataset square() {
    int[] labels = {0, 0, 0, 0, 1};
    return Samples.points(labels, List.of("edge", "core"), 0, 0, 0, 1, 1, 0, 1, 1, 0.5f, 0.5f);
  }

  @Test
  void asciiText() {
    assertEquals(
        """
        points: 5 examples, 2 classes

        1.0 + A                     A
            |
        0.8 +
            |
            |
        0.6 +
            |            B
        0.4 +
            |
            |
        0.2 +
            |
          0 + A                     A
            +-+---------------------+-
              0                     1

        A edge (4)   B core (1)
        """,
        new ScatterPlot(square()).text(new TextStyle(30, false, false)));
  }

  @Test
  void unicodeTextWithoutColourHasLetters() {
    assertEquals(
        """
        points: 5 examples, 2 classes

        1.0 ┤ A                     A
            │
        0.8 ┤
            │
            │
        0.6 ┤
            │            B
        0.4 ┤
            │
            │
        0.2 ┤
            │
          0 ┤ A                     A
            └─┬─────────────────────┬─
              0                     1

        A edge (4)   B core (1)
        """,
        new ScatterPlot(square()).text(new TextStyle(30, false, true)));
  }

  @Test
  void colouredTextHasDotsInTheColoursOfTheClasses() {
    String text = new ScatterPlot(square()).text(new TextStyle(30, true, true));

    assertTrue(text.contains("\u001b[38;2;0;114;178m⠄\u001b[0m"), text);
    assertTrue(text.contains("\u001b[38;2;0;114;178m●\u001b[0m edge (4)"), text);
    assertTrue(text.contains("\u001b[38;2;213;94;0m●\u001b[0m core (1)"), text);
  }

  @Test
  void classesWithLettersForNamesKeepThem() {
    Dataset set = Samples.points(new int[] {0, 1}, List.of("x", "o"), 0, 0, 1, 1);

    String text = new ScatterPlot(set).text(new TextStyle(30, false, false));
    assertTrue(text.endsWith("\nx (1)   o (1)\n"), text);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 40, 80, 300})
  void textFitsTheTerminal(int columns) {
    for (PointSets.Kind kind : PointSets.Kind.values()) {
      for (boolean colour : new boolean[] {false, true}) {
        ScatterPlot plot = new ScatterPlot(PointSets.generate(kind));
        String text = plot.text(new TextStyle(columns, colour, colour));
        assertTrue(Samples.width(text) <= Math.max(20, columns), text);
        assertTrue(text.lines().count() < 45, text);
      }
    }
  }

  @Test
  void aLegendOfManyClassesIsWrapped() {
    Dataset set = PointSets.generate(PointSets.Kind.BLOBS, 260, 26, 1, 1);

    String text = new ScatterPlot(set).text(new TextStyle(60, false, false));
    assertTrue(Samples.width(text) <= 60, text);
    assertTrue(text.contains("Z (10)"), text);
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 1, 0.5", "1, 2, 2", "1000, 1, 0.75", "1, 1000, 0.75"})
  void rangesThatAreAlikeShareTheirUnit(float width, float height, double proportion) {
    Dataset set = Samples.points(null, List.of(), 0, 0, width, height);

    assertEquals(proportion, new ScatterPlot(set).proportion(), 1e-9);
  }

  @ParameterizedTest
  @EnumSource
  void theImageShowsEveryClass(PointSets.Kind kind) {
    ScatterPlot plot = new ScatterPlot(PointSets.generate(kind));
    for (Lettering letters : List.of(Lettering.best(), new PlainLetters())) {
      BufferedImage image = new ScatterImage(plot, Palette.LIGHT, letters).draw();

      assertTrue(image.getWidth() >= 600 && image.getWidth() < 900, "width " + image.getWidth());
      assertTrue(image.getHeight() > 300 && image.getHeight() < 760, "height " + image.getHeight());
      for (int label = 0; label < kind.classes(); label++) {
        assertTrue(count(image, Palette.LIGHT.series(label)) > 500, "pixels of class " + label);
      }
    }
  }

  @Test
  void oddDataCanBeDrawn() {
    TextStyle style = new TextStyle(60, true, true);
    for (Dataset set :
        List.of(
            Samples.points(null, List.of()),
            Samples.points(null, List.of(), 3, 3),
            Samples.points(new int[] {0, 0}, List.of("only", "none"), 1e30f, 0, 1e30f, -1e-30f),
            Samples.points(null, List.of(), Float.MAX_VALUE, 0, -Float.MAX_VALUE, 1))) {
      ScatterPlot plot = new ScatterPlot(set);
      assertTrue(plot.text(style).lines().count() > 10);
      assertTrue(plot.image(Palette.LIGHT).getWidth() < 1000);
    }
  }

  @Test
  void otherDataAreRefused() {
    Dataset three = new Dataset("t", new FloatFeatures(1, 3, new float[3]), null, List.of(), null);
    assertEquals(
        "t: expected 2 features, got 3; only points in the plane can be plotted",
        assertThrows(IllegalArgumentException.class, () -> new ScatterPlot(three)).getMessage());
  }

  private static int count(BufferedImage image, int rgb) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == rgb ? 1 : 0;
      }
    }
    return count;
  }
}
