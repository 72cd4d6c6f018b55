package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.WeightUpdate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every implementation promises of images in halves: the products of both come to that of the
 * whole but for rounding, and gradients and updates are those of the whole, bit by bit.
 */
abstract class HalvesContract extends BlockwiseContract {
  /** Rows, inputs, units, and the lines of images. */
  private static final int[][] SIZES = {
    {1, 16, 1, 4},
    {5, 48, 3, 4},
    {9, 48, 7, 6},
    {33, 96, 84, 12},
    {40, 320, 150, 20},
    {64, 784, 20, 28},
    {300, 64, 97, 8}
  };

  private Stream<Case> cases() {
    return Arrays.stream(SIZES)
        .flatMap(size -> Stream.of(new Case(size, false), new Case(size, true)));
  }

  /** An image whole and in halves. */
  private final class Case {
    final int n;
    final int d;
    final int u;
    final SparseRows whole;
    final List<SparseRows> halves;
    final float[] w;
    final float[] b;
    final float[] dz;

    Case(int[] size, boolean standardized) {
      this.n = size[0];
      this.d = size[1];
      this.u = size[2];
      this.w = new Block(d, u, 0).gaussian(random, 0).data;
      this.b = new Block(1, u, 0).gaussian(random, 0).data;
      this.dz = new Block(n, u, 0).gaussian(random, 0).data;
      byte[] pixels = new byte[n * d];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (random.nextDouble() < 0.8 ? 0 : random.nextInt(256));
      }
      float[] factors = new Block(1, d, 0).gaussian(random, 0).data;
      float[] shifts = new Block(1, d, 0).gaussian(random, 0).data;
      BlockOrder order = BlockOrder.patches(d, size[3]);
      this.whole = rows(order, pixels, standardized, factors, shifts);
      this.halves =
          order.halves().stream()
              .map(half -> rows(half, pixels, standardized, factors, shifts))
              .toList();
      assertEquals(2, halves.size());
    }

    private SparseRows rows(
        BlockOrder order, byte[] pixels, boolean standardized, float[] factors, float[] shifts) {
      SparseRows x = new SparseRows(n + 2, false, order);
      x.resize(n);
      for (int i = 0; i < n; i++) {
        kernels().packBytes(pixels, i * d, 1 / 255f, x, i);
      }
      if (standardized) {
        x.standardize(factors, shifts);
      }
      return x;
    }
  }

  @Test
  void forwardProductsOfHalvesAddUp() {
    cases()
        .forEach(c -> {
          float[] want = affine(reference, c.whole, c, c.b);
          float[] one = affine(kernels(), c.halves.get(0), c, c.b);
          float[] other = affine(kernels(), c.halves.get(1), c, new float[c.u]);
          for (int q = 0; q < want.length; q++) {
            double sum = Math.abs(c.b[q % c.u]);
            for (int k = 0; k < c.d; k++) {
              double shift = c.whole.standardized() ? c.whole.shifts()[k] : 0;
              double x = Math.abs(c.whole.get(q / c.u, k) - shift) + Math.abs(shift);
              sum += x * Math.abs(c.w[k * c.u + q % c.u]);
            }
            double error = Math.abs((double) want[q] - (one[q] + other[q]));
            assertTrue(error <= (2 * c.d + 8) * EPSILON * sum, c.d + " inputs: " + error);
          }
        });
  }

  private static float[] affine(Kernels kernels, SparseRows x, Case c, float[] b) {
    float[] z = new float[c.n * c.u];
    kernels.affineSparse(x, 0, c.n, c.u, c.w, 0, c.u, b, 0, z, 0, c.u);
    return z;
  }

  @Test
  void gradientsOfHalvesAreThoseOfTheWhole() {
    cases()
        .forEach(c -> {
          float[] want = new float[c.d * c.u];
          kernels().weightGradientSparse(c.whole, 0, c.d, c.u, c.dz, 0, c.u, want, 0, c.u);
          float[] got = new float[c.d * c.u];
          for (SparseRows half : c.halves) {
            int d = half.columns();
            kernels().weightGradientSparse(half, 0, d, c.u, c.dz, 0, c.u, got, 0, c.u);
          }
          assertSameBits(want, got);
        });
  }

  @ParameterizedTest
  @EnumSource
  void updatesOfHalvesAreThoseOfTheWhole(WeightUpdate.Rule rule) {
    for (float decay : new float[] {0, 0.01f}) {
      cases()
          .forEach(c -> {
            float[] v = new Block(c.d, c.u, 0).gaussian(random, 0).data;
            WeightUpdate want = new WeightUpdate(rule, 0.9f, c.w.clone(), v.clone());
            update(c, c.whole, want, decay);
            WeightUpdate got = new WeightUpdate(rule, 0.9f, c.w.clone(), v.clone());
            c.halves.forEach(half -> update(c, half, got, decay));
            assertSameBits(want.values(), got.values());
            assertSameBits(want.velocities(), got.velocities());
          });
    }
  }

  private void update(Case c, SparseRows x, WeightUpdate update, float decay) {
    float[] scratch = new float[c.d * c.u];
    kernels()
        .weightUpdateSparse(
            x, 0, x.columns(), c.u, c.dz, 0, c.u, scratch, 0, c.u, update, 0.1f, decay);
  }
}
