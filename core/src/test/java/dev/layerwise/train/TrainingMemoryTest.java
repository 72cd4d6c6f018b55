package dev.layerwise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.optim.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          6,
          3,
          List.of(
              new LayerSpec.Dense(5, Initializer.HE, 0),
              LayerSpec.BatchNorm.DEFAULT,
              new LayerSpec.Pointwise(Activation.RELU),
              new LayerSpec.Dropout(0.1),
              new LayerSpec.Dense(3, Initializer.HE, 0)),
          Loss.SOFTMAX_CROSS_ENTROPY,
          L2Scaling.BATCH);

  private static TrainingPlan plan(OptimizerSpec optimizer) {
    return new TrainingPlan(
        optimizer,
        0.1,
        new Schedule.Constant(),
        0,
        0,
        8,
        true,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        1e-4,
        TrainingPlan.KeepBest.ACCURACY,
        false,
        1);
  }

  /** Pixels are bytes, other features floats; each example has a label and a place. */
  @Test
  void setsThatAreMeasuredOnAreHeldAsWell() {
    TrainingMemory memory = new TrainingMemory(100, 20, 3);
    assertEquals(
        new TrainingMemory(100 + 7 * (6 + 8), 20, 3),
        memory.with(new ByteFeatures(7, 6, new byte[42])));
    assertEquals(
        new TrainingMemory(100 + 7 * (6 * 4 + 8), 20, 3),
        memory.with(new FloatFeatures(7, 6, new float[42])));
  }

  /** 6·5 + 5, 2·5 and 5·3 + 3 parameters; values are written out layer by layer below. */
  @Test
  void countsWhatAHandWouldCount() {
    TrainingMemory memory =
        TrainingMemory.of(
            SPEC,
            plan(new OptimizerSpec.Sgd()),
            new ByteFeatures(10, 6, new byte[60]),
            ScalarKernels.INSTANCE);

    // Without their zeros, of which there is nothing else, examples are a place and eight bytes.
    assertEquals(10 * (6 + 12) + 10 * (4 + 8), memory.data());
    assertEquals((35 + 10 + 18) * 3 * 4, memory.network());
    int inputs = 3 * 6;
    int outputs = 5 + 5 + 5 + 5 + 3;
    int normalised = 5;
    int mask = 5;
    int gradients = 5 + 3;
    assertEquals((inputs + outputs + normalised + mask + gradients) * 8 * 4, memory.miniBatch());
    assertEquals(memory.data() + memory.network() + memory.miniBatch(), memory.total());

    TrainingPlan shifting = plan(new OptimizerSpec.Sgd()).toBuilder().shift(1).build();
    ByteFeatures images = new ByteFeatures(10, 6, new byte[60]);
    TrainingMemory moved = TrainingMemory.of(SPEC, shifting, images, ScalarKernels.INSTANCE);
    assertEquals(memory.miniBatch() + 8 * 6, moved.miniBatch());
  }

  @Test
  void velocitiesAndFloatsTakeMore() {
    TrainingMemory memory =
        TrainingMemory.of(
            SPEC,
            plan(new OptimizerSpec.Momentum(0.9)),
            new FloatFeatures(10, 6, new float[60]),
            ScalarKernels.INSTANCE);

    assertEquals(10 * (24 + 12), memory.data());
    assertEquals((35 + 10 + 18) * 4 * 4, memory.network());
  }
}
