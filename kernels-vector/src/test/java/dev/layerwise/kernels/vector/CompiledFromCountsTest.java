package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Examples;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.model.Network;
import dev.layerwise.model.TrainingPass;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.optim.OptimizerSpec;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A step allocates nothing in a JVM that compiles everything from the counts of its interpreter, as
 * any JVM compiles some methods. These counts hold what kinds of vectors a method of the Vector API
 * has met. Where there are two kinds, the compiler makes a way for either, and a loop over vectors
 * may keep them on the heap: hence the one kind of {@link Lanes#FLOATS}.
 */
class CompiledFromCountsTest {
  private static final String EVERYTHING = "everything";
  private static final int STEPS = 100;
  private static final int MOST_ROUNDS = 400;

  /** A vector of four floats in every step would be 3,200 bytes at least. */
  private static final long ALLOWED = 1_000;

  /**
   * Dense layers with ReLU, narrow and wide ones, trained by plain descent; or every kind of layer,
   * and momentum. Small mini-batches of standardised images keep their zeros.
   */
  @ParameterizedTest
  @CsvSource({
    "UNIT, 64, '20,7,5'",
    "UNIT, 64, '20'",
    "UNIT, 64, '32'",
    "UNIT, 64, '100,70'",
    "UNIT, 64, '150,100,70'",
    "UNIT, 64, " + EVERYTHING,
    "STANDARD, 16, '20,7,5'",
    "STANDARD, 16, '48'"
  })
  void stepsAllocateNothing(Scaling.Kind kind, int batch, String layers) throws Exception {
    String said =
        ChildJvm.run(
            List.of("--add-modules", "jdk.incubator.vector", "-XX:-TieredCompilation", "-Xmx256m"),
            Child.class,
            kind.name(),
            Integer.toString(batch),
            layers);
    assumeFalse(
        said.contains("-1 bytes"), "this Java machine does not count what a thread allocates");
    assertTrue(said.contains("nothing"), said);
  }

  /** What the child does: train until a round of steps allocates nothing. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Throwable {
      Scaling.Kind kind = Scaling.Kind.valueOf(args[0]);
      int batch = Integer.parseInt(args[1]);
      String layers = args[2];
      Dataset digits = Digits.training(10 * batch, 3);
      NetworkSpec spec =
          new NetworkSpec(
              digits.features().columns(),
              10,
              layers(layers),
              Loss.SOFTMAX_CROSS_ENTROPY,
              L2Scaling.NONE);
      Kernels kernels = new VectorKernels();
      Network network = new Network(spec, kernels);
      network.initialize(1);
      OptimizerSpec rule =
          layers.equals(EVERYTHING) ? new OptimizerSpec.Momentum(0.9) : new OptimizerSpec.Sgd();
      Optimizer optimizer = new Optimizer(rule, network.parameters(), kernels);
      Scaling scaling = Scaling.fit(kind, digits.features());
      MiniBatches batches =
          new MiniBatches(
              Examples.all(digits), scaling, batch, true, 1, kernels, network.sparsity(batch));
      TrainingPass pass = new TrainingPass(network, batches, optimizer, batch);
      batches.beginEpoch(0);
      MethodHandle allocatedBytes = counter();
      if ((long) allocatedBytes.invoke() < 0) {
        System.out.println("-1 bytes");
        return;
      }
      long fewest = Long.MAX_VALUE;
      for (int round = 0; round < MOST_ROUNDS && fewest > ALLOWED; round++) {
        long before = (long) allocatedBytes.invoke();
        for (int step = 0; step < STEPS; step++) {
          pass.compute(step % batches.perEpoch(), step);
          pass.gradientsAndUpdate(0.001, false);
          network.updateRunningStatistics();
        }
        fewest = Math.min(fewest, (long) allocatedBytes.invoke() - before);
      }
      System.out.println(fewest <= ALLOWED ? "nothing" : fewest + " bytes in " + STEPS + " steps");
    }

    private static List<LayerSpec> layers(String description) {
      List<LayerSpec> layers = new ArrayList<>();
      if (description.equals(EVERYTHING)) {
        for (Activation function : Activation.values()) {
          layers.add(new LayerSpec.Dense(45, Initializer.HE, 0.01));
          layers.add(LayerSpec.BatchNorm.DEFAULT);
          layers.add(new LayerSpec.Pointwise(function));
          layers.add(new LayerSpec.Dropout(0.2));
        }
      } else {
        for (String units : description.split(",")) {
          layers.add(new LayerSpec.Dense(Integer.parseInt(units), Initializer.HE, 0));
          layers.add(new LayerSpec.Pointwise(Activation.RELU));
        }
      }
      layers.add(new LayerSpec.Dense(10, Initializer.HE, 0));
      return layers;
    }

    /** By reflection, since the module of the kernels does not read that of management. */
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
  }
}
