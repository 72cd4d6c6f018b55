package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.WeightUpdate;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An update that follows a gradient at once has the bits of one that comes later. */
class WeightUpdateTest {
  /** Rows, inputs and units: around the sizes of blocks and tiles, and beyond those of panels. */
  private static final int[][] SIZES = {
    {5, 3, 7},
    {16, 40, 20},
    {20, 48, 16},
    {24, 64, 32},
    {33, 42, 16},
    {40, 70, 150},
    {64, 85, 333},
    {33, 600, 65},
    {600, 40, 97},
    {1100, 40, 20}
  };

  private static final float RATE = 0.1f;

  private final SplittableRandom random = new SplittableRandom(5);

  private float[] values(int length, double zeros) {
    float[] a = new float[length];
    for (int i = 0; i < length; i++) {
      a[i] = random.nextDouble() < zeros ? 0 : (float) random.nextGaussian();
    }
    return a;
  }

  @ParameterizedTest
  @EnumSource
  void updatesAtOnceAreThoseOfOneAfterTheOther(WeightUpdate.Rule rule) {
    for (Kernels kernels : new Kernels[] {new VectorKernels(), ScalarKernels.INSTANCE}) {
      for (int[] size : SIZES) {
        for (float decay : new float[] {0, 0.01f}) {
          assertDense(kernels, rule, size[0], size[1], size[2], decay);
          assertUnits(kernels, rule, size[0], size[1], size[2], decay);
          assertSparse(kernels, rule, size[0], size[1], size[2], decay);
        }
      }
    }
  }

  /** The inputs are divided in two, as threads would. */
  private void assertDense(Kernels k, WeightUpdate.Rule rule, int n, int d, int u, float decay) {
    float[] x = values(n * d, 0.5);
    float[] dz = values(n * u, 0);
    WeightUpdate later = new WeightUpdate(rule, 0.9f, values(d * u, 0), values(d * u, 0));
    WeightUpdate atOnce = copy(later);
    float[] dw = new float[d * u];
    k.weightGradient(n, d, u, x, 0, d, dz, 0, u, dw, 0, u);
    later.apply(k, RATE, decay, d * u, dw, 0, 0);

    int half = d / 2;
    float[] scratch = new float[d * u];
    k.weightUpdate(n, half, u, x, 0, d, dz, 0, u, scratch, 0, u, atOnce, RATE, decay);
    k.weightUpdate(n, d - half, u, x, half, d, dz, 0, u, scratch, half * u, u, atOnce, RATE, decay);

    assertSame(later, atOnce);
  }

  private void assertSparse(Kernels k, WeightUpdate.Rule rule, int n, int d, int u, float decay) {
    float[] x = values(n * d, 0.8);
    SparseRows rows = new SparseRows(n, d);
    for (int i = 0; i < n; i++) {
      k.packRow(x, i * d, rows, i);
    }
    float[] dz = values(n * u, 0);
    WeightUpdate later = new WeightUpdate(rule, 0.9f, values(d * u, 0), values(d * u, 0));
    WeightUpdate atOnce = copy(later);
    float[] dw = new float[d * u];
    k.weightGradientSparse(rows, 0, d, u, dz, 0, u, dw, 0, u);
    later.apply(k, RATE, decay, d * u, dw, 0, 0);

    int half = d / 2 / SparseRows.BLOCK * SparseRows.BLOCK;
    float[] scratch = new float[d * u];
    k.weightUpdateSparse(rows, 0, half, u, dz, 0, u, scratch, 0, u, atOnce, RATE, decay);
    k.weightUpdateSparse(rows, half, d - half, u, dz, 0, u, scratch, 0, u, atOnce, RATE, decay);

    assertSame(later, atOnce);
  }

  /** The units are divided in two, with zeros and without them. */
  private void assertUnits(Kernels k, WeightUpdate.Rule rule, int n, int d, int u, float decay) {
    float[] x = values(n * d, 0.8);
    SparseRows rows = new SparseRows(n, d);
    for (int i = 0; i < n; i++) {
      k.packRow(x, i * d, rows, i);
    }
    float[] dz = values(n * u, 0);
    WeightUpdate later = new WeightUpdate(rule, 0.9f, values(d * u, 0), values(d * u, 0));
    WeightUpdate dense = copy(later);
    WeightUpdate sparse = copy(later);
    float[] dw = new float[d * u];
    k.weightGradient(n, d, u, x, 0, d, dz, 0, u, dw, 0, u);
    later.apply(k, RATE, decay, d * u, dw, 0, 0);

    int half = u / 2;
    int rest = u - half;
    float[] s = new float[d * u];
    k.weightUpdate(n, d, half, x, 0, d, dz, 0, u, s, 0, u, dense, RATE, decay);
    k.weightUpdate(n, d, rest, x, 0, d, dz, half, u, s, half, u, dense, RATE, decay);
    assertSame(later, dense);
    k.weightUpdateSparse(rows, 0, d, half, dz, 0, u, s, 0, u, sparse, RATE, decay);
    k.weightUpdateSparse(rows, 0, d, rest, dz, half, u, s, half, u, sparse, RATE, decay);
    assertArrayEquals(later.values(), sparse.values(), 0f);
    assertArrayEquals(later.velocities(), sparse.velocities(), 0f);
  }

  private static WeightUpdate copy(WeightUpdate of) {
    return new WeightUpdate(of.rule(), of.momentum(), of.values().clone(), of.velocities().clone());
  }

  private static void assertSame(WeightUpdate expected, WeightUpdate actual) {
    ProductContract.assertSameBits(expected.values(), actual.values());
    ProductContract.assertSameBits(expected.velocities(), actual.velocities());
  }
}
