package dev.layerwise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What layers do apart from what they all promise. */
class LayersTest {
  private static final double[] NOT_RATES = {-0.1, 1, 1.5, Double.NaN, Double.POSITIVE_INFINITY};

  private static DropoutLayer dropout(double rate, int columns, int batchSize) {
    Layer layer = Layer.of(new LayerSpec.Dropout(rate), 0, columns, ScalarKernels.INSTANCE);
    layer.prepare(batchSize);
    return (DropoutLayer) layer;
  }

  private static Matrix ones(int rows, int columns) {
    Matrix matrix = new Matrix(rows, columns);
    matrix.fill(1);
    return matrix;
  }

  @Test
  void dropoutKeepsTheMeanAndDropsTheRate() {
    for (double rate : new double[] {0.1, 0.5, 0.8}) {
      DropoutLayer layer = dropout(rate, 200, 500);
      Matrix y = layer.forward(ones(500, 200), 3);
      int dropped = 0;
      double sum = 0;
      for (float element : y.data()) {
        assertTrue(element == 0 || element == (float) (1 / (1 - rate)));
        dropped += element == 0 ? 1 : 0;
        sum += element;
      }
      // 100,000 draws: five standard deviations.
      double deviation = 5 * Math.sqrt(rate * (1 - rate) / 1e5);
      assertEquals(rate, dropped / 1e5, deviation);
      assertEquals(1, sum / 1e5, deviation / (1 - rate));
    }
  }

  @Test
  void dropoutMultipliesByTheMaskThatItShows() {
    DropoutLayer layer = dropout(0.5, 3, 4);
    Matrix x = Matrix.wrap(4, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    Matrix y = layer.forward(x, 5);
    Matrix dx = layer.backward(ones(4, 3), true);
    assertArrayEquals(layer.mask().data(), dx.data());
    for (int i = 0; i < 12; i++) {
      assertEquals(x.data()[i] * layer.mask().data()[i], y.data()[i]);
    }
    // Of the documented stream: the low half of a number for even elements, the high half for odd
    // ones.
    RandomStream stream = RandomStream.at(5);
    for (int i = 0; i < 12; i += 2) {
      long bits = stream.nextLong();
      boolean keepsEven = ((int) bits >>> 1) >= 1 << 30;
      boolean keepsOdd = ((int) (bits >>> 32) >>> 1) >= 1 << 30;
      assertEquals(keepsEven ? 2 : 0, layer.mask().data()[i]);
      assertEquals(keepsOdd ? 2 : 0, layer.mask().data()[i + 1]);
    }
  }

  @Test
  void anotherStepDropsOtherElements() {
    DropoutLayer layer = dropout(0.5, 50, 20);
    float[] first = layer.forward(ones(20, 50), 1).copy().data();
    float[] second = layer.forward(ones(20, 50), 2).copy().data();
    int same = 0;
    for (int i = 0; i < first.length; i++) {
      same += first[i] == second[i] ? 1 : 0;
    }
    assertEquals(500, same, 80);
  }

  @Test
  void aRateJustBelowOneDropsNearlyEverything() {
    DropoutLayer layer = dropout(Math.nextDown(1.0), 100, 10);
    int kept = 0;
    for (float element : layer.forward(ones(10, 100), 1).data()) {
      kept += element == 0 ? 0 : 1;
    }
    assertEquals(0, kept);
  }

  @Test
  void batchNormNormalisesEveryColumn() {
    BatchNormLayer layer =
        (BatchNormLayer) Layer.of(LayerSpec.BatchNorm.DEFAULT, 0, 2, ScalarKernels.INSTANCE);
    layer.prepare(4);
    // Column means 3 and 40, biased variances 5 and 500.
    Matrix x = Matrix.wrap(4, 2, 0, 10, 2, 30, 4, 50, 6, 70);
    Matrix y = layer.forward(x, 0);
    double[] expected = {-3, -30, -1, -10, 1, 10, 3, 30};
    for (int i = 0; i < 8; i++) {
      double variance = i % 2 == 0 ? 5 : 500;
      assertEquals(expected[i] / Math.sqrt(variance + 1e-5), y.data()[i], 1e-6);
    }
  }

  @Test
  void runningStatisticsMoveByTheUpdateRateWithTheUnbiasedVariance() {
    BatchNormLayer layer =
        (BatchNormLayer)
            Layer.of(new LayerSpec.BatchNorm(0.25, 1e-5), 0, 2, ScalarKernels.INSTANCE);
    layer.prepare(4);
    layer.forward(Matrix.wrap(4, 2, 0, 10, 2, 30, 4, 50, 6, 70), 0);
    assertArrayEquals(new float[] {0, 0}, layer.statistics().get(0).value().data());
    layer.updateRunningStatistics();

    // Means 3 and 40; unbiased variances 20/3 and 2000/3.
    float[] means = layer.statistics().get(0).value().data();
    float[] variances = layer.statistics().get(1).value().data();
    assertArrayEquals(new float[] {0.75f, 10}, means, 1e-6f);
    assertArrayEquals(
        new float[] {(float) (0.75 + 20.0 / 12), (float) (0.75 + 2000.0 / 12)}, variances, 1e-4f);

    float[] before = variances.clone();
    layer.forward(Matrix.wrap(1, 2, 7, 7), 0);
    layer.updateRunningStatistics();
    assertArrayEquals(new float[] {0.75f * 0.75f + 7 / 4f, 7.5f + 7 / 4f}, means, 1e-6f);
    assertArrayEquals(before, variances, "one row says nothing about the variance");
  }

  @Test
  void aConstantColumnIsNormalisedToBeta() {
    BatchNormLayer layer =
        (BatchNormLayer) Layer.of(LayerSpec.BatchNorm.DEFAULT, 0, 1, ScalarKernels.INSTANCE);
    layer.prepare(3);
    layer.parameters().get(1).value().fill(0.5f);
    Matrix y = layer.forward(Matrix.wrap(3, 1, 0.1f, 0.1f, 0.1f), 0);
    for (float element : y.data()) {
      assertEquals(0.5f, element, 1e-4f);
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    for (double rate : NOT_RATES) {
      assertRefused(() -> new LayerSpec.Dropout(rate));
    }
    for (double rate : new double[] {0, -0.1, 1.1, Double.NaN}) {
      assertRefused(() -> new LayerSpec.BatchNorm(rate, 1e-5));
    }
    for (double epsilon : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused(() -> new LayerSpec.BatchNorm(0.1, epsilon));
    }
    for (double l2 : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused(() -> new LayerSpec.Dense(1, Initializer.HE, l2));
    }
    assertRefused(() -> new LayerSpec.Dense(0, Initializer.HE, 0));
    assertRefused(() -> new Initializer(Initializer.Kind.CONSTANT, Double.NaN));
    assertRefused(() -> Initializer.normal(0));
    assertRefused(() -> Initializer.normal(-1));
  }

  @Test
  void networksWhosePartsDoNotFitAreRefused() {
    LayerSpec.Dense three = new LayerSpec.Dense(3, Initializer.HE, 0);
    LayerSpec.Pointwise relu = new LayerSpec.Pointwise(Activation.RELU);
    assertRefused(() -> network(0, 3, Loss.SOFTMAX_CROSS_ENTROPY, three));
    assertRefused(() -> network(4, 1, Loss.SOFTMAX_CROSS_ENTROPY, three));
    assertRefused(() -> network(4, 3, Loss.SOFTMAX_CROSS_ENTROPY));
    assertRefused(() -> network(4, 3, Loss.SOFTMAX_CROSS_ENTROPY, three, relu));
    assertRefused(() -> network(4, 4, Loss.SOFTMAX_CROSS_ENTROPY, three));
    assertRefused(() -> network(4, 2, Loss.SIGMOID_CROSS_ENTROPY, three));
    LayerSpec.Dense one = new LayerSpec.Dense(1, Initializer.HE, 0);
    assertRefused(() -> network(4, 2, Loss.SOFTMAX_CROSS_ENTROPY, one));
    assertEquals(1, network(4, 2, Loss.SIGMOID_CROSS_ENTROPY, one).outputs());
    assertEquals("4-3-3", network(4, 3, Loss.MEAN_SQUARED_ERROR, three, relu, three).widths());
  }

  private static NetworkSpec network(int inputs, int classes, Loss loss, LayerSpec... layers) {
    return new NetworkSpec(inputs, classes, List.of(layers), loss, L2Scaling.BATCH);
  }

  private static void assertRefused(Runnable making) {
    String message = assertThrows(IllegalArgumentException.class, making::run).getMessage();
    assertTrue(
        message.contains("expected") || message.contains("needs") || message.contains("must"),
        message);
  }

  @Test
  void scalingOfThePenalty() {
    assertEquals(1.0 / 64, L2Scaling.BATCH.factor(64));
    assertEquals(1, L2Scaling.NONE.factor(64));
  }

  @Test
  void descriptionsCompareByValueAndKeepTheirOwnLayers() {
    LayerSpec[] layers = {new LayerSpec.Dense(3, Initializer.HE, 0)};
    List<LayerSpec> list = Arrays.asList(layers);
    NetworkSpec spec = new NetworkSpec(4, 3, list, Loss.MEAN_SQUARED_ERROR, L2Scaling.NONE);
    NetworkSpec same = new NetworkSpec(4, 3, list, Loss.MEAN_SQUARED_ERROR, L2Scaling.NONE);
    assertEquals(spec, same);
    layers[0] = new LayerSpec.Dense(3, Initializer.GLOROT, 0);
    assertEquals(spec, same);
    assertFalse(spec.layers().contains(layers[0]));
  }
}
