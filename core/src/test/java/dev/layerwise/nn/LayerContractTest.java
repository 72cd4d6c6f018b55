package dev.layerwise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.nn.Layer.Statistic;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every layer promises. A new layer is covered as soon as {@link #layers} names it. */
class LayerContractTest {
  private static final int INPUTS = 6;
  private static final int ROWS = 8;
  private static final long ORIGIN = 12345;

  static Stream<LayerSpec> layers() {
    List<LayerSpec> layers = new ArrayList<>();
    for (Initializer initializer :
        List.of(Initializer.HE, Initializer.GLOROT, Initializer.LECUN, Initializer.normal(0.1))) {
      layers.add(new LayerSpec.Dense(5, initializer, 0));
    }
    for (Activation function : Activation.values()) {
      layers.add(new LayerSpec.Pointwise(function));
    }
    layers.add(LayerSpec.BatchNorm.DEFAULT);
    layers.add(new LayerSpec.BatchNorm(1, 1e-3));
    layers.add(new LayerSpec.Dropout(0));
    layers.add(new LayerSpec.Dropout(0.5));
    return layers.stream();
  }

  private static Layer ready(LayerSpec spec, int batchSize) {
    Layer layer = Layer.of(spec, 4, INPUTS, ScalarKernels.INSTANCE);
    layer.initialize(RandomStream.of(9, "test"));
    layer.prepare(batchSize);
    return layer;
  }

  private static Matrix random(int rows, int columns, long seed) {
    RandomStream random = RandomStream.of(seed, "matrix");
    Matrix matrix = new Matrix(rows, columns);
    for (int i = 0; i < matrix.size(); i++) {
      matrix.data()[i] = (float) random.nextGaussian();
    }
    return matrix;
  }

  private static float[] content(Matrix matrix) {
    return Arrays.copyOf(matrix.data(), matrix.size());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void shapes(LayerSpec spec) {
    Layer layer = ready(spec, ROWS);
    Matrix y = layer.forward(random(ROWS, INPUTS, 1), ORIGIN);

    assertEquals(spec.outputs(INPUTS), layer.outputs());
    assertEquals(ROWS, y.rows());
    assertEquals(layer.outputs(), y.columns());
    assertSame(y, layer.output());
    assertSame(y, layer.forward(random(ROWS, INPUTS, 1), ORIGIN), "buffers are reused");

    Matrix dx = layer.backward(random(ROWS, layer.outputs(), 2), true);
    assertEquals(ROWS, dx.rows());
    assertEquals(INPUTS, dx.columns());
    assertEquals(spec, layer.spec());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void namesOfTensors(LayerSpec spec) {
    Layer layer = ready(spec, ROWS);
    List<String> names = new ArrayList<>();
    layer.parameters().forEach(parameter -> names.add(parameter.name()));
    layer.statistics().forEach(statistic -> names.add(statistic.name()));

    assertEquals(names.size(), names.stream().distinct().count());
    names.forEach(name -> assertTrue(name.startsWith("layers.4."), name));
    for (Parameter parameter : layer.parameters()) {
      assertEquals(parameter.value().rows(), parameter.gradient().rows());
      assertEquals(parameter.value().columns(), parameter.gradient().columns());
      assertNotSame(parameter.value().data(), parameter.gradient().data());
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyGradientIsWrittenAnew(LayerSpec spec) {
    for (boolean inputGradientWanted : new boolean[] {true, false}) {
      Layer layer = ready(spec, ROWS);
      layer.forward(random(ROWS, INPUTS, 1), ORIGIN);
      layer.parameters().forEach(parameter -> parameter.gradient().fill(Float.NaN));
      Matrix dx = layer.backward(random(ROWS, layer.outputs(), 2), inputGradientWanted);

      for (Parameter parameter : layer.parameters()) {
        for (float g : parameter.gradient().data()) {
          assertTrue(Float.isFinite(g) && g != 0, () -> parameter.name() + " has gradient " + g);
        }
      }
      if (inputGradientWanted) {
        for (float g : content(dx)) {
          assertTrue(Float.isFinite(g));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theInputIsLeftAlone(LayerSpec spec) {
    Layer layer = ready(spec, ROWS);
    Matrix x = random(ROWS, INPUTS, 1);
    float[] before = content(x);

    layer.forward(x, ORIGIN);
    layer.backward(random(ROWS, layer.outputs(), 2), true);
    layer.infer(x, new Matrix(ROWS, layer.outputs()));

    assertArrayEquals(before, x.data());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void theSameSeedGivesTheSameBits(LayerSpec spec) {
    Layer one = ready(spec, ROWS);
    Layer two = ready(spec, ROWS);
    Matrix x = random(ROWS, INPUTS, 1);

    assertArrayEquals(content(one.forward(x, ORIGIN)), content(two.forward(x, ORIGIN)));
    // A pass in between leaves no trace in the next one.
    two.forward(random(ROWS, INPUTS, 3), ORIGIN + 1);
    assertArrayEquals(content(one.forward(x, ORIGIN)), content(two.forward(x, ORIGIN)));
    assertArrayEquals(
        content(one.backward(random(ROWS, one.outputs(), 2), true)),
        content(two.backward(random(ROWS, two.outputs(), 2), true)));
    for (int i = 0; i < one.parameters().size(); i++) {
      assertArrayEquals(
          one.parameters().get(i).gradient().data(), two.parameters().get(i).gradient().data());
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void initialisingAgainStartsAfresh(LayerSpec spec) {
    Layer fresh = ready(spec, ROWS);
    Layer used = ready(spec, ROWS);
    used.parameters().forEach(parameter -> parameter.value().fill(7));
    used.statistics().forEach(statistic -> statistic.value().fill(7));
    used.initialize(RandomStream.of(9, "test"));

    for (int i = 0; i < fresh.parameters().size(); i++) {
      assertArrayEquals(
          fresh.parameters().get(i).value().data(), used.parameters().get(i).value().data());
    }
    for (int i = 0; i < fresh.statistics().size(); i++) {
      assertArrayEquals(
          fresh.statistics().get(i).value().data(), used.statistics().get(i).value().data());
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aSmallerMiniBatchIsAsGoodAsALayerOfThatSize(LayerSpec spec) {
    Layer large = ready(spec, ROWS);
    Layer exact = ready(spec, 3);
    large.forward(random(ROWS, INPUTS, 1), ORIGIN);
    large.backward(random(ROWS, large.outputs(), 2), true);
    Matrix x = random(3, INPUTS, 5);

    Matrix y = large.forward(x, ORIGIN);
    assertEquals(3, y.rows());
    assertArrayEquals(content(exact.forward(x, ORIGIN)), content(y));
    Matrix dx = large.backward(random(3, large.outputs(), 6), true);
    assertEquals(3, dx.rows());
    assertArrayEquals(content(exact.backward(random(3, exact.outputs(), 6), true)), content(dx));
    for (int i = 0; i < large.parameters().size(); i++) {
      assertArrayEquals(
          exact.parameters().get(i).gradient().data(), large.parameters().get(i).gradient().data());
    }

    assertEquals(ROWS, large.forward(random(ROWS, INPUTS, 1), ORIGIN).rows(), "and back again");
  }

  @ParameterizedTest
  @MethodSource("layers")
  void inferenceIsTheTrainingPassWithoutRandomnessAndBatchStatistics(LayerSpec spec) {
    Layer layer = ready(spec, ROWS);
    Matrix x = random(ROWS, INPUTS, 1);
    Matrix inferred = new Matrix(ROWS, layer.outputs());

    switch (layer) {
      case DenseLayer _, PointwiseLayer _ -> {
        layer.infer(x, inferred);
        assertArrayEquals(content(layer.forward(x, ORIGIN)), inferred.data());
      }
      case DropoutLayer _ -> {
        layer.infer(x, inferred);
        assertArrayEquals(x.data(), inferred.data());
      }
      case BatchNormLayer norm -> {
        Matrix trained = norm.forward(x, ORIGIN);
        // Make the running statistics those of this mini-batch, with the variance that the training
        // pass divides by.
        for (Statistic statistic : norm.statistics()) {
          statistic.value().fill(0);
        }
        for (int j = 0; j < INPUTS; j++) {
          double mean = 0;
          double squares = 0;
          for (int i = 0; i < ROWS; i++) {
            mean += x.get(i, j) / (double) ROWS;
            squares += (double) x.get(i, j) * x.get(i, j) / ROWS;
          }
          norm.statistics().get(0).value().set(0, j, (float) mean);
          norm.statistics().get(1).value().set(0, j, (float) (squares - mean * mean));
        }
        norm.infer(x, inferred);
        assertArrayEquals(content(trained), inferred.data(), 1e-5f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void layersThatKeepTheWidthMayInferInPlace(LayerSpec spec) {
    if (spec instanceof LayerSpec.Dense) {
      return;
    }
    Layer layer = ready(spec, ROWS);
    Matrix x = random(ROWS, INPUTS, 1);
    Matrix apart = new Matrix(ROWS, INPUTS);
    layer.infer(x, apart);
    layer.infer(x, x);
    assertArrayEquals(apart.data(), x.data());
  }
}
