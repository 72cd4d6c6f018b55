package dev.layerwise.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.LayerSpec.Pointwise;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.reference.ReferenceNetwork;
import dev.layerwise.tensor.Matrix;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * One step of gradient descent that can be followed with pencil and paper.
 *
 * <p>A network 2-2-2 with ReLU and softmax cross-entropy, λ = 0.1 scaled per example, a mini-batch
 * of m = 2 examples, learning rate η = 0.5:
 *
 * <pre>
 * x  = [ 1  2 ]   labels 1   W1 = [ 0.5  -1   ]   b1 = [ 0  0.5 ]   W2 = [ 1   -1 ]   b2 = [ 0  0 ]
 *      [-1  1 ]          0        [ 0.25  0.5 ]                          [ 0.5  1 ]
 *
 * Forward
 *   z1 = x W1 + b1 = [  1·0.5 + 2·0.25 + 0   1·(-1) + 2·0.5 + 0.5 ] = [  1     0.5 ]
 *                    [ -1·0.5 + 1·0.25 + 0   1      + 1·0.5 + 0.5 ]   [ -0.25  2   ]
 *   a  = max(0, z1) = [ 1  0.5 ]
 *                     [ 0  2   ]
 *   z2 = a W2 + b2  = [ 1 + 0.25  -1 + 0.5 ] = [ 1.25  -0.5 ]
 *                     [ 0 + 1      0 + 2   ]   [ 1      2   ]
 *   p  = softmax(z2) = [ 0.851953  0.148047 ]    since 1 / (1 + e^-1.75) = 0.851953
 *                      [ 0.268941  0.731059 ]    and   1 / (1 + e^1)     = 0.268941
 *
 * Objective
 *   losses   -ln 0.148047 = 1.910224 and -ln 0.268941 = 1.313262; their mean is 1.611743
 *   penalty  λ/(2m) (‖W1‖² + ‖W2‖²) = 0.1/4 · (1.5625 + 3.25) = 0.120313
 *   J        1.611743 + 0.120313 = 1.732055
 *
 * Backward, with 1/m inside dz2
 *   dz2 = (p - onehot) / 2 = [  0.425976  -0.425976 ]
 *                            [ -0.365529   0.365529 ]
 *   dW2 = aᵀ dz2 + λ/m W2 = [  0.425976  -0.425976 ] + [ 0.05   -0.05 ] = [  0.475976  -0.475976 ]
 *                           [ -0.518070   0.518070 ]   [ 0.025   0.05 ]   [ -0.493070   0.568070 ]
 *   db2 = column sums of dz2 = [ 0.060447  -0.060447 ]
 *   da  = dz2 W2ᵀ = [  0.851953  -0.212988 ]
 *                   [ -0.731059   0.182765 ]
 *   dz1 = da where z1 &gt; 0 = [ 0.851953  -0.212988 ]
 *                            [ 0          0.182765 ]
 *   dW1 = xᵀ dz1 + λ/m W1 = [ 0.851953  -0.395753 ] + [ 0.025   -0.05  ] = [ 0.876953  -0.445753 ]
 *                           [ 1.703906  -0.243212 ]   [ 0.0125   0.025 ]   [ 1.716406  -0.218212 ]
 *   db1 = column sums of dz1 = [ 0.851953  -0.030224 ]
 *
 * Update, w ← w - 0.5 dw
 *   W1 = [  0.061524  -0.777124 ]   b1 = [ -0.425976  0.515112 ]
 *        [ -0.608203   0.609106 ]
 *   W2 = [  0.762012  -0.762012 ]   b2 = [ -0.030224  0.030224 ]
 *        [  0.746535   0.715965 ]
 * </pre>
 */
class WorkedStepTest {
  private static final double ROUNDED = 1e-6;

  private static final int[] LABELS = {1, 0};
  private final Matrix x = Matrix.wrap(2, 2, 1, 2, -1, 1);
  private final Network network =
      new Network(
          new NetworkSpec(
              2,
              2,
              List.of(
                  new Dense(2, Initializer.HE, 0.1),
                  new Pointwise(Activation.RELU),
                  new Dense(2, Initializer.HE, 0.1)),
              Loss.SOFTMAX_CROSS_ENTROPY,
              L2Scaling.BATCH),
          ScalarKernels.INSTANCE);

  WorkedStepTest() {
    set("layers.0.weight", 0.5f, -1, 0.25f, 0.5f);
    set("layers.0.bias", 0, 0.5f);
    set("layers.2.weight", 1, -1, 0.5f, 1);
    set("layers.2.bias", 0, 0);
    network.prepare(2);
  }

  private void set(String name, float... values) {
    System.arraycopy(values, 0, network.tensors().get(name).data(), 0, values.length);
  }

  @Test
  void theEngineTakesTheStep() {
    Matrix logits = network.forward(x, 0);
    assertNumbers(network.layers().get(0).output(), 1, 0.5, -0.25, 2);
    assertNumbers(network.layers().get(1).output(), 1, 0.5, 0, 2);
    assertNumbers(logits, 1.25, -0.5, 1, 2);

    assertEquals(1.910224 + 1.313262, network.loss(logits, LABELS, 0), 2 * ROUNDED);
    assertEquals(0.120313, network.penalty(2), ROUNDED);

    network.backward();
    assertNumbers(gradient(2), 0.475976, -0.475976, -0.493070, 0.568070);
    assertNumbers(gradient(3), 0.060447, -0.060447);
    assertNumbers(gradient(0), 0.876953, -0.445753, 1.716406, -0.218212);
    assertNumbers(gradient(1), 0.851953, -0.030224);

    new Optimizer(new OptimizerSpec.Sgd(), network.parameters(), network.kernels()).step(0.5);
    assertNumbers(value(0), 0.061524, -0.777124, -0.608203, 0.609106);
    assertNumbers(value(1), -0.425976, 0.515112);
    assertNumbers(value(2), 0.762012, -0.762012, 0.746535, 0.715965);
    assertNumbers(value(3), -0.030224, 0.030224);
  }

  @Test
  void theReferenceFindsTheSameNumbers() {
    ReferenceNetwork reference = ReferenceNetwork.copyOf(network);
    double[][] logits = reference.forward(ReferenceNetwork.toDouble(x));
    reference.backward(logits, LABELS);

    assertNumbers(logits, 1.25, -0.5, 1, 2);
    assertEquals(1.611743, reference.meanLoss(logits, LABELS), ROUNDED);
    assertEquals(0.120313, reference.penalty(2), ROUNDED);
    assertEquals(1.732055, reference.objective(logits, LABELS), ROUNDED);
    assertNumbers(reference.gradient("layers.0.weight"), 0.876953, -0.445753, 1.716406, -0.218212);
    assertNumbers(reference.gradient("layers.0.bias"), 0.851953, -0.030224);
    assertNumbers(reference.gradient("layers.2.weight"), 0.475976, -0.475976, -0.493070, 0.568070);
    assertNumbers(reference.gradient("layers.2.bias"), 0.060447, -0.060447);
  }

  private Matrix gradient(int parameter) {
    return network.parameters().get(parameter).gradient();
  }

  private Matrix value(int parameter) {
    return network.parameters().get(parameter).value();
  }

  private static void assertNumbers(Matrix actual, double... expected) {
    assertNumbers(ReferenceNetwork.toDouble(actual), expected);
  }

  private static void assertNumbers(double[][] actual, double... expected) {
    int columns = actual[0].length;
    assertEquals(expected.length, actual.length * columns);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i / columns][i % columns], ROUNDED, "element " + i);
    }
  }
}
