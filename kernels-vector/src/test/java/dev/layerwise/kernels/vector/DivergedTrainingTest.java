package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.layerwise.Training;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.train.Divergence;
import dev.layerwise.train.StopReason.Diverged;
import dev.layerwise.train.TrainingPlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Trainings that diverge, on images without their zeros: they end at the same step with the same
 * verdict for any number of threads and both kinds of kernels, though a zero times an infinite
 * weight, which kernels may leave out, is no zero.
 */
class DivergedTrainingTest {
  private final Dataset digits = Digits.training(600, 3);

  @ParameterizedTest
  @CsvSource({
    "UNIT, 20, 1e20",
    "UNIT, 150, 1e20",
    "UNIT, 150, 1e41",
    "UNIT, 700, 1e20",
    "UNIT, 700, 1e41",
    "STANDARD, 700, 1e41"
  })
  void endAtTheSameStepEverywhere(Scaling.Kind scaling, int units, double rate) {
    Divergence want = diverge(scaling, units, rate, "scalar", 1);
    for (int threads = 1; threads <= 3; threads++) {
      Divergence got = diverge(scaling, units, rate, "vector", threads);
      assertEquals(want.step(), got.step(), threads + " threads");
      assertEquals(want.origin(), got.origin(), threads + " threads");
    }
  }

  private Divergence diverge(
      Scaling.Kind scaling, int units, double rate, String kernels, int threads) {
    NetworkSpec spec =
        NetworkSpec.builder(digits.features().columns(), 10).dense(units, Activation.RELU).build();
    return assertInstanceOf(
            Diverged.class,
            Training.of(spec, digits)
                .scaling(scaling)
                .validation(0)
                .kernels(kernels)
                .threads(threads)
                .plan(
                    TrainingPlan.builder()
                        .learningRate(rate)
                        .batchSize(64)
                        .epochs(20)
                        .seed(1)
                        .build())
                .run()
                .result()
                .stopReason())
        .divergence();
  }
}
