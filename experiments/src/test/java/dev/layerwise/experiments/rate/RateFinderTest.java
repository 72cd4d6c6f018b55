package dev.layerwise.experiments.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.experiments.TestRuns;
import dev.layerwise.runs.RunSession;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateFinderTest {
  @TempDir Path folder;

  private static RateCurve find(RateRange range, Object... settings) {
    try (RunSession session = RunSession.prepare(TestRuns.spec(settings), TestRuns.SOURCES)) {
      return RateFinder.find(session, range);
    }
  }

  @Test
  void theRatesAreEvenOnALogarithmicScale() {
    RateRange range = new RateRange(1e-4, 1, 21);
    assertEquals(1e-4, range.rate(0));
    assertEquals(1e-2, range.rate(10), 1e-12);
    assertEquals(1, range.rate(20), 1e-12);
  }

  private static double[] hundredRates() {
    double[] rates = new double[100];
    Arrays.setAll(rates, new RateRange(1e-5, 1, 100)::rate);
    return rates;
  }

  /** A smooth step down around step 60 of 100, at rate 10^-2. */
  private static double[] stepDown(int steps) {
    double[] losses = new double[steps];
    Arrays.setAll(losses, i -> 2 - 1 / (1 + Math.exp(-(i - 59.4) / 4)));
    return losses;
  }

  @Test
  void theSuggestionIsWhereAFallIsSteepest() {
    double[] rates = hundredRates();
    double[] losses = stepDown(rates.length);
    RateCurve curve = RateCurve.of(rates, losses, false);
    assertEquals(0.01, curve.suggestion());
    assertTrue(curve.lowest() > 0.2, "" + curve.lowest());
  }

  @Test
  void aLossThatNeverFallsSuggestsNothing() {
    double[] flat = new double[50];
    Arrays.fill(flat, 0.7);
    double[] rates = new double[50];
    Arrays.setAll(rates, new RateRange(1e-5, 1, 50)::rate);
    assertNull(RateCurve.of(rates, flat, false).suggestion());
    assertNull(find(new RateRange(1e-9, 1e-8, 100)).suggestion());
  }

  @Test
  void aSuggestedRateTrainsWell() {
    RateCurve curve = find(RateRange.DEFAULT, "layers", java.util.List.of(16));
    assertNotNull(curve.suggestion());
    assertTrue(curve.suggestion() < curve.lowest(), curve.suggestion() + " " + curve.lowest());
    double accuracy = train(curve.suggestion());
    assertTrue(accuracy > train(1e-5) + 0.1, "" + accuracy);
  }

  private double train(double rate) {
    return TestRuns.train(
            folder.resolve("" + rate),
            TestRuns.spec("layers", java.util.List.of(16), "learningRate", rate, "epochs", 10))
        .validationAccuracy();
  }

  @Test
  void theTestEndsWhereTheLossRunsAway() {
    RateCurve curve = find(new RateRange(1e-3, 1e9, 200));
    assertTrue(curve.diverged());
    assertTrue(curve.points().size() < 200, "" + curve.points().size());
    assertTrue(curve.points().stream().allMatch(point -> Double.isFinite(point.smoothedLoss())));
  }

  @Test
  void theSameDescriptionGivesTheSameCurve() {
    assertEquals(find(RateRange.DEFAULT, "dropout", 0.2), find(RateRange.DEFAULT, "dropout", 0.2));
  }

  @Test
  void aRangeHasAnOrderAndEnoughSteps() {
    assertThrows(IllegalArgumentException.class, () -> new RateRange(1, 0.1, 100));
    assertThrows(IllegalArgumentException.class, () -> new RateRange(0, 1, 100));
    assertThrows(IllegalArgumentException.class, () -> new RateRange(0.1, 1, 5));
  }

  @Test
  void anUnluckyFirstMiniBatchIsNoFall() {
    double[] rates = hundredRates();
    double[] losses = stepDown(rates.length);
    losses[0] = 5;
    assertEquals(0.01, RateCurve.of(rates, losses, false).suggestion());
  }

  @Test
  void aFirstLossThatIsNotFiniteIsExplained() {
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> RateCurve.of(new double[0], new double[0], true))
            .getMessage()
            .startsWith("learning rate: the loss of the first mini-batch is not finite"));
  }
}
