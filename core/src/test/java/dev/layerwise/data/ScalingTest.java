package dev.layerwise.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Scaling.Kind;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.tensor.Matrix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalingTest {
  private static final FloatFeatures FEATURES =
      new FloatFeatures(4, 3, new float[] {1, 5, 10, 3, 5, 20, 5, 5, 40, 1000, 7, -1000});

  private static final int[] FIRST_THREE = {0, 1, 2};

  private static float[] scaled(Scaling scaling, int row) {
    Matrix target = new Matrix(1, 3);
    FEATURES.scale(row, scaling, ScalarKernels.INSTANCE, target.data(), 0);
    return target.data();
  }

  @Test
  void unitGoesFromTheLeastToTheGreatestValueOfTheTrainingRowsAlone() {
    Scaling scaling = Scaling.fit(Kind.UNIT, FEATURES, FIRST_THREE);
    assertArrayEquals(new float[] {0, 0, 0}, scaled(scaling, 0));
    assertArrayEquals(new float[] {0.5f, 0, 1 / 3f}, scaled(scaling, 1), 1e-6f);
    assertArrayEquals(new float[] {1, 0, 1}, scaled(scaling, 2));
    assertEquals(
        999 / 4f, scaled(scaling, 3)[0], 1e-3f, "rows outside the training set may leave [0, 1]");
  }

  @Test
  void standardHasMeanZeroAndDeviationOneOverTheTrainingRowsAlone() {
    Scaling scaling = Scaling.fit(Kind.STANDARD, FEATURES, FIRST_THREE);
    double sum = 0;
    double squares = 0;
    for (int row : FIRST_THREE) {
      double value = scaled(scaling, row)[0];
      sum += value;
      squares += value * value;
    }
    assertEquals(0, sum, 1e-6);
    assertEquals(3, squares, 1e-5);
  }

  @Test
  void aConstantFeatureBecomesZeroAndStaysFinite() {
    for (Kind kind : new Kind[] {Kind.UNIT, Kind.STANDARD}) {
      assertEquals(0, scaled(Scaling.fit(kind, FEATURES, FIRST_THREE), 1)[1]);
    }
  }

  @Test
  void aSpreadTooSmallToInvertLeavesFiniteNumbers() {
    float tiny = Float.MIN_VALUE;
    FloatFeatures features = new FloatFeatures(2, 1, new float[] {0, tiny});
    for (Kind kind : new Kind[] {Kind.UNIT, Kind.STANDARD}) {
      assertEquals(1, Scaling.fit(kind, features).factors()[0]);
    }
  }

  @Test
  void bytesAreDividedBy255WhateverTheirRange() {
    ByteFeatures pixels = new ByteFeatures(1, 2, new byte[] {0, (byte) 255});
    Matrix target = new Matrix(1, 2);
    pixels.scale(0, Scaling.fit(Kind.UNIT, pixels), ScalarKernels.INSTANCE, target.data(), 0);
    assertArrayEquals(new float[] {0, 1}, target.data(), 1e-7f);
    assertEquals(1, Scaling.fit(Kind.UNIT, pixels).offsets().length, "one offset serves all");
  }

  @Test
  void noneLeavesValuesAsTheyAre() {
    Scaling scaling = Scaling.fit(Kind.NONE, FEATURES);
    assertArrayEquals(Arrays.copyOfRange(FEATURES.values(), 3, 6), scaled(scaling, 1));
  }

  @Test
  void valuesFurtherApartThanFloatsReachAreRefused() {
    FloatFeatures features = new FloatFeatures(2, 2, new float[] {1, -3e38f, 2, 3e38f});
    for (Kind kind : List.of(Kind.UNIT, Kind.STANDARD)) {
      // Three to one: one value is 4.5e38 from the mean.
      FloatFeatures far =
          kind == Kind.UNIT
              ? features
              : new FloatFeatures(4, 1, new float[] {-3e38f, -3e38f, -3e38f, 3e38f});
      DataException refusal = assertThrows(DataException.class, () -> Scaling.fit(kind, far));
      assertTrue(refusal.getMessage().contains("too far apart"), refusal.getMessage());
    }
  }

  @Test
  void noExamplesScaleNothing() {
    int[] none = {};
    for (Kind kind : new Kind[] {Kind.UNIT, Kind.STANDARD}) {
      DataException refusal =
          assertThrows(DataException.class, () -> Scaling.fit(kind, FEATURES, none));
      assertTrue(refusal.getMessage().startsWith("scaling: there are no examples"));
    }
    assertEquals(Scaling.NONE, Scaling.fit(Kind.NONE, FEATURES, none));
  }
}
