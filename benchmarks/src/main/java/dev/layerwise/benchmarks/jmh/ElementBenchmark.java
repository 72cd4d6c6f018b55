package dev.layerwise.benchmarks.jmh;

import dev.layerwise.kernel.Activation;
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

/** Activations and their gradients, at the size of a mini-batch of 64 by 150 units. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"})
public class ElementBenchmark {
  /** The function. */
  @Param public Activation function = Activation.RELU;

  /** The elements. */
  @Param({"9600"})
  public int count;

  /** The provider. */
  @Param({"auto"})
  public String kernels = "";

  private Kernels kernel = Kernel.reference();
  private float[] z = {};
  private float[] y = {};
  private float[] dy = {};
  private float[] dz = {};

  /** Fills the operands. */
  @Setup
  public void setUp() {
    kernel = Kernel.of(kernels);
    z = Values.random(count, 0, 1);
    dy = Values.random(count, 0, 2);
    y = new float[count];
    dz = new float[count];
    activate();
  }

  /** {@code y = f(z)}. */
  @Benchmark
  public float[] activate() {
    kernel.activate(function, count, z, 0, y, 0);
    return y;
  }

  /** {@code dz = dy f'(z)}. */
  @Benchmark
  public float[] gradient() {
    kernel.activationGradient(function, count, z, 0, y, 0, dy, 0, dz, 0);
    return dz;
  }

  /** Compares both with the scalar reference. */
  @TearDown
  public void check() {
    float[] expected = new float[count];
    Kernel.reference().activate(function, count, z, 0, expected, 0);
    Values.requireClose("activate", expected, y, 10);
    gradient();
    Kernel.reference().activationGradient(function, count, z, 0, y, 0, dy, 0, expected, 0);
    Values.requireClose("activationGradient", expected, dz, 10);
  }
}
