package dev.layerwise.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.tensor.Matrix;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LossTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final double LN2 = Math.log(2);

  static Stream<Kernels> kernels() {
    return Stream.of(
            ScalarKernels.INSTANCE, KernelSelection.select(KernelSelection.AUTOMATIC).kernels())
        .distinct();
  }

  /** The loss of one example; the gradient is left in {@code gradient}. */
  private static double loss(Kernels kernels, Loss loss, int label, Matrix gradient, float... z) {
    return loss.sum(kernels, Matrix.wrap(1, z.length, z), new int[] {label}, 0, gradient);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmaxOfHugeLogits(Kernels kernels) {
    Loss softmax = Loss.SOFTMAX_CROSS_ENTROPY;
    Matrix g = new Matrix(1, 2);

    assertEquals(0, loss(kernels, softmax, 0, g, 1e4f, -1e4f));
    assertArrayEquals(new float[] {0, 0}, g.data());
    assertEquals(2e4, loss(kernels, softmax, 1, g, 1e4f, -1e4f));
    assertArrayEquals(new float[] {1, -1}, g.data());
    assertEquals(
        2.0 * Float.MAX_VALUE, loss(kernels, softmax, 1, g, Float.MAX_VALUE, -Float.MAX_VALUE));
    assertArrayEquals(new float[] {1, -1}, g.data());

    // Equal logits leave log 2, however large they are: nothing of it may drown in them.
    for (float z : new float[] {0, 1e4f, -1e4f, 1e30f, -1e30f}) {
      assertEquals(LN2, loss(kernels, softmax, 0, g, z, z), 1e-7, "logits " + z);
      assertArrayEquals(new float[] {-0.5f, 0.5f}, g.data(), 1e-7f);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmaxOfMinusInfinityIsAnImpossibleClass(Kernels kernels) {
    Loss softmax = Loss.SOFTMAX_CROSS_ENTROPY;
    Matrix g = new Matrix(1, 3);

    assertEquals(LN2, loss(kernels, softmax, 0, g, 3, 3, -INFINITY), 1e-7);
    assertArrayEquals(new float[] {-0.5f, 0.5f, 0}, g.data(), 1e-7f);
    assertEquals(INFINITY, loss(kernels, softmax, 2, g, 3, 3, -INFINITY));
    assertArrayEquals(new float[] {0.5f, 0.5f, -1}, g.data(), 1e-7f);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void softmaxWithoutALargestFiniteLogitIsNotANumber(Kernels kernels) {
    Loss softmax = Loss.SOFTMAX_CROSS_ENTROPY;
    Matrix g = new Matrix(1, 2);

    assertEquals(Double.NaN, loss(kernels, softmax, 0, g, INFINITY, 0));
    assertEquals(Double.NaN, loss(kernels, softmax, 0, g, -INFINITY, -INFINITY));
    assertEquals(Double.NaN, loss(kernels, softmax, 0, g, 0, Float.NaN));
    assertTrue(Float.isNaN(g.data()[0]) && Float.isNaN(g.data()[1]));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void logisticUnitOfHugeLogits(Kernels kernels) {
    Loss sigmoid = Loss.SIGMOID_CROSS_ENTROPY;
    Matrix g = new Matrix(1, 1);

    assertEquals(LN2, loss(kernels, sigmoid, 1, g, 0), 1e-7);
    assertEquals(-0.5f, g.data()[0]);
    for (float z : new float[] {1e4f, Float.MAX_VALUE, INFINITY}) {
      assertEquals(0, loss(kernels, sigmoid, 1, g, z), "right, logit " + z);
      assertEquals(0, g.data()[0], 0f);
      assertEquals(z, loss(kernels, sigmoid, 0, g, z), "wrong, logit " + z);
      assertEquals(1, g.data()[0]);
      assertEquals(0, loss(kernels, sigmoid, 0, g, -z), "right, logit " + -z);
      assertEquals(0, g.data()[0], 0f);
      assertEquals(z, loss(kernels, sigmoid, 1, g, -z), "wrong, logit " + -z);
      assertEquals(-1, g.data()[0]);
    }
    assertEquals(Double.NaN, loss(kernels, sigmoid, 0, g, Float.NaN));
    assertEquals(Float.NaN, g.data()[0]);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void smallProbabilitiesKeepTheirDigits(Kernels kernels) {
    Matrix g = new Matrix(1, 1);
    // -log sigmoid(20) = log(1 + e^-20) = 2.061e-9: a sigmoid taken first would round it to 0.
    assertEquals(2.061153620e-9, loss(kernels, Loss.SIGMOID_CROSS_ENTROPY, 1, g, 20), 1e-15);
    assertEquals(
        2.061153620e-9,
        loss(kernels, Loss.SOFTMAX_CROSS_ENTROPY, 0, new Matrix(1, 2), 20, 0),
        1e-14);
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void squaredErrorOfHugeOutputs(Kernels kernels) {
    Loss squared = Loss.MEAN_SQUARED_ERROR;
    Matrix g = new Matrix(1, 2);

    assertEquals((1e8 + 1) / 2, loss(kernels, squared, 1, g, 1e4f, 0), 0);
    assertArrayEquals(new float[] {1e4f, -1}, g.data());
    // The square has no place in a float; in a double it has.
    assertEquals(1e60 / 2, loss(kernels, squared, 1, g, 1e30f, 1), 1e54);
    assertEquals(INFINITY, loss(kernels, squared, 1, g, -INFINITY, 0));
    assertEquals(Double.NaN, loss(kernels, squared, 1, g, Float.NaN, 0));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void oneAgainstTheRestAddsUpTheUnits(Kernels kernels) {
    Matrix g = new Matrix(1, 3);
    Loss sigmoid = Loss.SIGMOID_CROSS_ENTROPY;

    assertEquals(3 * LN2, loss(kernels, sigmoid, 1, g, 0, 0, 0), 1e-6);
    assertArrayEquals(new float[] {0.5f, -0.5f, 0.5f}, g.data());
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void labelsAreReadFromTheirOffsetAndGradientsAreThoseOfTheMean(Kernels kernels) {
    float[] z = {1, -2, 0.5f, 0, 3, -1};
    int[] labels = {2, 1, 0, 2, 1};
    for (Loss loss : Loss.values()) {
      Matrix together = new Matrix(2, 3);
      double sum = loss.sum(kernels, Matrix.wrap(2, 3, z), labels, 2, together);

      Matrix first = new Matrix(1, 3);
      Matrix second = new Matrix(1, 3);
      double apart = loss(kernels, loss, 0, first, 1, -2, 0.5f);
      apart += loss(kernels, loss, 2, second, 0, 3, -1);

      assertEquals(apart, sum, 1e-6 * apart);
      for (int j = 0; j < 3; j++) {
        assertEquals(first.get(0, j) / 2, together.get(0, j), 1e-7);
        assertEquals(second.get(0, j) / 2, together.get(1, j), 1e-7);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void theGradientMayReplaceTheLogits(Kernels kernels) {
    int[] labels = {2, 0};
    for (Loss loss : Loss.values()) {
      Matrix logits = Matrix.wrap(2, 3, 1, -2, 0.5f, 0, 3, -1);
      Matrix gradient = new Matrix(2, 3);
      double apart = loss.sum(kernels, logits, labels, 0, gradient);
      double inPlace = loss.sum(kernels, logits, labels, 0, logits);

      assertEquals(apart, inPlace);
      assertArrayEquals(gradient.data(), logits.data());
    }
  }

  @Test
  void predictionsAreTheLargestLogitTheFirstOfEquals() {
    Matrix logits = Matrix.wrap(3, 3, 1, 3, 2, 5, 5, 4, -3, -2, -1);
    assertEquals(1, Loss.SOFTMAX_CROSS_ENTROPY.predictedClass(logits, 0));
    assertEquals(0, Loss.SOFTMAX_CROSS_ENTROPY.predictedClass(logits, 1));
    assertEquals(2, Loss.SOFTMAX_CROSS_ENTROPY.predictedClass(logits, 2));
    assertEquals(
        2,
        Loss.SOFTMAX_CROSS_ENTROPY.countCorrect(
            ScalarKernels.INSTANCE, logits, new int[] {9, 1, 1, 2}, 1));
  }

  @Test
  void aSingleOutputHasABoundary() {
    Matrix outputs = Matrix.wrap(3, 1, 0.2f, 0.7f, -0.1f);
    assertEquals(1, Loss.SIGMOID_CROSS_ENTROPY.predictedClass(outputs, 0));
    assertEquals(0, Loss.SIGMOID_CROSS_ENTROPY.predictedClass(outputs, 2));
    assertEquals(0, Loss.MEAN_SQUARED_ERROR.predictedClass(outputs, 0));
    assertEquals(1, Loss.MEAN_SQUARED_ERROR.predictedClass(outputs, 1));
  }

  @Test
  void aRowWithNaNIsNeverCorrect() {
    float nan = Float.NaN;
    Matrix three = Matrix.wrap(4, 3, nan, 1, 2, 1, nan, 2, 1, 2, nan, nan, nan, nan);
    Matrix one = Matrix.wrap(1, 1, nan);
    for (Loss loss : Loss.values()) {
      for (int label = 0; label < 3; label++) {
        assertEquals(
            0,
            loss.countCorrect(
                ScalarKernels.INSTANCE, three, new int[] {label, label, label, label}, 0));
      }
    }
    for (int label = 0; label < 2; label++) {
      assertEquals(
          0,
          Loss.SIGMOID_CROSS_ENTROPY.countCorrect(
              ScalarKernels.INSTANCE, one, new int[] {label}, 0));
      assertEquals(
          0,
          Loss.MEAN_SQUARED_ERROR.countCorrect(ScalarKernels.INSTANCE, one, new int[] {label}, 0));
    }
  }

  @Test
  void outputsForClasses() {
    assertEquals(2, Loss.SOFTMAX_CROSS_ENTROPY.outputs(2));
    assertEquals(1, Loss.SIGMOID_CROSS_ENTROPY.outputs(2));
    assertEquals(1, Loss.MEAN_SQUARED_ERROR.outputs(2));
    assertEquals(3, Loss.SIGMOID_CROSS_ENTROPY.outputs(3));
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void scoresAreProbabilities(Kernels kernels) {
    Matrix scores = new Matrix(2, 3);
    Matrix logits = Matrix.wrap(2, 3, 1e4f, 0, -1e4f, 0, 0, 0);
    Loss.SOFTMAX_CROSS_ENTROPY.scores(kernels, logits, scores);
    assertArrayEquals(new float[] {1, 0, 0, 1 / 3f, 1 / 3f, 1 / 3f}, scores.data(), 1e-7f);

    Matrix two = new Matrix(2, 2);
    Loss.SIGMOID_CROSS_ENTROPY.scores(kernels, Matrix.wrap(2, 1, 0, 1e4f), two);
    assertArrayEquals(new float[] {0.5f, 0.5f, 0, 1}, two.data());
    Loss.MEAN_SQUARED_ERROR.scores(kernels, Matrix.wrap(2, 1, 0.25f, 1.5f), two);
    assertArrayEquals(new float[] {0.75f, 0.25f, -0.5f, 1.5f}, two.data());
  }
}
