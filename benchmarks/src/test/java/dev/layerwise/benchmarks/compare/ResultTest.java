package dev.layerwise.benchmarks.compare;

import static dev.layerwise.benchmarks.compare.Samples.measured;
import static dev.layerwise.benchmarks.compare.Samples.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ResultTest {
  @Test
  void theRatioComparesTheBestOfBothOverTheirThreads() {
    Result result =
        result(
            "W1/64",
            measured(Peer.LAYERWISE, 1, 600),
            measured(Peer.LAYERWISE, 2, 900),
            measured(Peer.NUMPY, 1, 300),
            measured(Peer.NUMPY, 2, 200),
            measured(Peer.TENSORFLOW, 1, 250));
    assertEquals(3, result.ratio(), 1e-12);
    assertEquals(1.5, result.scaling(2), 1e-12);
    assertEquals(Peer.NUMPY, result.bestPeer().orElseThrow().peer());
  }

  @Test
  void ofTimesTheLessIsTheBetter() {
    Result result =
        result(
            "I1/1",
            measured(Peer.LAYERWISE, 1, 3),
            measured(Peer.LAYERWISE, 2, 4),
            measured(Peer.NUMPY, 1, 15),
            measured(Peer.LIBTORCH, 1, 12));
    assertEquals(4, result.ratio(), 1e-12);
    assertEquals(0.75, result.scaling(2), 1e-12);
    assertEquals(Peer.LIBTORCH, result.bestPeer().orElseThrow().peer());
  }

  @Test
  void withoutAPeerThereIsNoRatio() {
    assertTrue(Double.isNaN(result("W1/64", measured(Peer.LAYERWISE, 1, 3)).ratio()));
    assertTrue(Double.isNaN(result("W1/64", measured(Peer.NUMPY, 1, 3)).ratio()));
  }
}
