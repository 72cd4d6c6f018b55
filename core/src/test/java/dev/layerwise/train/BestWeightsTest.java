package dev.layerwise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Examples;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestWeightsTest {
  /**
   * Inputs of 1e25 have a variance that no float holds. Batch norm then yields finite values,
   * training and validation loss are finite, and yet the running variance is infinite: a network
   * that nobody can use.
   */
  @Test
  void weightsWithStatisticsThatAreNotFiniteAreNeverTheBest() {
    int[] rows = {0, 1, 2, 3};
    float[] x = {1e25f, -1e25f, 2e25f, -2e25f};
    Examples examples = new Examples(new FloatFeatures(4, 1, x), new int[] {0, 1, 0, 1}, rows);
    NetworkSpec spec =
        new NetworkSpec(
            1,
            2,
            List.of(LayerSpec.BatchNorm.DEFAULT, new LayerSpec.Dense(2, Initializer.HE, 0)),
            Loss.SOFTMAX_CROSS_ENTROPY,
            L2Scaling.BATCH);
    Network network = new Network(spec, KernelSelection.select("scalar").kernels());
    network.initialize(1);
    TrainingPlan p = TrainingPlan.DEFAULT;
    TrainingPlan plan =
        new TrainingPlan(
            p.optimizer(),
            p.learningRate(),
            p.schedule(),
            0,
            0,
            4,
            true,
            0,
            3,
            0,
            0,
            0,
            0,
            0,
            0,
            p.keepBest(),
            false,
            1);
    TrainingState state = new TrainingState(network, plan);

    TrainingResult result =
        new Trainer(state, plan, examples, examples, Scaling.NONE, new TrainingListener() {}).run();

    assertTrue(network.isFinite());
    assertEquals(0, result.bestStep());
  }
}
