package dev.layerwise.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.tensor.Matrix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole trainings against an implementation in NumPy that shares no code with this one; see {@code
 * trainings.py} beside the golden values.
 *
 * <p>Single precision differs from double by rounding alone as long as a training is not chaotic;
 * these were chosen to move without being so.
 */
class GoldenTrainingTest {
  private static final int[] HIDDEN = {20, 7, 5};
  private static final int CLASSES = 10;
  private static final int BATCH = 64;

  /** The largest relative error of a loss, and of a tensor in the Euclidean norm. */
  private static final double LOSS_BOUND = 1e-4;

  private static final double TENSOR_BOUND = 1e-3;

  private record Training(
      String name,
      Activation activation,
      boolean batchNorm,
      double l2,
      OptimizerSpec optimizer,
      double learningRate) {}

  static Stream<Arguments> trainings() {
    OptimizerSpec sgd = new OptimizerSpec.Sgd();
    OptimizerSpec momentum = new OptimizerSpec.Momentum(0.9);
    List<Arguments> trainings = new ArrayList<>();
    for (Kernels kernels :
        Stream.of(
                ScalarKernels.INSTANCE, KernelSelection.select(KernelSelection.AUTOMATIC).kernels())
            .distinct()
            .toList()) {
      for (Training training :
          List.of(
              new Training("plain", Activation.RELU, false, 0, sgd, 0.034),
              new Training("batch-norm", Activation.RELU, true, 0, sgd, 0.021),
              new Training("l2", Activation.RELU, false, 2, sgd, 0.025),
              new Training("momentum", Activation.RELU, false, 0, momentum, 0.005),
              new Training("sigmoid", Activation.SIGMOID, false, 0, sgd, 0.7))) {
        trainings.add(argumentSet(training.name + ", " + kernels.name(), training, kernels));
      }
    }
    return trainings.stream();
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void everyLossAndTheFinalTensorsAgree(Training training, Kernels kernels) throws IOException {
    Map<String, double[]> golden = GoldenTrainings.arrays();
    double[] expected = GoldenTrainings.array(golden, training.name + "/losses");
    Network network = new Network(spec(training), kernels);
    GoldenTrainings.initialise(network);
    GoldenTrainings.assertSameExamples();

    double[] losses = train(network, training, expected.length);

    for (int step = 0; step < losses.length; step++) {
      double error = Math.abs(losses[step] - expected[step]) / expected[step];
      assertTrue(
          error <= LOSS_BOUND,
          "step " + step + ": loss " + losses[step] + ", NumPy has " + expected[step]);
    }
    assertTrue(losses[losses.length - 1] < 0.8 * losses[0], "the training has moved");
    for (Map.Entry<String, Matrix> tensor : network.tensors().entrySet()) {
      double[] value = GoldenTrainings.array(golden, training.name + "/" + tensor.getKey());
      double error = relativeError(tensor.getValue(), value);
      assertTrue(error <= TENSOR_BOUND, tensor.getKey() + " is off by " + error);
    }
    long arrays = golden.keySet().stream().filter(n -> n.startsWith(training.name + "/")).count();
    assertEquals(network.tensors().size() + 1, arrays, "every golden array was compared");
  }

  private static NetworkSpec spec(Training training) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int units : HIDDEN) {
      layers.add(new LayerSpec.Dense(units, Initializer.HE, training.l2));
      layers.add(new LayerSpec.Pointwise(training.activation));
      if (training.batchNorm) {
        layers.add(LayerSpec.BatchNorm.DEFAULT);
      }
    }
    layers.add(new LayerSpec.Dense(CLASSES, Initializer.HE, training.l2));
    return new NetworkSpec(
        GoldenTrainings.INPUTS, CLASSES, layers, Loss.SOFTMAX_CROSS_ENTROPY, L2Scaling.BATCH);
  }

  private static double[] train(Network network, Training training, int steps) {
    Optimizer optimizer =
        new Optimizer(training.optimizer, network.parameters(), network.kernels());
    GoldenTrainings.MiniBatches batches = new GoldenTrainings.MiniBatches(BATCH);
    network.prepare(BATCH);
    double[] losses = new double[steps];
    for (int step = 0; step < steps; step++) {
      batches.next();
      Matrix logits = network.forward(batches.x(), 0);
      losses[step] = network.loss(logits, batches.labels(), 0) / BATCH;
      network.backward();
      optimizer.step(training.learningRate);
      network.updateRunningStatistics();
    }
    return losses;
  }

  private static double relativeError(Matrix actual, double[] expected) {
    assertEquals(expected.length, actual.size());
    double difference = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      double error = actual.data()[i] - expected[i];
      difference += error * error;
      size += expected[i] * expected[i];
    }
    return Math.sqrt(difference / size);
  }
}
