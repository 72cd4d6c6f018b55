package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.ProductContract.assertSameBits;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.WeightUpdate;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The weights of a wide first layer lie in pieces of units, which changes no bit: a layer that
 * comes later in a network, and is otherwise the same, has them row by row.
 */
class WideFirstLayerTest {
  private static final int INPUTS = 784;
  private static final int UNITS = 700;
  private static final int ROWS = 40;
  private static final float RATE = 0.1f;
  private static final float DECAY = 0.01f;

  private final Random random = new Random(5);

  static Stream<Kernels> kernels() {
    return Stream.of(ScalarKernels.INSTANCE, new VectorKernels(), new PlainKernels(Lanes.COUNT));
  }

  /** How the layers are given their inputs. */
  private enum Input {
    DENSE,
    SPARSE,
    HALVES
  }

  private final byte[] pixels = new byte[ROWS * INPUTS];
  private final Matrix dz = new Matrix(ROWS, UNITS);

  WideFirstLayerTest() {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (random.nextDouble() < 0.8 ? 0 : random.nextInt(256));
    }
    for (int i = 0; i < dz.size(); i++) {
      dz.data()[i] = (float) random.nextGaussian();
    }
  }

  private DenseLayer layer(int index, Kernels kernels, Input input) {
    LayerSpec spec = new LayerSpec.Dense(UNITS, Initializer.HE, 0.1);
    DenseLayer layer = (DenseLayer) Layer.of(spec, index, INPUTS, kernels);
    layer.initialize(RandomStream.of(7, "weights"));
    layer.prepare(ROWS);
    BlockOrder order = BlockOrder.patches(INPUTS, 28);
    switch (input) {
      case DENSE -> layer.begin(dense());
      case SPARSE -> layer.begin(List.of(sparse(kernels, order)));
      case HALVES ->
          layer.begin(order.halves().stream().map(half -> sparse(kernels, half)).toList());
    }
    return layer;
  }

  private Matrix dense() {
    Matrix x = new Matrix(ROWS, INPUTS);
    for (int i = 0; i < pixels.length; i++) {
      x.data()[i] = (pixels[i] & 0xff) / 255f;
    }
    return x;
  }

  private SparseRows sparse(Kernels kernels, BlockOrder order) {
    SparseRows x = new SparseRows(ROWS, false, order);
    x.resize(ROWS);
    for (int i = 0; i < ROWS; i++) {
      kernels.packBytes(pixels, i * INPUTS, 1 / 255f, x, i);
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void everyPassHasTheBitsOfRows(Kernels kernels) {
    for (Input input : Input.values()) {
      DenseLayer pieces = layer(0, kernels, input);
      DenseLayer rows = layer(1, kernels, input);
      assertNotNull(pieces.weight().value().pieces());
      assertNull(rows.weight().value().pieces());
      assertSame(rows, pieces);

      for (DenseLayer layer : List.of(pieces, rows)) {
        layer.forward(0, ROWS, 0);
      }
      assertSameBits(rows.output().data(), pieces.output().data());
      // Of units that begin and end within pieces.
      for (DenseLayer layer : List.of(pieces, rows)) {
        layer.output().fill(0);
        layer.forwardUnits(0, 96);
        layer.forwardUnits(96, 320);
        layer.forwardUnits(416, UNITS - 416);
      }
      assertSameBits(rows.output().data(), pieces.output().data());

      for (DenseLayer layer : List.of(pieces, rows)) {
        layer.parameterGradients(dz, 0, 400);
        layer.parameterGradients(dz, 400, INPUTS - 400);
        layer.addDecay(0, 400, DECAY);
        layer.addDecay(400, INPUTS - 400, DECAY);
        layer.backward(dz, 0, ROWS);
      }
      assertArrayEquals(rows.weight().gradient().byRows(), pieces.weight().gradient().byRows(), 0f);
      assertSameBits(rows.inputGradient(dz).data(), pieces.inputGradient(dz).data());
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void updatesHaveTheBitsOfRows(Kernels kernels) {
    for (Input input : Input.values()) {
      for (WeightUpdate.Rule rule : List.of(WeightUpdate.Rule.PLAIN, WeightUpdate.Rule.MOMENTUM)) {
        for (float decay : new float[] {0, DECAY}) {
          DenseLayer pieces = layer(0, kernels, input);
          DenseLayer rows = layer(1, kernels, input);
          for (DenseLayer layer : List.of(pieces, rows)) {
            float[] w = layer.weight().value().data();
            WeightUpdate update = new WeightUpdate(rule, 0.9f, w, new float[w.length]);
            layer.updateWeights(dz, 0, 400, update, RATE, decay);
            layer.updateWeights(dz, 400, INPUTS - 400, update, RATE, decay);
            layer.updateUnits(dz, 0, 96, update, RATE, decay);
            layer.updateUnits(dz, 96, 320, update, RATE, decay);
            layer.updateUnits(dz, 416, UNITS - 416, update, RATE, decay);
          }
          assertSame(rows, pieces);
        }
      }
    }
  }

  private static void assertSame(DenseLayer rows, DenseLayer pieces) {
    assertSameBits(rows.weight().value().byRows(), pieces.weight().value().byRows());
    assertSameBits(rows.bias().gradient().data(), pieces.bias().gradient().data());
  }
}
