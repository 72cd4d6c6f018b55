package dev.layerwise.experiments.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.layerwise.experiments.comparison.PairComparison.SeedTest;
import dev.layerwise.experiments.statistics.McNemarTest;
import dev.layerwise.experiments.statistics.PairedTest;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SentencesTest {
  private static String say(
      Figure figure, double[] first, double[] second, double corrected, SeedTest... seedTests) {
    PairComparison pair =
        new PairComparison(
            0,
            1,
            figure,
            LongStream.rangeClosed(1, first.length).boxed().toList(),
            PairedTest.of(first, second),
            corrected,
            List.of(seedTests),
            "");
    return Sentences.of(pair, "batch-norm", "plain");
  }

  @Test
  void aSignificantDifference() {
    // Differences 1.5, 1.9, 2.3 points: mean 1.9, deviation 0.4, t(0.975, 2) = 4.3027.
    assertEquals(
        "batch-norm beats plain by 1.90 ± 0.99 points of test accuracy over 3 seeds (p = 0.015).",
        say(
            Figure.TEST_ACCURACY,
            new double[] {0.955, 0.959, 0.963},
            new double[] {0.94, 0.94, 0.94},
            0.0146));
  }

  @Test
  void aProbabilityTellsOnWhichSideOfTheLevelItLies() {
    assertEquals("p = 0.049", Sentences.p(0.0493));
    assertEquals("p = 0.051", Sentences.p(0.0507));
    assertEquals("p = 0.38", Sentences.p(0.378));
  }

  @Test
  void theOneThatLeadsComesFirst() {
    assertEquals(
        "plain beats batch-norm by 1.90 ± 0.99 points of test accuracy over 3 seeds (p < 0.001)."
            + " Seed by seed, their test predictions differ significantly on 1 of 2 (McNemar).",
        say(
            Figure.TEST_ACCURACY,
            new double[] {0.94, 0.94, 0.94},
            new double[] {0.955, 0.959, 0.963},
            0.0001,
            new SeedTest(1, new McNemarTest(3, 9, 0.1), 0.2),
            new SeedTest(2, new McNemarTest(3, 30, 0.001), 0.002)));
  }

  @Test
  void noSignificantDifference() {
    assertEquals(
        "No significant difference between batch-norm and plain: plain leads by 0.1000 ± 1.2706 in"
            + " test loss over 2 seeds (p = 0.50).",
        say(Figure.TEST_LOSS, new double[] {0.5, 0.4}, new double[] {0.3, 0.4}, 0.5));
  }

  @Test
  void epochsAndTimesAreNeededNotWon() {
    assertEquals(
        "batch-norm needs less than plain by 40.0 ± 12.7 epochs over 2 seeds (p = 0.016).",
        say(Figure.EPOCHS, new double[] {33, 35}, new double[] {74, 74}, 0.016));
  }

  @Test
  void whatCannotBeTestedIsNotTested() {
    assertEquals(
        "batch-norm and plain have the same test accuracy on each of 2 seeds.",
        say(Figure.TEST_ACCURACY, new double[] {0.9, 0.8}, new double[] {0.9, 0.8}, 1));
    assertEquals(
        "batch-norm leads plain by the very same 10.00 points of test accuracy on each of 2 seeds;"
            + " differences without any spread cannot be tested.",
        say(Figure.TEST_ACCURACY, new double[] {0.9, 0.8}, new double[] {0.8, 0.7}, Double.NaN));
  }

  @Test
  void oneSeedSpeaksOfExamplesAlone() {
    assertEquals(
        "batch-norm leads plain by 5.00 points of test accuracy on the one seed they share; of the"
            + " test examples, 1,045 are right with batch-norm alone and 20 with plain alone, which"
            + " is more than chance (McNemar, p < 0.001).",
        say(
            Figure.TEST_ACCURACY,
            new double[] {0.95},
            new double[] {0.90},
            Double.NaN,
            new SeedTest(1, new McNemarTest(1045, 20, 0), 0)));
    assertEquals(
        "plain leads batch-norm by 5.00 points of test accuracy on the one seed they share.",
        say(Figure.TEST_ACCURACY, new double[] {0.90}, new double[] {0.95}, Double.NaN));
  }
}
