package dev.layerwise.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.FloatFeatures;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FeatureTableTest {
  private static final float[] VALUES = {1, 0.5f, -3, 2, 0.25f, 1e9f, 3, 0.125f, 0};

  @Test
  void countsAndRanges() {
    int[] labels = {1, 0, 1};
    Dataset set =
        new Dataset("wine", new FloatFeatures(3, 3, VALUES), labels, List.of("Asti", "Rosé"), null);

    assertEquals(
        """
        wine: 3 examples, 2 classes, 3 features
        Neither images nor points in the plane: there is nothing to draw.

        class    examples
        Asti            1
        Rosé            2

        feature          min        mean         max
        1                  1           2           3
        2            0.12500     0.29167     0.50000
        3                 -3  3.3333e+08  1.0000e+09
        """,
        new FeatureTable(set).text(new TextStyle(80, true, true)));
  }

  @Test
  void featuresAreCalledAsInTheirTable() {
    Dataset set =
        new Dataset("wine", new FloatFeatures(3, 3, VALUES), null, List.of(), null)
            .withFeatureNames(List.of("pH", "residual sugar of the must, per litre", "column 4"));

    assertEquals(
        """
        wine: 3 examples without labels, 3 features
        Neither images nor points in the plane: there is nothing to draw.

        feature                               min        mean         max
        pH                                      1           2           3
        residual sugar of the must,…      0.12500     0.29167     0.50000
        column 4                               -3  3.3333e+08  1.0000e+09
        """,
        new FeatureTable(set).text(new TextStyle(80, true, true)));
  }

  @Test
  void manyFeaturesAndClassesAreCutShort() {
    List<String> names = IntStream.range(0, 60).mapToObj(i -> "c" + i).toList();
    Dataset set =
        new Dataset("t", new FloatFeatures(2, 50, new float[100]), new int[2], names, null);
    String text = new FeatureTable(set).text(new TextStyle(80, false, false));

    assertTrue(text.contains("\nand 20 more\n\nfeature"), text);
    assertTrue(text.endsWith("\nand 38 more\n"), text);
  }

  @Test
  void aNarrowTerminalGetsFewerColumns() {
    Dataset set = new Dataset("t", new FloatFeatures(3, 3, VALUES), null, List.of(), null);
    String text = new FeatureTable(set).text(new TextStyle(34, false, false));

    assertTrue(text.contains("\nfeature          min        mean\n"), text);
  }

  @Test
  void noExamplesAreNoFault() {
    Dataset set = new Dataset("t", new FloatFeatures(0, 3, new float[0]), null, List.of(), null);
    String text = new FeatureTable(set).text(new TextStyle(80, false, false));

    assertTrue(text.startsWith("t: 0 examples without labels, 3 features\n"), text);
  }
}
