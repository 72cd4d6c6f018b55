package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.PointSets.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PointSetsTest {
  @ParameterizedTest
  @CsvSource({
    "BLOBS, beb7a098fc997576b7d012a3dda4bb712fa66614d0b1e9b33972d053ef3540e2",
    "MOONS, 858115f5016dd3416557da276db1c951d7e26af5bd9c6c20d3357d0902033630",
    "CIRCLES, 564836c9fb36c560f80bfd6cafa26c86e19c35628bc00e0df0531b1ff09e5cf8",
    "SPIRALS, 340e6028c7807370281b362ab486e0ff902a84ac0067229a0e535b89c9c10b97",
    "XOR, 77ea432bc4ba58e8c5121717c20d658807f0b9c8e58607fa5ca646af4324e999",
  })
  void theUsualSetsNeverChange(Kind kind, String sha256) {
    assertEquals(sha256, PointSets.generate(kind).features().sha256());
  }

  @ParameterizedTest
  @EnumSource
  void theUsualSetIsBalancedAndNamed(Kind kind) {
    Dataset set = PointSets.generate(kind);

    assertEquals(kind.label(), set.name());
    assertEquals(1000, set.size());
    assertEquals(2, set.features().columns());
    assertNull(set.image());
    assertEquals("A", set.classNames().getFirst());
    int[] counts = set.classCounts();
    assertEquals(kind.classes(), counts.length);
    for (int count : counts) {
      assertEquals(1000.0 / kind.classes(), count, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void moreExamplesLeaveTheFirstOnesAsTheyWere(Kind kind) {
    Dataset few = PointSets.generate(kind, 17, kind.classes(), kind.noise(), 8);
    Dataset many = PointSets.generate(kind, 200, kind.classes(), kind.noise(), 8);

    assertArrayEquals(few.labels(), Arrays.copyOf(many.requireLabels(), 17));
    assertArrayEquals(values(few), Arrays.copyOf(values(many), 34));
  }

  @ParameterizedTest
  @EnumSource
  void anotherSeedGivesOtherPoints(Kind kind) {
    assertNotEquals(
        PointSets.generate(kind, 20, kind.classes(), kind.noise(), 1).features(),
        PointSets.generate(kind, 20, kind.classes(), kind.noise(), 2).features());
  }

  @Test
  void moonsWithoutNoiseLieOnTheirHalfCircles() {
    Dataset moons = PointSets.generate(Kind.MOONS, 100, 2, 0, 1);
    for (int i = 0; i < 100; i++) {
      boolean lower = moons.requireLabels()[i] == 1;
      double x = moons.features().get(i, 0) - (lower ? 1 : 0);
      double y = moons.features().get(i, 1) - (lower ? 0.5 : 0);
      assertEquals(1, Math.hypot(x, y), 1e-6);
      assertTrue(lower ? y <= 1e-6 : y >= -1e-6, "half " + lower + ", y = " + y);
    }
  }

  @Test
  void circlesWithoutNoiseHaveTheirRadii() {
    Dataset circles = PointSets.generate(Kind.CIRCLES, 100, 2, 0, 1);
    for (int i = 0; i < 100; i++) {
      assertEquals(circles.requireLabels()[i] == 0 ? 1 : 0.5, radius(circles, i), 1e-6);
    }
  }

  @Test
  void theArmsOfASpiralAreOneArmTurned() {
    Dataset spirals = PointSets.generate(Kind.SPIRALS, 500, 5, 0, 1);
    for (int i = 0; i < 500; i++) {
      double radius = radius(spirals, i);
      double turns = Math.atan2(spirals.features().get(i, 1), spirals.features().get(i, 0));
      turns /= 2 * Math.PI;
      double expected = (spirals.requireLabels()[i] + 3 * radius) / 5;
      double difference = turns - expected;
      assertEquals(0, difference - Math.rint(difference), 1e-5);
      assertTrue(radius > 0.07 && radius < 1.001, "radius " + radius);
    }
  }

  @Test
  void xorIsTheExclusiveOrOfTheSigns() {
    Dataset xor = PointSets.generate(Kind.XOR, 400, 2, 0, 1);
    int[] quadrants = new int[4];
    for (int i = 0; i < 400; i++) {
      boolean right = xor.features().get(i, 0) > 0;
      boolean up = xor.features().get(i, 1) > 0;
      assertEquals(right == up ? 0 : 1, xor.requireLabels()[i]);
      quadrants[(right ? 1 : 0) + (up ? 2 : 0)]++;
    }
    for (int quadrant : quadrants) {
      assertEquals(100, quadrant, 35);
    }
  }

  @Test
  void blobsKeepTheirDistanceAndTheirWidth() {
    Dataset blobs = PointSets.generate(Kind.BLOBS, 8000, 8, 0.5, 1);
    double[][] mean = new double[8][2];
    for (int i = 0; i < 8000; i++) {
      for (int j = 0; j < 2; j++) {
        mean[blobs.requireLabels()[i]][j] += blobs.features().get(i, j) / 1000.0;
      }
    }
    double square = 0;
    for (int i = 0; i < 8000; i++) {
      for (int j = 0; j < 2; j++) {
        double difference = blobs.features().get(i, j) - mean[blobs.requireLabels()[i]][j];
        square += difference * difference / 16_000;
      }
    }
    assertEquals(0.5, Math.sqrt(square), 0.02);
    for (int a = 0; a < 8; a++) {
      for (int b = 0; b < a; b++) {
        double distance = Math.hypot(mean[a][0] - mean[b][0], mean[a][1] - mean[b][1]);
        assertTrue(distance > 4, "distance " + distance);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BLOBS | 9 | 1 | 1 | blobs: expected 2 to 26 classes, got 1; choose a number in that range",
        "SPIRALS | 99 | 27 | 1 | spirals: expected 2 to 26 classes, got 27; "
            + "choose a number in that range",
        "MOONS | 9 | 3 | 1 | moons: has 2 classes, got 3; "
            + "leave the number out, or take blobs or spirals, which can have more",
        "XOR | 1 | 2 | 1 | xor: expected 2 (one a class) to 100000000 examples, got 1; "
            + "choose a number in that range",
        "CIRCLES | 9 | 2 | -0.5 | circles: expected noise from 0 to 1000, got -0.5; "
            + "it is a standard deviation, usually 0.08",
        "CIRCLES | 9 | 2 | NaN | circles: expected noise from 0 to 1000, got NaN; "
            + "it is a standard deviation, usually 0.08",
      })
  void numbersOutOfRangeAreRefused(
      Kind kind, int count, int classes, double noise, String message) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> PointSets.generate(kind, count, classes, noise, 1));
    assertEquals(message, refused.getMessage());
  }

  private static float[] values(Dataset set) {
    return ((FloatFeatures) set.features()).values();
  }

  private static double radius(Dataset set, int row) {
    return Math.hypot(set.features().get(row, 0), set.features().get(row, 1));
  }
}
