package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.ProductContract.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Examples;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Sparsity;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
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
  private final Dataset digits = Digits.training(500, 3);

  @ParameterizedTest
  @CsvSource({
    "UNIT, 20, WHOLE",
    "UNIT, 150, HALVES",
    "STANDARD, 20, HALVES",
    "STANDARD, 150, WHOLE",
    "STANDARD, 150, HALVES"
  })
  void isThatOfAllElementsButForRounding(Scaling.Kind kind, int units, Sparsity sparsity) {
    float[] dense = train(kind, new VectorKernels(), 1, units, Sparsity.NONE);
    float[] sparse = train(kind, new VectorKernels(), 1, units, sparsity);
    double difference = Trainings.difference(dense, sparse);
    assertTrue(difference < 1e-4, () -> "apart by " + difference);
    // In patches, nothing is the same to the last bit.
    assertEquals(Strip.EIGHT_ROWS, !Arrays.equals(dense, sparse));
  }

  @ParameterizedTest
  @CsvSource({
    "UNIT, 20, WHOLE",
    "UNIT, 20, HALVES",
    "UNIT, 150, WHOLE",
    "UNIT, 150, HALVES",
    "UNIT, 400, WHOLE",
    "UNIT, 400, HALVES",
    "UNIT, 400, NONE",
    "STANDARD, 20, WHOLE",
    "STANDARD, 20, HALVES",
    "STANDARD, 150, WHOLE",
    "STANDARD, 150, HALVES",
    "STANDARD, 400, HALVES"
  })
  void hasTheSameBitsForAnyThreadsAndKernels(Scaling.Kind kind, int units, Sparsity sparsity) {
    float[] want = train(kind, new VectorKernels(), 1, units, sparsity);
    assertSameBits(want, train(kind, new VectorKernels(), 2, units, sparsity));
    assertSameBits(want, train(kind, new VectorKernels(), 3, units, sparsity));
    assertSameBits(want, train(kind, new VectorKernels(), 4, units, sparsity));
    assertSameBits(want, train(kind, new PlainKernels(Lanes.COUNT), 1, units, sparsity));
    assertSameBits(want, train(kind, new PlainKernels(Lanes.COUNT), 2, units, sparsity));
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
            Trainings.BATCH,
            true,
            1,
            new VectorKernels(),
            Sparsity.HALVES);
    assertTrue(batches.inputs().sparse().isEmpty());
  }

  /** The parameters after some steps. */
  private float[] train(
      Scaling.Kind kind, Kernels kernels, int threads, int units, Sparsity sparsity) {
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
    return Trainings.train(
        digits,
        kind,
        spec,
        kernels,
        threads,
        sparsity,
        (_, batches) -> {
          boolean sparse = sparsity != Sparsity.NONE && Strip.EIGHT_ROWS;
          List<SparseRows> rows = batches.inputs().sparse();
          assertEquals(sparse, rows.stream().anyMatch(half -> !half.order().isNatural()));
          assertEquals(
              sparse && kind == Scaling.Kind.STANDARD,
              rows.stream().anyMatch(SparseRows::standardized));
          assertEquals(sparse && sparsity == Sparsity.HALVES, rows.size() == 2);
        });
  }
}
