package dev.layerwise.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.tensor.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that a float holds exactly, so that the rules can be followed by hand. */
class OptimizerTest {
  private final Parameter w = new Parameter("w", 1, 2, true);
  private final Parameter b = new Parameter("b", 1, 1, false);

  private Optimizer optimizer(OptimizerSpec spec) {
    w.value().data()[0] = 1;
    w.value().data()[1] = -2;
    b.value().data()[0] = 4;
    return new Optimizer(spec, List.of(w, b), ScalarKernels.INSTANCE);
  }

  private void gradients(float w0, float w1, float b0) {
    w.gradient().data()[0] = w0;
    w.gradient().data()[1] = w1;
    b.gradient().data()[0] = b0;
  }

  private void assertValues(float w0, float w1, float b0) {
    assertArrayEquals(new float[] {w0, w1}, w.value().data());
    assertArrayEquals(new float[] {b0}, b.value().data());
  }

  @Test
  void sgdGoesDownTheGradient() {
    Optimizer sgd = optimizer(new OptimizerSpec.Sgd());
    gradients(2, -4, 8);
    sgd.step(0.5);
    assertValues(0, 0, 0);
    sgd.step(0.25);
    assertValues(-0.5f, 1, -2);
    assertTrue(sgd.velocities().isEmpty());
  }

  @Test
  void momentumKeepsOnRolling() {
    Optimizer momentum = optimizer(new OptimizerSpec.Momentum(0.5));
    gradients(2, -4, 8);
    momentum.step(0.5); // v = -0.5 g
    assertValues(0, 0, 0);
    momentum.step(0.5); // v = -0.25 g - 0.5 g
    assertValues(-1.5f, 3, -6);
    gradients(0, 0, 0);
    momentum.step(0.5); // v = -0.375 g
    assertValues(-2.25f, 4.5f, -9);
    assertArrayEquals(new float[] {-0.75f, 1.5f}, momentum.velocities().get(0).data());
    assertArrayEquals(new float[] {-3}, momentum.velocities().get(1).data());
  }

  @Test
  void nesterovLooksAhead() {
    Optimizer nesterov = optimizer(new OptimizerSpec.Nesterov(0.5));
    gradients(2, -4, 8);
    nesterov.step(0.5); // v = -0.5 g, w moves by 0.5 v - 0.5 g = -0.75 g
    assertValues(-0.5f, 1, -2);
    nesterov.step(0.5); // v = -0.75 g, w moves by -0.875 g
    assertValues(-2.25f, 4.5f, -9);
    gradients(0, 0, 0);
    nesterov.step(0.5); // v = -0.375 g, w moves by -0.1875 g
    assertValues(-2.625f, 5.25f, -10.5f);
    assertArrayEquals(new float[] {-0.75f, 1.5f}, nesterov.velocities().get(0).data());
  }

  @Test
  void withoutMomentumAllRulesAreSgd() {
    for (OptimizerSpec spec :
        List.of(
            new OptimizerSpec.Sgd(),
            new OptimizerSpec.Momentum(0),
            new OptimizerSpec.Nesterov(0))) {
      Optimizer rule = optimizer(spec);
      gradients(2, -4, 8);
      rule.step(0.25);
      rule.step(0.25);
      assertValues(0, 0, 0);
    }
  }

  @Test
  void gradientsAreLeftAlone() {
    for (OptimizerSpec spec :
        List.of(
            new OptimizerSpec.Sgd(),
            new OptimizerSpec.Momentum(0.9),
            new OptimizerSpec.Nesterov(0.9))) {
      Optimizer rule = optimizer(spec);
      gradients(2, -4, 8);
      rule.step(0.1);
      assertArrayEquals(new float[] {2, -4}, w.gradient().data());
      assertArrayEquals(new float[] {8}, b.gradient().data());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 2, Double.NaN})
  void momentumOutsideItsRangeIsRefused(double momentum) {
    assertThrows(IllegalArgumentException.class, () -> new OptimizerSpec.Momentum(momentum));
    assertThrows(IllegalArgumentException.class, () -> new OptimizerSpec.Nesterov(momentum));
  }

  @Test
  void clippingShrinksToTheLimitAndKeepsTheDirection() {
    gradients(2, 3, -6);
    assertEquals(7, GradientClipping.norm(List.of(w, b), ScalarKernels.INSTANCE));
    assertEquals(7, GradientClipping.clip(List.of(w, b), 3.5, ScalarKernels.INSTANCE));
    assertArrayEquals(new float[] {1, 1.5f}, w.gradient().data());
    assertArrayEquals(new float[] {-3}, b.gradient().data());
    assertEquals(3.5, GradientClipping.norm(List.of(w, b), ScalarKernels.INSTANCE));
  }

  @Test
  void clippingLeavesWhatIsWithinTheLimit() {
    gradients(2, 3, -6);
    assertEquals(7, GradientClipping.clip(List.of(w, b), 7, ScalarKernels.INSTANCE));
    assertArrayEquals(new float[] {2, 3}, w.gradient().data());
    gradients(0, 0, 0);
    assertEquals(0, GradientClipping.clip(List.of(w, b), 1, ScalarKernels.INSTANCE));
    assertArrayEquals(new float[] {0, 0}, w.gradient().data());
  }

  @Test
  void clippingReportsWhatIsNotFinite() {
    gradients(Float.NaN, 3, -6);
    assertEquals(Double.NaN, GradientClipping.clip(List.of(w, b), 1, ScalarKernels.INSTANCE));
    gradients(Float.POSITIVE_INFINITY, 3, -6);
    assertEquals(
        Double.POSITIVE_INFINITY, GradientClipping.clip(List.of(w, b), 1, ScalarKernels.INSTANCE));
    // A square that no float could hold.
    gradients(1e30f, 0, 0);
    assertEquals(1e30, GradientClipping.clip(List.of(w, b), 1, ScalarKernels.INSTANCE), 1e24);
    assertEquals(1, w.gradient().data()[0], 1e-6);
  }
}
