package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.ProductContract.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Examples;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.Team;
import dev.layerwise.model.Network;
import dev.layerwise.model.TrainingPass;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.tensor.Parameter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Training on images in patches, whose zeros are left out, before they are standardised if they
 * are: the same as with all elements but for rounding, and the same bits for any number of threads
 * and both kinds of kernels.
 */
class SparseTrainingTest {
  private static final int BATCH = 48;
  private static final int STEPS = 40;

  private final Dataset digits = Digits.training(500, 3);

  @ParameterizedTest
  @CsvSource({"UNIT, 20", "UNIT, 150", "STANDARD, 20", "STANDARD, 150"})
  void isThatOfAllElementsButForRounding(Scaling.Kind kind, int units) {
    float[] dense = train(kind, new VectorKernels(), 1, units, false);
    float[] sparse = train(kind, new VectorKernels(), 1, units, true);
    double most = 0;
    double error = 0;
    for (int i = 0; i < dense.length; i++) {
      most = Math.max(most, Math.abs(dense[i]));
      error = Math.max(error, Math.abs(dense[i] - sparse[i]));
    }
    assertTrue(error < 1e-4 * most, error + " of " + most);
    // In patches, nothing is the same to the last bit.
    assertEquals(Strip.EIGHT_ROWS, !Arrays.equals(dense, sparse));
  }

  @ParameterizedTest
  @CsvSource({"UNIT, 20", "UNIT, 150", "UNIT, 400", "STANDARD, 20", "STANDARD, 150"})
  void hasTheSameBitsForAnyThreadsAndKernels(Scaling.Kind kind, int units) {
    float[] want = train(kind, new VectorKernels(), 1, units, true);
    assertSameBits(want, train(kind, new VectorKernels(), 2, units, true));
    assertSameBits(want, train(kind, new VectorKernels(), 3, units, true));
    assertSameBits(want, train(kind, new PlainKernels(Lanes.COUNT), 1, units, true));
  }

  /** Its standardised values would be the small differences of large numbers. */
  @Test
  void aPixelThatIsNearlyTheSameEverywhereIsStandardisedFirst() {
    byte[] pixels = ((ByteFeatures) digits.features()).values().clone();
    int d = digits.features().columns();
    for (int i = 0; i < digits.size(); i++) {
      pixels[i * d] = (byte) (i == 0 ? 251 : 250);
    }
    ByteFeatures framed = new ByteFeatures(digits.size(), d, pixels);
    Dataset set =
        new Dataset("framed", framed, digits.labels(), digits.classNames(), digits.image());
    MiniBatches batches =
        new MiniBatches(
            Examples.all(set),
            Scaling.fit(Scaling.Kind.STANDARD, framed),
            BATCH,
            true,
            1,
            new VectorKernels(),
            true);
    assertNull(batches.inputs().sparse());
  }

  /** The parameters after some steps. */
  private float[] train(
      Scaling.Kind kind, Kernels kernels, int threads, int units, boolean mayBeSparse) {
    Scaling scaling = Scaling.fit(kind, digits.features());
    NetworkSpec spec =
        new NetworkSpec(
            digits.features().columns(),
            10,
            List.of(
                new LayerSpec.Dense(units, Initializer.HE, 0.001),
                new LayerSpec.Pointwise(Activation.RELU),
                new LayerSpec.Dense(10, Initializer.HE, 0)),
            Loss.SOFTMAX_CROSS_ENTROPY,
            L2Scaling.NONE);
    try (Team team = new Team(threads)) {
      Network network = new Network(spec, kernels, team);
      network.initialize(1);
      Optimizer optimizer =
          new Optimizer(new OptimizerSpec.Momentum(0.9), network.parameters(), kernels);
      MiniBatches batches =
          new MiniBatches(Examples.all(digits), scaling, BATCH, true, 1, kernels, mayBeSparse);
      SparseRows rows = batches.inputs().sparse();
      assertEquals(mayBeSparse && Strip.EIGHT_ROWS, rows != null && !rows.order().isNatural());
      assertEquals(
          mayBeSparse && Strip.EIGHT_ROWS && kind == Scaling.Kind.STANDARD,
          rows != null && rows.standardized());
      TrainingPass pass = new TrainingPass(network, batches, optimizer, BATCH);
      for (int step = 0; step < STEPS; step++) {
        int batch = step % batches.perEpoch();
        if (batch == 0) {
          batches.beginEpoch(step / batches.perEpoch());
        }
        pass.compute(batch, step);
        // Gradients that somebody wants to see take another way to the same weights.
        pass.gradientsAndUpdate(0.01, step % 3 == threads % 3);
      }
      return values(network.parameters());
    }
  }

  private static float[] values(List<Parameter> parameters) {
    int length = parameters.stream().mapToInt(Parameter::size).sum();
    float[] all = new float[length];
    int at = 0;
    for (Parameter parameter : parameters) {
      System.arraycopy(parameter.value().data(), 0, all, at, parameter.size());
      at += parameter.size();
    }
    return all;
  }
}
