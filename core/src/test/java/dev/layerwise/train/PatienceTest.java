package dev.layerwise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final double MIN_DELTA = 0.1;

  private static Patience after(List<Double> losses) {
    Patience patience = Patience.START;
    for (int i = 0; i < losses.size(); i++) {
      patience = patience.after(losses.get(i), i + 1, MIN_DELTA);
    }
    return patience;
  }

  @Test
  void theFirstLossIsAnImprovement() {
    assertEquals(new Patience(2, 1), after(List.of(2.0)));
  }

  @Test
  void lessThanMinDeltaIsNoImprovement() {
    assertEquals(new Patience(2, 1), after(List.of(2.0, 1.95)));
    assertEquals(new Patience(1.9, 2), after(List.of(2.0, 1.9)));
  }

  @Test
  void smallStepsDownAddUpAgainstTheBest() {
    assertEquals(new Patience(1.875, 3), after(List.of(2.0, 1.9375, 1.875)));
  }

  @Test
  void aSlowRiseDoesNotResetThePatience() {
    // Each loss is below the one before it plus min-delta, and none is below the best.
    Patience patience = after(List.of(1.0, 1.5, 1.3, 1.1));
    assertEquals(new Patience(1, 1), patience);
    assertEquals(7, patience.left(4, 10));
    assertEquals(0, patience.left(11, 10));
  }

  @Test
  void withoutMinDeltaAnEqualLossIsNoImprovement() {
    assertEquals(1, Patience.START.after(1, 1, 0).after(1, 2, 0).bestStep());
  }

  @Test
  void aLossThatIsNoNumberIsNoImprovement() {
    assertEquals(new Patience(1, 1), after(List.of(1.0, Double.NaN, Double.POSITIVE_INFINITY)));
    assertEquals(Patience.START, after(List.of(Double.NaN)));
  }
}
