package dev.layerwise.benchmarks.jmh;

import dev.layerwise.kernel.Kernels;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The losses with their gradients, for ten classes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"})
public class LossBenchmark {
  private static final int CLASSES = 10;

  /** Rows of logits. */
  @Param({"16", "64", "512"})
  public int n;

  /** The provider. */
  @Param({"auto"})
  public String kernels = "";

  private Kernels kernel = Kernel.reference();
  private float[] z = {};
  private float[] dz = {};
  private int[] labels = {};

  /** Fills the operands. */
  @Setup
  public void setUp() {
    kernel = Kernel.of(kernels);
    z = Values.random(n * CLASSES, 0, 1);
    dz = new float[n * CLASSES];
    labels = Values.labels(n, 2);
  }

  /** Softmax cross-entropy. */
  @Benchmark
  public double softmaxCrossEntropy() {
    return softmax(kernel, dz);
  }

  private double softmax(Kernels with, float[] gradient) {
    return with.softmaxCrossEntropy(n, CLASSES, z, 0, labels, 0, gradient, 0, 1f / n);
  }

  /** Sigmoid cross-entropy. */
  @Benchmark
  public double sigmoidCrossEntropy() {
    return sigmoid(kernel, dz);
  }

  private double sigmoid(Kernels with, float[] gradient) {
    return with.sigmoidCrossEntropy(n, CLASSES, z, 0, labels, 0, gradient, 0, 1f / n);
  }

  /** Compares sums and gradients with the scalar reference. */
  @TearDown
  public void check() {
    float[] expected = new float[n * CLASSES];
    requireClose(
        "softmaxCrossEntropy", softmax(Kernel.reference(), expected), softmaxCrossEntropy());
    Values.requireClose("softmaxCrossEntropy", expected, dz, CLASSES);
    requireClose(
        "sigmoidCrossEntropy", sigmoid(Kernel.reference(), expected), sigmoidCrossEntropy());
    Values.requireClose("sigmoidCrossEntropy", expected, dz, CLASSES);
  }

  private static void requireClose(String what, double expected, double actual) {
    if (!(Math.abs(expected - actual) <= 1e-5 * Math.abs(expected))) {
      throw new IllegalStateException(what + ": should be " + expected + ", is " + actual);
    }
  }
}
