package dev.layerwise.model;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Features;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Sparsity;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.GradientClipping;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.reference.MiniBatch;
import dev.layerwise.tensor.Matrix;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A step that has been taken before allocates nothing: the counter of the thread stands still. */
class SteadyStateAllocationTest {
  private static final int STEPS = 200;
  private static final int BATCH = 64;

  /**
   * What the measurement itself may cost. One object a step, the smallest there is, would be 3,200
   * bytes; a copied mini-batch a thousand times as much.
   */
  private static final long ALLOWED = 1_000;

  static Stream<Arguments> trainings() {
    List<Arguments> trainings = new ArrayList<>();
    Stream.of(ScalarKernels.INSTANCE, KernelSelection.select(KernelSelection.AUTOMATIC).kernels())
        .distinct()
        .forEach(kernels -> {
          for (Loss loss : Loss.values()) {
            for (OptimizerSpec optimizer :
                List.of(
                    new OptimizerSpec.Sgd(),
                    new OptimizerSpec.Momentum(0.9),
                    new OptimizerSpec.Nesterov(0.9))) {
              String name =
                  kernels.name() + ", " + loss + ", " + optimizer.getClass().getSimpleName();
              trainings.add(argumentSet(name, loss, optimizer, kernels));
            }
          }
        });
    return trainings.stream();
  }

  @ParameterizedTest
  @MethodSource("trainings")
  void stepsAllocateNothing(Loss loss, OptimizerSpec spec, Kernels kernels) throws Throwable {
    MethodHandle allocatedBytes = counter();
    assumeTrue(
        (long) allocatedBytes.invoke() >= 0,
        "this Java machine does not count what a thread allocates");
    Network network = new Network(everything(loss), kernels);
    network.initialize(1);
    network.prepare(BATCH);
    Optimizer optimizer = new Optimizer(spec, network.parameters(), kernels);
    MiniBatch full = MiniBatch.random(BATCH, 30, 4, 1);
    MiniBatch last = MiniBatch.random(BATCH / 3, 30, 4, 2);
    // The first rounds load classes, and let the compiler see which objects never leave a method.
    long fewest = Long.MAX_VALUE;
    double sum = 0;
    for (int round = 0; round < 60 && fewest > ALLOWED; round++) {
      long before = (long) allocatedBytes.invoke();
      sum = train(network, optimizer, full, last);
      fewest = Math.min(fewest, (long) allocatedBytes.invoke() - before);
    }

    assertTrue(Double.isFinite(sum), "a training that diverges measures nothing");
    assertTrue(fewest <= ALLOWED, fewest + " bytes in " + STEPS + " steps");
  }

  /**
   * The pass that trainings use, on one thread, with inputs that are mostly zero and without, moved
   * and as they are.
   */
  @ParameterizedTest
  @CsvSource({"0,0", "0.8,0", "0,1", "0.8,1"})
  void trainingPassesAllocateNothing(double zeros, int shift) throws Throwable {
    MethodHandle allocatedBytes = counter();
    assumeTrue(
        (long) allocatedBytes.invoke() >= 0,
        "this Java machine does not count what a thread allocates");
    Kernels kernels = KernelSelection.select(KernelSelection.AUTOMATIC).kernels();
    Network network = new Network(everything(Loss.SOFTMAX_CROSS_ENTROPY), kernels);
    network.initialize(1);
    SplittableRandom random = new SplittableRandom(3);
    int n = 5 * BATCH / 2;
    byte[] pixels = new byte[n * 30];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (random.nextDouble() < zeros ? 0 : random.nextInt(256));
    }
    int[] labels = random.ints(n, 0, 4).toArray();
    int[] rows = IntStream.range(0, n).toArray();
    Features features = new ByteFeatures(n, 30, pixels);
    Scaling scaling = Scaling.fit(Scaling.Kind.UNIT, features);
    MiniBatches batches =
        new MiniBatches(
            new Examples(features, labels, rows, new ImageShape(5, 6)),
            scaling,
            BATCH,
            true,
            shift,
            1,
            kernels,
            Sparsity.HALVES);
    Optimizer optimizer =
        new Optimizer(new OptimizerSpec.Momentum(0.9), network.parameters(), kernels);
    TrainingPass pass = new TrainingPass(network, batches, optimizer, BATCH);
    batches.beginEpoch(0);
    long fewest = Long.MAX_VALUE;
    double sum = 0;
    for (int round = 0; round < 60 && fewest > ALLOWED; round++) {
      long before = (long) allocatedBytes.invoke();
      sum = 0;
      for (int step = 0; step < STEPS; step++) {
        sum += pass.compute(step % batches.perEpoch(), RandomStream.advance(1, step));
        pass.gradientsAndUpdate(0.001, step % 8 == 0);
        network.updateRunningStatistics();
      }
      fewest = Math.min(fewest, (long) allocatedBytes.invoke() - before);
    }

    assertTrue(Double.isFinite(sum), "a training that diverges measures nothing");
    assertTrue(fewest <= ALLOWED, fewest + " bytes in " + STEPS + " steps");
  }

  /**
   * {@code com.sun.management.ThreadMXBean.getCurrentThreadAllocatedBytes}. By reflection, since
   * the module of core needs no management and does not read it.
   */
  private static MethodHandle counter() throws ReflectiveOperationException {
    Object bean =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    Method method =
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes");
    return MethodHandles.publicLookup().unreflect(method).bindTo(bean);
  }

  private static NetworkSpec everything(Loss loss) {
    List<LayerSpec> layers = new ArrayList<>();
    for (Activation function : Activation.values()) {
      layers.add(new LayerSpec.Dense(8, Initializer.HE, 0.01));
      layers.add(LayerSpec.BatchNorm.DEFAULT);
      layers.add(new LayerSpec.Pointwise(function));
      layers.add(new LayerSpec.Dropout(0.2));
    }
    layers.add(new LayerSpec.Dense(4, Initializer.GLOROT, 0));
    return new NetworkSpec(30, 4, layers, loss, L2Scaling.BATCH);
  }

  private static double train(
      Network network, Optimizer optimizer, MiniBatch full, MiniBatch last) {
    double sum = 0;
    long origin = 1;
    for (int step = 0; step < STEPS; step++) {
      MiniBatch batch = step % 5 == 4 ? last : full;
      Matrix logits = network.forward(batch.x(), RandomStream.advance(origin, step));
      sum += network.loss(logits, batch.labels(), 0) + network.penalty(logits.rows());
      network.backward();
      GradientClipping.clip(network.parameters(), 1, network.kernels());
      optimizer.step(0.001);
      network.updateRunningStatistics();
    }
    return sum;
  }
}
