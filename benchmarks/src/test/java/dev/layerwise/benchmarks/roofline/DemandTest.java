package dev.layerwise.benchmarks.roofline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemandTest {
  /** 4-3-2: forward 24 + 12, weight gradients 24 + 12, the second layer's input gradient 12. */
  @Test
  void theFirstLayerHasNoInputGradient() {
    Demand demand = Demand.of(4, List.of(3, 2), 8, false, 0.5);
    assertEquals(2 * 24 + 3 * 12, demand.denseFlops());
    assertEquals(24 + 3 * 12, demand.sparseFlops());
    assertEquals(4, demand.bytes());
  }

  /** 784-1000-10: (785 · 1000 + 1001 · 10) · 4 bytes, five passes over 100 rows. */
  @Test
  void parametersThatFitNoCacheAreReadAndWritten() {
    double parameters = (785 * 1000 + 1001 * 10) * 4.0;
    assertEquals(
        784 + 5 * parameters / 100, Demand.of(784, List.of(1000, 10), 100, true, 1).bytes(), 1e-9);
    assertEquals(
        784 + 3 * parameters / 100, Demand.of(784, List.of(1000, 10), 100, false, 1).bytes(), 1e-9);
  }

  @Test
  void theLimitIsTheTighterOfBoth() {
    Demand demand = new Demand(100, 50, 10);
    assertEquals(10, demand.limit(new Probe.Limits(1, 1000, 1e9, 1e9), false));
    assertEquals(20, demand.limit(new Probe.Limits(1, 1000, 1e9, 1e9), true));
    assertEquals(7, demand.limit(new Probe.Limits(1, 1000, 70, 1e9), false));
  }
}
