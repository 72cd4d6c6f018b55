package dev.layerwise.benchmarks.jmh;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseRows;
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

/**
 * The three matrix products of a dense layer at the shapes of the workloads, written {@code rows x
 * inputs x units}; four fifths of the input are zeros where it stands for pixels.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:+UseSerialGC"})
public class ProductBenchmark {
  /** Rows, inputs and units. */
  @Param({
    "64x784x20",
    "512x784x20",
    "64x20x7",
    "64x784x150",
    "128x784x700",
    "128x700x10",
    "256x2500x2000"
  })
  public String shape = "";

  /** The share of the inputs that are zero. */
  @Param({"0.8", "0"})
  public double zeros;

  /** The provider. */
  @Param({"auto"})
  public String kernels = "";

  private Kernels kernel = Kernel.reference();
  private int n;
  private int d;
  private int u;
  private float[] x = {};
  private float[] w = {};
  private float[] b = {};
  private float[] z = {};
  private float[] dz = {};
  private float[] dx = {};
  private float[] dw = {};
  private SparseRows packed = new SparseRows(0, 1);

  /** Fills the operands. */
  @Setup
  public void setUp() {
    String[] sizes = shape.split("x");
    n = Integer.parseInt(sizes[0]);
    d = Integer.parseInt(sizes[1]);
    u = Integer.parseInt(sizes[2]);
    kernel = Kernel.of(kernels);
    x = Values.random(n * d, zeros, 1);
    w = Values.random(d * u, 0, 2);
    b = Values.random(u, 0, 3);
    z = new float[n * u];
    dz = Values.random(n * u, 0, 4);
    dx = new float[n * d];
    dw = new float[d * u];
    packed = new SparseRows(n, d);
    pack();
  }

  /** Leaves out the zeros of x. */
  @Benchmark
  public SparseRows pack() {
    for (int i = 0; i < n; i++) {
      kernel.packRow(x, i * d, packed, i);
    }
    return packed;
  }

  /** {@code z = x w + b} without the zeros of x. */
  @Benchmark
  public float[] affineSparse() {
    kernel.affineSparse(packed, 0, n, u, w, 0, u, b, 0, z, 0, u);
    return z;
  }

  /** {@code dw = xᵀ dz} without the zeros of x. */
  @Benchmark
  public float[] weightGradientSparse() {
    kernel.weightGradientSparse(packed, 0, d, u, dz, 0, u, dw, 0, u);
    return dw;
  }

  /** {@code z = x w + b}. */
  @Benchmark
  public float[] affine() {
    kernel.affine(n, d, u, x, 0, d, w, 0, u, b, 0, z, 0, u);
    return z;
  }

  /** {@code dw = xᵀ dz}. */
  @Benchmark
  public float[] weightGradient() {
    kernel.weightGradient(n, d, u, x, 0, d, dz, 0, u, dw, 0, u);
    return dw;
  }

  /** {@code dx = dz wᵀ}. */
  @Benchmark
  public float[] inputGradient() {
    kernel.inputGradient(n, d, u, dz, 0, u, w, 0, u, dx, 0, d);
    return dx;
  }

  /** Compares all of them with the scalar reference. */
  @TearDown
  public void check() {
    Kernels reference = Kernel.reference();
    float[] expected = new float[n * u];
    affine();
    reference.affine(n, d, u, x, 0, d, w, 0, u, b, 0, expected, 0, u);
    Values.requireClose("affine", expected, z, d);
    affineSparse();
    Values.requireClose("affineSparse", expected, z, d);
    expected = new float[d * u];
    weightGradient();
    reference.weightGradient(n, d, u, x, 0, d, dz, 0, u, expected, 0, u);
    Values.requireClose("weightGradient", expected, dw, n);
    weightGradientSparse();
    Values.requireClose("weightGradientSparse", expected, dw, n);
    expected = new float[n * d];
    inputGradient();
    reference.inputGradient(n, d, u, dz, 0, u, w, 0, u, expected, 0, d);
    Values.requireClose("inputGradient", expected, dx, u);
  }
}
