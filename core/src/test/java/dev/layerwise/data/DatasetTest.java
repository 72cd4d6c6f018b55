package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private static Dataset set(float feature, int label, String className) {
    return new Dataset(
        "set",
        new FloatFeatures(2, 1, new float[] {1, feature}),
        new int[] {0, label},
        List.of("a", className),
        null);
  }

  @Test
  void theDigestChangesWithFeaturesLabelsAndClassNames() {
    String digest = set(2, 1, "b").sha256();
    assertEquals(digest, set(2, 1, "b").sha256());
    assertNotEquals(digest, set(3, 1, "b").sha256());
    assertNotEquals(digest, set(2, 0, "b").sha256());
    assertNotEquals(digest, set(2, 1, "c").sha256());
  }

  /** Records compare arrays by identity: labels that were the same made sets unequal. */
  @Test
  void setsOfTheSameContentAreEqual() {
    Dataset data = set(2, 1, "b");
    assertEquals(data, set(2, 1, "b"));
    assertEquals(data.hashCode(), set(2, 1, "b").hashCode());
    assertNotEquals(data, set(3, 1, "b"));
    assertNotEquals(data, set(2, 0, "b"));
    assertNotEquals(data, set(2, 1, "c"));
    assertNotEquals(data, data.withFeatureNames(List.of("x")));
    Dataset bare = Dataset.unlabelled("set", data.features(), data.classNames(), null);
    assertNotEquals(data, bare);
    assertEquals("Dataset[set, FloatFeatures[2 x 1], 2 classes]", data.toString());
    assertEquals("Dataset[set, FloatFeatures[2 x 1], 2 classes, no labels]", bare.toString());

    Examples all = Examples.all(data);
    assertEquals(all, Examples.all(set(2, 1, "b")));
    assertEquals(all.hashCode(), Examples.all(set(2, 1, "b")).hashCode());
    assertNotEquals(all, Examples.of(data, new int[] {1}));
    assertEquals("Examples[2 of FloatFeatures[2 x 1]]", all.toString());
  }

  @Test
  void selectedRowsKeepTheirLabels() {
    Dataset selected = set(2, 1, "b").select("part", new int[] {1});
    assertEquals(2, selected.features().get(0, 0));
    assertArrayEquals(new int[] {1}, selected.requireLabels());
  }

  @Test
  void aLabelOutOfRangeIsNamedWithItsExample() {
    DataException refused = assertThrows(DataException.class, () -> set(2, 2, "b"));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("example 2: label 2 is out of range"),
        refused.getMessage());
  }

  /** Nobody could tell their examples and scores apart by what they are called. */
  @Test
  void twoClassesOfOneNameAreRefusedWhereLabelsMeanThem() {
    FloatFeatures features = new FloatFeatures(2, 1, new float[2]);
    List<String> names = List.of("b", "a", "c", "a");
    assertEquals(
        "t: classes 1 and 3 are both called 'a'; give each a name of its own, or the examples of"
            + " both the same label",
        assertThrows(DataException.class, () -> new Dataset("t", features, new int[2], names, null))
            .getMessage());
    // These are the names of a model that was made before, and it still predicts.
    assertEquals(names, Dataset.unlabelled("t", features, names, null).classNames());
  }

  @Test
  void namesOfFeaturesGoWithTheExamplesAndNotIntoTheDigest() {
    Dataset plain =
        new Dataset("t", new FloatFeatures(2, 2, new float[4]), new int[2], List.of("a"), null);
    Dataset named = plain.withFeatureNames(List.of("pH", "sugar"));
    assertEquals("2", plain.featureName(1));
    assertEquals("sugar", named.select("part", new int[] {1}).featureName(1));
    assertEquals(plain.sha256(), named.sha256());
    assertEquals(
        "t: 1 names for 2 features; every feature needs one, or none has any",
        assertThrows(DataException.class, () -> plain.withFeatureNames(List.of("pH")))
            .getMessage());
  }

  /** Two negative sizes have a positive product. */
  @Test
  void negativeSizesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new FloatFeatures(-2, -3, new float[6]));
    assertThrows(IllegalArgumentException.class, () -> new ByteFeatures(-2, -3, new byte[6]));
    assertThrows(
        DataException.class,
        () ->
            new Dataset(
                "x",
                new FloatFeatures(1, 6, new float[6]),
                new int[1],
                List.of("a", "b"),
                new Dataset.ImageShape(-2, -3)));
  }
}
