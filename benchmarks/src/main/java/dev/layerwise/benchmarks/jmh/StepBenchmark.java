package dev.layerwise.benchmarks.jmh;

import dev.layerwise.benchmarks.steps.Steps;
import dev.layerwise.kernel.Team;
import java.util.Arrays;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole steps: drawing the mini-batch, forward, loss, backward, update. With {@code -prof gc} it
 * shows that they allocate nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 700, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 700, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"})
public class StepBenchmark {
  private static final int CHECKED_STEPS = 20;

  /** Hidden units, a slash, rows; {@code bn} for batch norm and {@code m} for momentum 0.9. */
  @Param({"20-7-5/16", "20-7-5/64", "20-7-5/512", "20-7-5/64 bn", "150/64", "700/128 m", "/128"})
  public String workload = "";

  /** The threads that compute. */
  @Param({"1", "2"})
  public int threads;

  /** The provider. */
  @Param({"auto"})
  public String kernels = "";

  private Steps steps = new Steps(Kernel.reference(), new Team(1), List.of(), 1, 0, false);

  /** Prepares the network, and compares its first losses with those of the scalar reference. */
  @Setup
  public void setUp() {
    steps = create(kernels, threads);
    Steps expected = create("scalar", 1);
    for (int i = 0; i < CHECKED_STEPS; i++) {
      double reference = expected.step();
      double actual = steps.step();
      if (!(Math.abs(reference - actual) <= 1e-3 * reference)) {
        throw new IllegalStateException(
            "loss of step " + (i + 1) + ": should be " + reference + ", is " + actual);
      }
    }
  }

  private Steps create(String name, int count) {
    String[] parts = workload.split("[/ ]", -1);
    List<Integer> hidden =
        parts[0].isEmpty()
            ? List.of()
            : Arrays.stream(parts[0].split("-")).map(Integer::valueOf).toList();
    String extra = parts.length > 2 ? parts[2] : "";
    return new Steps(
        Kernel.of(name),
        new Team(count),
        hidden,
        Integer.parseInt(parts[1]),
        extra.equals("m") ? 0.9 : 0,
        extra.equals("bn"));
  }

  /** One step. */
  @Benchmark
  public double step() {
    return steps.step();
  }
}
