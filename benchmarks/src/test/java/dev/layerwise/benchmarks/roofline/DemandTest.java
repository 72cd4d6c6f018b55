package dev.layerwise.benchmarks.roofline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class DemandTest {
  /** 4-3-2: forward 24 + 12, weight gradients 24 + 12, the second layer's input gradient 12. */
  @Test
  void theFirstLayerHasNoInputGradient() {
    Demand demand = Demand.of(4, List.of(3, 2), 8, false, 0.5, 2);
    assertEquals(2 * 24 + 3 * 12, demand.denseFlops());
    assertEquals(24 + 3 * 12, demand.sparseFlops());
    assertEquals(0, demand.nearBytes());
    assertEquals(4, demand.farBytes());
    // Two pixels, twice, each with itself and its row of three units in vectors of two.
    assertEquals(2 * 2 * (1 + 2), demand.sparseLoads());
  }

  /** 784-1000-10: (785 · 1000 + 1001 · 10) · 4 bytes, three or five passes over 100 rows. */
  @Test
  void parametersThatFitNoCacheOfACoreAreReadAndWritten() {
    double parameters = (785 * 1000 + 1001 * 10) * 4.0;
    Demand plain = Demand.of(784, List.of(1000, 10), 100, false, 1, 16);
    Demand momentum = Demand.of(784, List.of(1000, 10), 100, true, 1, 16);
    assertEquals(3 * parameters / 100, plain.nearBytes(), 1e-9);
    assertEquals(5 * parameters / 100, momentum.nearBytes(), 1e-9);
    assertEquals(784, plain.farBytes());
  }

  /** 784-6000-10: 18.8 MB of parameters. */
  @Test
  void parametersThatFitNoCacheAtAllComeFromMemory() {
    double parameters = (785 * 6000 + 6001 * 10) * 4.0;
    Demand demand = Demand.of(784, List.of(6000, 10), 100, false, 1, 16);
    assertEquals(0, demand.nearBytes());
    assertEquals(784 + 3 * parameters / 100, demand.farBytes(), 1e-9);
  }

  @Test
  void theTightestLimitCountsAndIsNamed() {
    Demand demand = new Demand(100, 50, 5, 0, 10);
    Probe.Limits wide = new Probe.Limits(1, 1000, 1e9, 1e9, 1e9);
    assertEquals(new Demand.Limit(10, "multiply-adds"), demand.limit(wide, false));
    assertEquals(new Demand.Limit(20, "multiply-adds"), demand.limit(wide, true));
    assertEquals(
        new Demand.Limit(7, "memory"),
        demand.limit(new Probe.Limits(1, 1000, 1e9, 70, 1e9), false));
    Probe.Limits fewLoads = new Probe.Limits(1, 1000, 40, 1e9, 1e9);
    assertEquals(new Demand.Limit(8, "loads"), demand.limit(fewLoads, true));
    assertEquals(new Demand.Limit(10, "multiply-adds"), demand.limit(fewLoads, false));
    Demand both = new Demand(1, 1, 1, 20, 10);
    assertEquals(
        new Demand.Limit(5, "memory"), both.limit(new Probe.Limits(1, 1000, 1e9, 100, 200), false));
  }
}
