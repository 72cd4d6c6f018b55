package dev.layerwise.experiments.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The edges, where a formula has nothing to say. */
class StatisticsTest {
  @Test
  void oneValueHasAMeanAndNothingElse() {
    Sample one = Sample.of(0.5);
    assertEquals(1, one.n());
    assertEquals(0.5, one.mean());
    assertTrue(Double.isNaN(one.deviation()) && Double.isNaN(one.margin()));
    assertTrue(Double.isNaN(Sample.of().mean()));
  }

  @Test
  void equalPairsAreNoDifferenceAtAll() {
    PairedTest test = PairedTest.of(new double[] {0.9, 0.8}, new double[] {0.9, 0.8});
    assertEquals(1, test.p());
    assertEquals(0, test.t());
  }

  @Test
  void theVerySameDifferenceEverywhereCannotBeTested() {
    // 0.9 - 0.8 and 0.3 - 0.2 differ in the last bits.
    PairedTest test = PairedTest.of(new double[] {0.9, 0.3}, new double[] {0.8, 0.2});
    assertTrue(Double.isNaN(test.p()));
    assertEquals(0.1, test.difference().mean(), 1e-12);
  }

  @Test
  void onePairCannotBeTested() {
    assertTrue(Double.isNaN(PairedTest.of(new double[] {0.9}, new double[] {0.8}).p()));
  }

  @Test
  void unequalLengthsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> PairedTest.of(new double[2], new double[3]));
    assertThrows(
        IllegalArgumentException.class, () -> McNemarTest.of(new int[2], new int[2], new int[3]));
  }

  @Test
  void mcNemarCountsExamplesThatOneAloneGetsRight() {
    int[] labels = {0, 1, 2, 0, 1};
    int[] first = {0, 1, 0, 1, 1};
    int[] second = {0, 0, 0, 0, 2};
    McNemarTest test = McNemarTest.of(labels, first, second);
    assertEquals(2, test.onlyFirst());
    assertEquals(1, test.onlySecond());
    assertEquals(1, McNemarTest.of(labels, first, first).p());
  }

  @Test
  void testsThatCouldNotBeMadeDoNotCount() {
    assertArrayEquals(
        new double[] {0.04, Double.NaN, 0.02}, Holm.correct(0.04, Double.NaN, 0.01), 1e-15);
  }
}
