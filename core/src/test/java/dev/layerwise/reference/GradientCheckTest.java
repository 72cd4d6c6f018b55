package dev.layerwise.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.LayerSpec.BatchNorm;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.LayerSpec.Dropout;
import dev.layerwise.nn.LayerSpec.Pointwise;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.reference.GradientCheck.Settings;
import dev.layerwise.tensor.Matrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layer × activation × loss, alone and stacked: every element of every parameter. */
class GradientCheckTest {
  private static final int INPUTS = 4;
  private static final int ROWS = 9;

  /** What differences and the engine are held to here: all elements, biases away from 0. */
  private static final Settings EVERYTHING = new Settings(Integer.MAX_VALUE, 1, true, 1e-6, 1e-4);

  private enum Arrangement {
    ALONE,
    STACKED,
    NORM_BEFORE,
    NORM_AFTER,
    DROPOUT,
    NORM_AND_DROPOUT
  }

  static Stream<Arguments> networks() {
    List<Arguments> networks = new ArrayList<>();
    for (Activation function : Activation.values()) {
      for (Loss loss : Loss.values()) {
        for (Arrangement arrangement : Arrangement.values()) {
          for (int classes : new int[] {2, 4}) {
            String name = function + ", " + loss + ", " + arrangement + ", " + classes + " classes";
            networks.add(argumentSet(name, stack(function, loss, arrangement, classes)));
          }
        }
      }
    }
    return networks.stream();
  }

  private static NetworkSpec stack(
      Activation function, Loss loss, Arrangement arrangement, int classes) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int units : arrangement == Arrangement.ALONE ? new int[] {5} : new int[] {6, 5}) {
      layers.add(new Dense(units, Initializer.HE, 0));
      if (arrangement == Arrangement.NORM_BEFORE) {
        layers.add(BatchNorm.DEFAULT);
      }
      layers.add(new Pointwise(function));
      if (arrangement == Arrangement.NORM_AFTER || arrangement == Arrangement.NORM_AND_DROPOUT) {
        layers.add(BatchNorm.DEFAULT);
      }
      if (arrangement == Arrangement.DROPOUT || arrangement == Arrangement.NORM_AND_DROPOUT) {
        layers.add(new Dropout(0.3));
      }
    }
    return withOutput(layers, loss, loss.outputs(classes), classes, 0, L2Scaling.BATCH);
  }

  private static NetworkSpec withOutput(
      List<LayerSpec> hidden, Loss loss, int outputs, int classes, double l2, L2Scaling scaling) {
    List<LayerSpec> layers = new ArrayList<>(hidden);
    layers.add(new Dense(outputs, Initializer.GLOROT, l2));
    return new NetworkSpec(INPUTS, classes, layers, loss, scaling);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void everyLayerActivationAndLoss(NetworkSpec spec) {
    assertPasses(spec, ROWS);
  }

  @Test
  void everyKindOfLayerAsTheFirstOne() {
    List<LayerSpec> kinds =
        List.of(
            new Dense(3, Initializer.HE, 0),
            new Pointwise(Activation.TANH),
            BatchNorm.DEFAULT,
            new Dropout(0.4));
    for (LayerSpec kind : kinds) {
      for (Loss loss : Loss.values()) {
        assertPasses(withOutput(List.of(kind), loss, 3, 3, 0, L2Scaling.NONE), ROWS);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void noHiddenLayerAtAll(Loss loss) {
    assertPasses(withOutput(List.of(), loss, 3, 3, 0, L2Scaling.NONE), ROWS);
    assertPasses(withOutput(List.of(), loss, loss.outputs(2), 2, 0, L2Scaling.NONE), ROWS);
    // Two classes may also have two outputs.
    assertPasses(withOutput(List.of(), loss, 2, 2, 0, L2Scaling.NONE), ROWS);
  }

  static Stream<Loss> losses() {
    return Stream.of(Loss.values());
  }

  @ParameterizedTest
  @MethodSource("losses")
  void penaltiesOfBothScalingsAndDifferentSizes(Loss loss) {
    for (L2Scaling scaling : L2Scaling.values()) {
      List<LayerSpec> hidden =
          List.of(
              new Dense(5, Initializer.HE, 0.7),
              new Pointwise(Activation.SIGMOID),
              BatchNorm.DEFAULT,
              new Dense(4, Initializer.HE, 0),
              new Pointwise(Activation.RELU));
      assertPasses(withOutput(hidden, loss, 3, 3, 0.02, scaling), ROWS);
    }
  }

  @Test
  void miniBatchesOfOneTwoAndManyRows() {
    List<LayerSpec> hidden =
        List.of(
            new Dense(5, Initializer.HE, 0.1), BatchNorm.DEFAULT, new Pointwise(Activation.GELU));
    NetworkSpec spec = withOutput(hidden, Loss.SOFTMAX_CROSS_ENTROPY, 3, 3, 0.1, L2Scaling.BATCH);
    for (int rows : new int[] {1, 3, 65}) {
      assertPasses(spec, rows);
    }
    // Two rows are normalised to -1 and 1 whatever they are: what passes through the statistics
    // cancels almost
    // everything, and single precision is left with the rounding errors.
    assertPasses(spec, 2, new Settings(Integer.MAX_VALUE, 1, true, 1e-6, 1e-2));
  }

  @Test
  void aWideNetworkByASample() {
    List<LayerSpec> hidden =
        List.of(
            new Dense(120, Initializer.HE, 0),
            new Pointwise(Activation.RELU),
            BatchNorm.DEFAULT,
            new Dense(80, Initializer.HE, 0),
            new Pointwise(Activation.RELU));
    NetworkSpec spec = withOutput(hidden, Loss.SOFTMAX_CROSS_ENTROPY, 10, 10, 0, L2Scaling.BATCH);
    Network network = new Network(spec, ScalarKernels.INSTANCE);
    network.initialize(5);
    MiniBatch batch = MiniBatch.random(32, INPUTS, 10, 5);

    GradientReport report = GradientCheck.run(network, batch.x(), batch.labels(), Settings.DEFAULT);

    assertTrue(report.passed(), () -> report.worst().toString());
    for (GradientReport.Row row : report.rows()) {
      assertEquals(Math.min(50, row.height() * row.width()), row.checked() + row.leftOut());
      assertTrue(row.leftOut() <= 5, () -> "too many elements left out: " + row);
    }
  }

  @Test
  void aLargeObjectiveHasItsOwnRoundingErrors() {
    NetworkSpec spec = stack(Activation.SILU, Loss.SOFTMAX_CROSS_ENTROPY, Arrangement.STACKED, 4);
    Network network = new Network(spec, ScalarKernels.INSTANCE);
    network.initialize(3);
    MiniBatch batch = MiniBatch.random(ROWS, INPUTS, 4, 5);
    for (int i = 0; i < batch.x().size(); i++) {
      batch.x().data()[i] *= 300;
    }

    GradientReport report = GradientCheck.run(network, batch.x(), batch.labels(), EVERYTHING);

    assertTrue(report.objective() > 100, () -> "objective " + report.objective());
    assertTrue(report.passed(), () -> report.worst().toString());
  }

  private static void assertPasses(NetworkSpec spec, int rows) {
    assertPasses(spec, rows, EVERYTHING);
  }

  private static void assertPasses(NetworkSpec spec, int rows, Settings settings) {
    for (Kernels kernels : allKernels()) {
      Network network = new Network(spec, kernels);
      network.initialize(3);
      MiniBatch batch = MiniBatch.random(rows, INPUTS, spec.classes(), 5);
      GradientReport report = GradientCheck.run(network, batch.x(), batch.labels(), settings);
      assertTrue(
          report.passed(),
          () -> kernels.name() + ": " + report.worst() + ", objective " + report.objectiveError());
    }
  }

  private static List<Kernels> allKernels() {
    Kernels fastest = KernelSelection.select(KernelSelection.AUTOMATIC).kernels();
    return fastest.equals(ScalarKernels.INSTANCE)
        ? List.of(fastest)
        : List.of(ScalarKernels.INSTANCE, fastest);
  }

  @Test
  void theNetworkIsLeftAsItIs() {
    NetworkSpec spec =
        stack(Activation.RELU, Loss.SOFTMAX_CROSS_ENTROPY, Arrangement.NORM_AFTER, 4);
    Network network = new Network(spec, ScalarKernels.INSTANCE);
    network.initialize(3);
    List<Matrix> before = network.tensors().values().stream().map(Matrix::copy).toList();
    MiniBatch batch = MiniBatch.random(ROWS, INPUTS, 4, 5);

    GradientCheck.run(network, batch.x(), batch.labels(), EVERYTHING);

    List<Matrix> after = List.copyOf(network.tensors().values());
    for (int i = 0; i < before.size(); i++) {
      assertTrue(Arrays.equals(before.get(i).data(), after.get(i).data()));
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    NetworkSpec spec = stack(Activation.RELU, Loss.SOFTMAX_CROSS_ENTROPY, Arrangement.ALONE, 4);
    Network network = new Network(spec, ScalarKernels.INSTANCE);

    assertRefused(network, new Matrix(0, INPUTS), new int[0], "at least one row of 4 columns");
    assertRefused(network, new Matrix(2, 3), new int[2], "got 2 x 3");
    assertRefused(
        network, new Matrix(2, INPUTS), new int[3], "expected 2 labels, one a row, got 3");
    assertRefused(network, new Matrix(1, INPUTS), new int[] {4}, "labels from 0 to 3, got 4");
  }

  private static void assertRefused(Network network, Matrix x, int[] labels, String message) {
    String actual =
        assertThrows(
                IllegalArgumentException.class,
                () -> GradientCheck.run(network, x, labels, Settings.DEFAULT))
            .getMessage();
    assertTrue(actual.contains(message), actual);
  }
}
