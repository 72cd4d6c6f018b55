package dev.layerwise.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec.BatchNorm;
import dev.layerwise.nn.LayerSpec.Dense;
import dev.layerwise.nn.LayerSpec.Dropout;
import dev.layerwise.nn.LayerSpec.Pointwise;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.reference.MiniBatch;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final NetworkSpec SPEC =
      new NetworkSpec(
          4,
          3,
          List.of(
              new Dense(6, Initializer.HE, 0.5),
              new Pointwise(Activation.RELU),
              BatchNorm.DEFAULT,
              new Dropout(0.25),
              new Dense(3, Initializer.GLOROT, 0)),
          Loss.SOFTMAX_CROSS_ENTROPY,
          L2Scaling.BATCH);

  private static Network network() {
    Network network = new Network(SPEC, ScalarKernels.INSTANCE);
    network.initialize(1);
    network.prepare(8);
    return network;
  }

  @Test
  void tensorsAreNamedByLayer() {
    assertEquals(
        List.of(
            "layers.0.weight",
            "layers.0.bias",
            "layers.2.weight",
            "layers.2.bias",
            "layers.2.running_mean",
            "layers.2.running_var",
            "layers.4.weight",
            "layers.4.bias"),
        List.copyOf(network().tensors().keySet()));
    assertEquals(4 * 6 + 6 + 6 + 6 + 6 * 3 + 3, network().parameterCount());
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    MiniBatch batch = MiniBatch.random(8, 4, 3, 1);
    float[][] runs = new float[3][];
    for (int run = 0; run < 3; run++) {
      Network network = network();
      network.initialize(run == 2 ? 2 : 1);
      network.loss(network.forward(batch.x(), 5), batch.labels(), 0);
      network.backward();
      runs[run] = network.parameters().getFirst().gradient().data().clone();
    }
    assertArrayEquals(runs[0], runs[1]);
    assertFalse(Arrays.equals(runs[0], runs[2]));
  }

  @Test
  void theLastSmallerMiniBatchIsAsGoodAsANetworkOfThatSize() {
    MiniBatch small = MiniBatch.random(3, 4, 3, 2);
    MiniBatch large = MiniBatch.random(8, 4, 3, 1);
    Network used = network();
    used.loss(used.forward(large.x(), 5), large.labels(), 0);
    used.backward();
    Network fresh = network();
    fresh.prepare(3);

    double usedLoss = used.loss(used.forward(small.x(), 6), small.labels(), 0);
    double freshLoss = fresh.loss(fresh.forward(small.x(), 6), small.labels(), 0);
    used.backward();
    fresh.backward();

    assertEquals(freshLoss, usedLoss);
    for (int i = 0; i < used.parameters().size(); i++) {
      assertArrayEquals(
          fresh.parameters().get(i).gradient().data(), used.parameters().get(i).gradient().data());
    }
  }

  @Test
  void labelsAreReadFromTheirOffset() {
    MiniBatch batch = MiniBatch.random(8, 4, 3, 1);
    int[] shifted = new int[13];
    Arrays.fill(shifted, 1);
    System.arraycopy(batch.labels(), 0, shifted, 5, 8);
    Network network = network();
    Matrix logits = network.forward(batch.x(), 5);

    double plain = network.loss(logits, batch.labels(), 0);
    network.backward();
    float[] gradient = network.parameters().getFirst().gradient().data().clone();

    assertEquals(plain, network.loss(network.forward(batch.x(), 5), shifted, 5));
    network.backward();
    assertArrayEquals(gradient, network.parameters().getFirst().gradient().data());
  }

  @Test
  void penaltiesReachWeightsAlone() {
    Network network = network();
    for (Parameter parameter : network.parameters()) {
      parameter.value().fill(2);
    }
    // One penalised layer of 24 weights: λ/2 · 24 · 2² divided by the rows.
    assertEquals(0.5 / 2 * 96 / 8, network.penalty(8), 1e-12);
    assertEquals(0.5 / 2 * 96 / 3, network.penalty(3), 1e-12);
  }

  @Test
  void inferenceServesAnyNumberOfRows() {
    Network network = network();
    MiniBatch batch = MiniBatch.random(8, 4, 3, 1);
    network.forward(batch.x(), 5);
    network.updateRunningStatistics();
    Inference inference = new Inference(network, 8);
    float[] together = inference.logits(batch.x()).copy().data();

    for (int i = 0; i < 8; i++) {
      Matrix row = new Matrix(1, 4);
      System.arraycopy(batch.x().data(), 4 * i, row.data(), 0, 4);
      Matrix logits = inference.logits(row);
      assertEquals(1, logits.rows());
      assertArrayEquals(
          Arrays.copyOfRange(together, 3 * i, 3 * i + 3), Arrays.copyOf(logits.data(), 3));
    }
  }

  @Test
  void inferenceLeavesItsInputAloneWhateverTheFirstLayer() {
    NetworkSpec spec =
        new NetworkSpec(
            4,
            3,
            List.of(
                new Pointwise(Activation.RELU), BatchNorm.DEFAULT, new Dense(3, Initializer.HE, 0)),
            Loss.SOFTMAX_CROSS_ENTROPY,
            L2Scaling.BATCH);
    MiniBatch batch = MiniBatch.random(8, 4, 3, 1);
    float[] before = batch.x().data().clone();
    new Inference(new Network(spec, ScalarKernels.INSTANCE), 8).logits(batch.x());
    assertArrayEquals(before, batch.x().data());
  }

  @Test
  void oneNaNAnywhereIsSeen() {
    for (Matrix tensor : network().tensors().values()) {
      assertTrue(Float.isFinite(tensor.data()[0]));
    }
    for (String name : network().tensors().keySet()) {
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        Network network = network();
        assertTrue(network.isFinite());
        float[] data = network.tensors().get(name).data();
        data[data.length - 1] = bad;
        assertFalse(network.isFinite(), name);
      }
    }
  }
}
