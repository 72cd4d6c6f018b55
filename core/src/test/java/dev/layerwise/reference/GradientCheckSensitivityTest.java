package dev.layerwise.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec.BatchNorm;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.LayerSpec.Pointwise;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.reference.GradientCheck.NumericResult;
import dev.layerwise.reference.GradientCheck.Settings;
import dev.layerwise.tensor.Matrix;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A check that cannot fail proves nothing: wrong gradients of every kind must be found, and named.
 */
class GradientCheckSensitivityTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          4,
          3,
          List.of(
              new Dense(5, Initializer.HE, 0.3),
              BatchNorm.DEFAULT,
              new Pointwise(Activation.TANH),
              new Dense(3, Initializer.HE, 0.3)),
          Loss.SOFTMAX_CROSS_ENTROPY,
          L2Scaling.BATCH);

  private static final int SPEC_PARAMETERS = 6;

  private static final Settings EVERYTHING = new Settings(1000, 1, true, 1e-6, 1e-4);
  private static final MiniBatch BATCH = MiniBatch.random(8, 4, 3, 2);

  @Test
  void theUnspoiltNetworkPasses() {
    assertTrue(check(ScalarKernels.INSTANCE).passed());
    assertEquals(0, countWrong(reference -> {}));
  }

  @Test
  void aFlippedSignIsFound() {
    assertEquals(1, countWrong(reference -> gradient(reference, "layers.0.weight")[2][3] *= -1));
  }

  @Test
  void oneElementOffByATenThousandthIsFound() {
    assertEquals(
        1, countWrong(reference -> gradient(reference, "layers.3.weight")[0][1] *= 1.0001));
  }

  @Test
  void aMissingDivisionByTheRowsIsFoundEverywhere() {
    // All but the bias ahead of batch norm: its true gradient is 0, times any factor.
    assertEquals(
        SPEC_PARAMETERS - 1,
        countWrong(reference -> {
          for (ReferenceParameter parameter : reference.parameters()) {
            for (double[] row : parameter.gradient()) {
              Arrays.setAll(row, j -> row[j] * 8);
            }
          }
        }));
  }

  @Test
  void aForgottenPenaltyIsFound() {
    assertEquals(
        1,
        countWrong(reference -> {
          double[][] w = reference.value("layers.3.weight");
          double[][] g = gradient(reference, "layers.3.weight");
          for (int k = 0; k < w.length; k++) {
            for (int j = 0; j < w[k].length; j++) {
              g[k][j] -= 0.3 / 8 * w[k][j];
            }
          }
        }));
  }

  @Test
  void aGradientThatIsNotANumberIsFound() {
    assertEquals(
        1, countWrong(reference -> gradient(reference, "layers.1.bias")[0][4] = Double.NaN));
  }

  /** How many parameters fail against finite differences after the gradients were tampered with. */
  private static long countWrong(Consumer<ReferenceNetwork> tampering) {
    Network network = new Network(SPEC, ScalarKernels.INSTANCE);
    network.initialize(3);
    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    double[][] logits = reference.forward(ReferenceNetwork.toDouble(BATCH.x()));
    reference.backward(logits, BATCH.labels());
    tampering.accept(reference);
    List<NumericResult> results =
        GradientCheck.compareWithDifferences(reference, BATCH.labels(), EVERYTHING);
    assertEquals(SPEC_PARAMETERS, results.size());
    return results.stream().filter(r -> !(r.error() <= EVERYTHING.numericBound())).count();
  }

  private static double[][] gradient(ReferenceNetwork reference, String name) {
    return reference.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow()
        .gradient();
  }

  @Test
  void anEngineThatForgetsTheMeanIsFound() {
    GradientReport report =
        check(
            spoilt(
                "softmaxCrossEntropy",
                arguments -> arguments[arguments.length - 1] = 1f,
                arguments -> {}));
    assertFalse(report.passed());
    assertEquals(SPEC_PARAMETERS - 1, wrongInEngine(report));
  }

  @Test
  void anEngineWithOneWrongSignIsFoundAndNamed() {
    GradientReport report =
        check(
            spoilt(
                "weightGradient",
                arguments -> {},
                arguments -> {
                  // Of the two dense layers the one with five units.
                  if ((int) arguments[2] == 5) {
                    ((float[]) arguments[9])[7] *= -1;
                  }
                }));
    assertFalse(report.passed());
    assertEquals(1, wrongInEngine(report));
    assertEquals("layers.0.weight", report.worst().parameter());
    assertEquals("dense", report.worst().kind());
  }

  @Test
  void anEngineWithTheWrongSlopeIsFound() {
    GradientReport report =
        check(
            spoilt(
                "activationGradient",
                arguments -> arguments[0] = Activation.SIGMOID,
                arguments -> {}));
    assertFalse(report.passed());
    // Everything ahead of the activation, the bias of gradient 0 excepted.
    assertEquals(3, wrongInEngine(report));
  }

  @Test
  void anEngineThatTakesBatchStatisticsForConstantsIsFound() {
    GradientReport report =
        check(
            spoilt(
                "batchNormGradient",
                arguments -> {},
                arguments -> {
                  int n = (int) arguments[0];
                  int u = (int) arguments[1];
                  float[] normalised = (float[]) arguments[2];
                  float[] inverse = (float[]) arguments[3];
                  float[] gamma = (float[]) arguments[4];
                  float[] dgamma = (float[]) arguments[7];
                  float[] dbeta = (float[]) arguments[8];
                  float[] dx = (float[]) arguments[9];
                  for (int i = 0; i < n * u; i++) {
                    int j = i % u;
                    float through = (dbeta[j] + normalised[i] * dgamma[j]) / n;
                    dx[i] += gamma[j] * inverse[j] * through;
                  }
                }));
    assertFalse(report.passed());
    assertEquals(2, wrongInEngine(report));
  }

  @Test
  void anEngineWithAWrongForwardPassIsFound() {
    GradientReport report =
        check(
            spoilt("affine", arguments -> {}, arguments -> ((float[]) arguments[11])[0] += 0.01f));
    assertFalse(report.passed());
  }

  private static long wrongInEngine(GradientReport report) {
    assertTrue(report.largestNumericError() <= EVERYTHING.numericBound());
    return report.rows().stream()
        .filter(row -> !(row.engineError() <= EVERYTHING.engineBound()))
        .count();
  }

  /** The scalar kernels, with the arguments or the results of one operation tampered with. */
  private static Kernels spoilt(
      String operation, Consumer<Object[]> before, Consumer<Object[]> after) {
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (_, method, arguments) -> {
              boolean spoil = method.getName().equals(operation);
              if (spoil) {
                before.accept(arguments);
              }
              try {
                Object result = method.invoke(ScalarKernels.INSTANCE, arguments);
                if (spoil) {
                  after.accept(arguments);
                }
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static GradientReport check(Kernels kernels) {
    Network network = new Network(SPEC, kernels);
    network.initialize(3);
    return GradientCheck.run(network, BATCH.x(), BATCH.labels(), EVERYTHING);
  }

  @Test
  void aNetworkWithNaNFailsWithoutThrowing() {
    Network network = new Network(SPEC, ScalarKernels.INSTANCE);
    network.initialize(3);
    network.parameters().getFirst().value().set(0, 0, Float.NaN);
    GradientReport report = GradientCheck.run(network, BATCH.x(), BATCH.labels(), Settings.DEFAULT);
    assertFalse(report.passed());
    assertTrue(Double.isNaN(report.largestNumericError()));
  }

  @Test
  void elementsAtAKinkAreLeftOutAndCounted() {
    NetworkSpec spec =
        new NetworkSpec(
            2,
            2,
            List.of(
                new Dense(3, Initializer.HE, 0),
                new Pointwise(Activation.RELU),
                new Dense(2, Initializer.HE, 0)),
            Loss.SOFTMAX_CROSS_ENTROPY,
            L2Scaling.BATCH);
    Network network = new Network(spec, ScalarKernels.INSTANCE);
    network.initialize(3);
    // The second row is empty and the biases are 0: every hidden unit lies exactly on its kink.
    Matrix x = Matrix.wrap(2, 2, 1, -1, 0, 0);
    int[] labels = {0, 1};

    GradientReport asItIs = GradientCheck.run(network, x, labels, Settings.DEFAULT);
    GradientReport scattered = GradientCheck.run(network, x, labels, EVERYTHING);

    GradientReport.Row bias = asItIs.rows().get(1);
    assertEquals("layers.0.bias", bias.parameter());
    assertEquals(3, bias.leftOut());
    assertEquals(0, bias.checked());
    assertFalse(asItIs.passed(), "a parameter of which nothing could be checked has not passed");
    assertEquals("layers.0.bias", asItIs.worst().parameter());
    assertTrue(scattered.passed());
    assertEquals(0, scattered.rows().get(1).leftOut());
  }
}
