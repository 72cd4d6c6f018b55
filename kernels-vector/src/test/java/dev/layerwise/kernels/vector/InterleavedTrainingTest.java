package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.ProductContract.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Sparsity;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.tensor.Layout;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Training whose narrow layers are computed on interleaved rows: the same as on rows but for
 * rounding, and the same bits for any number of threads and both kinds of kernels.
 */
class InterleavedTrainingTest {
  /** The last mini-batch of an epoch has 20 rows, no whole groups. */
  private final Dataset digits = Digits.training(500, 3);

  /** What comes after the first dense layer. */
  enum Tail {
    DEEP(20, 7, 5),
    BATCH_NORM(20, 7, 5),
    TANH(32, 16),
    /** Only what follows dropout is interleaved. */
    DROPOUT(16, 9),
    ONE_OUTPUT(12, 3),
    /** The output layer has too many inputs. */
    WIDE(40);

    @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed.
    private final List<Integer> hidden;

    Tail(Integer... hidden) {
      this.hidden = List.of(hidden);
    }

    NetworkSpec spec(int inputs) {
      List<LayerSpec> layers = new ArrayList<>();
      for (int units : hidden) {
        layers.add(new LayerSpec.Dense(units, Initializer.HE, 0.001));
        layers.add(new LayerSpec.Pointwise(this == TANH ? Activation.TANH : Activation.RELU));
        if (this == BATCH_NORM) {
          layers.add(LayerSpec.BatchNorm.DEFAULT);
        }
      }
      if (this == DROPOUT) {
        layers.add(new LayerSpec.Dropout(0.3));
      }
      int outputs = this == ONE_OUTPUT ? 1 : 10;
      layers.add(new LayerSpec.Dense(outputs, Initializer.HE, 0));
      Loss loss = this == ONE_OUTPUT ? Loss.SIGMOID_CROSS_ENTROPY : Loss.SOFTMAX_CROSS_ENTROPY;
      return new NetworkSpec(inputs, outputs == 1 ? 2 : 10, layers, loss, L2Scaling.NONE);
    }
  }

  private float[] train(Tail tail, Kernels kernels, int threads) {
    Dataset data = tail == Tail.ONE_OUTPUT ? parity() : digits;
    NetworkSpec spec = tail.spec(data.features().columns());
    return Trainings.train(
        data, Scaling.Kind.UNIT, spec, kernels, threads, Sparsity.WHOLE, (_, _) -> {});
  }

  /** Whether a digit is odd. */
  private Dataset parity() {
    int[] odd = new int[digits.size()];
    for (int i = 0; i < odd.length; i++) {
      odd[i] = digits.requireLabels()[i] % 2;
    }
    return new Dataset("parity", digits.features(), odd, List.of("even", "odd"), digits.image());
  }

  /** Vector kernels that leave rows as they lie. */
  private static Kernels onRows() {
    Kernels vector = new VectorKernels();
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (_, method, arguments) ->
                method.getName().equals("interleaved") ? null : method.invoke(vector, arguments));
  }

  @ParameterizedTest
  @EnumSource
  void isThatOnRowsButForRounding(Tail tail) {
    double difference =
        Trainings.difference(train(tail, onRows(), 1), train(tail, new VectorKernels(), 1));
    assertTrue(difference < 1e-4, () -> tail + ": apart by " + difference);
    assertEquals(tail == Tail.WIDE, difference == 0, tail.toString());
  }

  @ParameterizedTest
  @EnumSource
  void hasTheSameBitsForAnyThreadsAndKernels(Tail tail) {
    float[] want = train(tail, new VectorKernels(), 1);
    assertSameBits(want, train(tail, new VectorKernels(), 2));
    assertSameBits(want, train(tail, new VectorKernels(), 3));
    assertSameBits(want, train(tail, new PlainKernels(Lanes.COUNT), 1));
  }

  @Test
  void narrowLayersOfWholeGroupsAreInterleaved() {
    Trainings.train(
        digits,
        Scaling.Kind.UNIT,
        Tail.DEEP.spec(digits.features().columns()),
        new VectorKernels(),
        1,
        Sparsity.WHOLE,
        (network, batches) -> {
          boolean whole = batches.inputs().rows() == Trainings.BATCH;
          assertEquals(whole || batches.inputs().rows() == 20, true);
          for (int i = 0; i < network.layers().size(); i++) {
            assertEquals(
                whole && i > 0 ? Layout.INTERLEAVED : Layout.ROWS,
                network.layers().get(i).output().layout(),
                network.describeLayer(i));
          }
        });
  }
}
