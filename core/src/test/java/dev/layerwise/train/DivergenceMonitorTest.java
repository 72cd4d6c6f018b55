package dev.layerwise.train;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When layers are measured, so that a divergence can be explained. */
class DivergenceMonitorTest {
  private final Network network =
      new Network(
          new NetworkSpec(
              2,
              2,
              List.of(new LayerSpec.Dense(2, Initializer.HE, 0)),
              Loss.SOFTMAX_CROSS_ENTROPY,
              L2Scaling.NONE),
          ScalarKernels.INSTANCE);

  private final DivergenceMonitor monitor = new DivergenceMonitor(network);

  @Test
  void anUnusuallyLargeLossIsMeasured() {
    observe(2, 0.7, 0.6, 0.7, 0.6);
    assertFalse(monitor.wantsGradients(6, 1));
    assertTrue(monitor.wantsGradients(6, 1.5));
  }

  /** The losses of mini-batches at the end of a training: several times their mean now and then. */
  @Test
  void aSmallLossMayVary() {
    observe(2, 2.3, 1.2);
    for (int i = 4; i < 200; i++) {
      observe(i, i % 8 == 0 ? 0.09 : 0.01);
    }
    assertFalse(monitor.wantsGradients(200, 0.09));
    assertFalse(monitor.wantsGradients(200, 0.5));
    assertTrue(monitor.wantsGradients(200, 1.2));
  }

  @Test
  void everySixtyFourthStepIsMeasured() {
    observe(2, 0.7);
    assertTrue(monitor.wantsGradients(65, 0.1));
    assertFalse(monitor.wantsGradients(66, 0.1));
  }

  private void observe(long step, double... losses) {
    for (double loss : losses) {
      monitor.observe(step++, loss);
    }
  }
}
