package dev.layerwise.benchmarks.jmh;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Digits;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Inputs;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Scaling;
import dev.layerwise.data.Sparsity;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.tensor.Matrix;
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

/** Drawing mini-batches from a shuffled set of images, in bytes, with scaling. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"})
public class GatherBenchmark {
  /** Rows of a mini-batch. */
  @Param({"16", "64", "512"})
  public int batch;

  /** How pixels become inputs. */
  @Param({"UNIT", "STANDARD"})
  public Scaling.Kind scaling = Scaling.Kind.UNIT;

  /** Whether zeros may be left out. */
  @Param({"true", "false"})
  public boolean sparse;

  private static final Dataset DATA = Digits.training(2048, 1);

  private Scaling fitted = Scaling.NONE;
  private MiniBatches batches = batches(1);
  private int next;

  private MiniBatches batches(int size) {
    return new MiniBatches(
        Examples.all(DATA),
        fitted,
        size,
        true,
        1,
        Kernel.of(KernelSelection.AUTOMATIC),
        sparse ? Sparsity.WHOLE : Sparsity.NONE);
  }

  /** Prepares the first epoch. */
  @Setup
  public void setUp() {
    fitted = Scaling.fit(scaling, DATA.features());
    batches = batches(batch);
    batches.beginEpoch(0);
  }

  /** The next mini-batch. */
  @Benchmark
  public Inputs draw() {
    batches.draw(next);
    next = next + 1 < batches.perEpoch() ? next + 1 : 0;
    return batches.inputs();
  }

  /** Every drawn value must be the scaled pixel of some example with the drawn label. */
  @TearDown
  public void check() {
    draw();
    int[] labels = DATA.requireLabels();
    int[] drawn = batches.labels();
    Matrix inputs = batches.inputs().toMatrix();
    for (int i = 0; i < inputs.rows(); i++) {
      boolean found = false;
      for (int row = 0; row < DATA.size() && !found; row++) {
        found = labels[row] == drawn[i] && same(row, inputs, i);
      }
      if (!found) {
        throw new IllegalStateException("draw: row " + i + " is no example of the set");
      }
    }
  }

  private boolean same(int row, Matrix inputs, int drawn) {
    float[] expected = new float[inputs.columns()];
    DATA.features().scale(row, fitted, Kernel.reference(), expected, 0);
    for (int j = 0; j < expected.length; j++) {
      if (Math.abs(expected[j] - inputs.get(drawn, j)) > 1e-6) {
        return false;
      }
    }
    return true;
  }
}
