package dev.layerwise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Far from 0 every activation has settled: overflow on the way there must not show. */
class ActivationExtremesTest {
  static Stream<Float> sizes() {
    return Stream.of(1e3f, 1e4f, 1e13f, 1e20f, Float.MAX_VALUE);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void valuesAndSlopes(float z) {
    assertSettled(Activation.SIGMOID, z, 1, 0);
    assertSettled(Activation.SIGMOID, -z, 0, 0);
    assertSettled(Activation.TANH, z, 1, 0);
    assertSettled(Activation.TANH, -z, -1, 0);
    assertSettled(Activation.RELU, z, z, 1);
    assertSettled(Activation.RELU, -z, 0, 0);
    assertSettled(Activation.LEAKY_RELU, z, z, 1);
    assertSettled(Activation.LEAKY_RELU, -z, -0.01f * z, 0.01f);
    assertSettled(Activation.ELU, z, z, 1);
    assertSettled(Activation.ELU, -z, -1, 0);
    assertSettled(Activation.GELU, z, z, 1);
    assertSettled(Activation.GELU, -z, 0, 0);
    assertSettled(Activation.SILU, z, z, 1);
    assertSettled(Activation.SILU, -z, 0, 0);
  }

  private static void assertSettled(Activation f, float z, float value, float slope) {
    float[] y = new float[1];
    float[] dz = new float[1];
    ScalarKernels.INSTANCE.activate(f, 1, new float[] {z}, 0, y, 0);
    ScalarKernels.INSTANCE.activationGradient(
        f, 1, new float[] {z}, 0, y, 0, new float[] {1}, 0, dz, 0);
    // A tolerance of 0 takes -0 for 0.
    assertEquals(value, y[0], 0f, () -> f + "(" + z + ")");
    assertEquals(slope, dz[0], 0f, () -> f + "'(" + z + ")");
  }

  @ParameterizedTest
  @EnumSource
  void notANumberComesOutAsItWentIn(Activation f) {
    float[] y = new float[1];
    ScalarKernels.INSTANCE.activate(f, 1, new float[] {Float.NaN}, 0, y, 0);
    assertEquals(Float.NaN, y[0]);
  }
}
