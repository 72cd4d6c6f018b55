package dev.layerwise.experiments.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
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
  void oneExampleOfManyOnEverySeedCannotBeTested() {
    PairedTest test =
        PairedTest.of(
            new double[] {13_001 / 14_000.0, 12_701 / 14_000.0},
            new double[] {13_000 / 14_000.0, 12_700 / 14_000.0});
    assertTrue(Double.isNaN(test.p()), "p = " + test.p());
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

  /** Pascal's triangle in whole numbers, and every split twice: as it is and mirrored. */
  @Test
  void mcNemarIsExactForEverySplit() {
    BigInteger[] row = {BigInteger.ONE};
    for (int n = 0; n <= 300; n++) {
      BigInteger tail = BigInteger.ZERO;
      for (int k = 0; 2 * k <= n; k++) {
        tail = tail.add(row[k]);
        double p = Math.min(1, 2 * tail.doubleValue() / Math.pow(2, n));
        assertEquals(p, McNemarTest.of(k, n - k).p(), 1e-11 * p, k + " of " + n);
        assertEquals(p, McNemarTest.of(n - k, k).p(), 1e-11 * p, n - k + " of " + n);
      }
      BigInteger[] next = new BigInteger[n + 2];
      next[0] = BigInteger.ONE;
      next[n + 1] = BigInteger.ONE;
      for (int k = 1; k <= n; k++) {
        next[k] = row[k - 1].add(row[k]);
      }
      row = next;
    }
  }

  @Test
  void testsThatCouldNotBeMadeDoNotCount() {
    assertArrayEquals(
        new double[] {0.04, Double.NaN, 0.02}, Holm.correct(0.04, Double.NaN, 0.01), 1e-15);
  }
}
