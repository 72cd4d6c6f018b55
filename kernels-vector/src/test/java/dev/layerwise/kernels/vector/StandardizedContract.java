package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.WeightUpdate;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every implementation promises of {@link SparseRows#standardized} rows: the values of the
 * scalar reference, which standardises every element before it multiplies, within the bound of
 * {@link Kernels#affineSparse}, and bits that do not depend on how the work is divided.
 */
abstract class StandardizedContract extends ProductContract {
  /** Rows, inputs and units, around the sizes of blocks, tiles and strips. */
  private static final int[][] SIZES = {
    {1, 1, 1},
    {3, 7, 5},
    {16, 40, 20},
    {9, 17, 16},
    {33, 257, 33},
    {64, 784, 20},
    {130, 83, 10},
    {40, 70, 150},
    {64, 85, 333},
    {600, 40, 97}
  };

  /** The operands of both products. */
  private final class Case {
    final int n;
    final int d;
    final int u;
    final SparseRows x;
    final float[] w;
    final float[] b;
    final float[] dz;

    Case(int n, int d, int u) {
      this.n = n;
      this.d = d;
      this.u = u;
      this.x = new SparseRows(n + 3, d, false);
      this.w = new Block(d, u, 0).gaussian(random, 0).data;
      this.b = new Block(1, u, 0).gaussian(random, 0).data;
      this.dz = new Block(n, u, 0).gaussian(random, 0).data;
      x.resize(n);
      float[] factors = new float[d];
      float[] shifts = new float[d];
      for (int k = 0; k < d; k++) {
        // Some blocks are of pixels that never differ from zero.
        boolean constant = k / SparseRows.BLOCK % 5 == 1;
        factors[k] = constant ? 1 : (float) (0.002 + 0.05 * random.nextDouble());
        shifts[k] = constant ? 0 : (float) (-2 * random.nextDouble());
      }
      byte[] pixels = new byte[n * d];
      for (int i = 0; i < pixels.length; i++) {
        boolean zero = random.nextDouble() < 0.8 || shifts[i % d] == 0;
        pixels[i] = (byte) (zero ? 0 : random.nextInt(256));
      }
      for (int i = 0; i < n; i++) {
        kernels().packBytes(pixels, i * d, 1, x, i);
      }
      x.standardize(factors, shifts);
    }

    /** {@code |v f| + |s|} of an element. */
    double magnitude(int i, int k) {
      double shift = x.shifts()[k];
      return Math.abs(x.get(i, k) - shift) + Math.abs(shift);
    }
  }

  @Test
  void standardizedRowsKnowTheirElements() {
    Case c = new Case(5, 37, 3);
    float[] all = new float[5 * 37];
    c.x.unpack(all);
    for (int i = 0; i < all.length; i++) {
      assertEquals(all[i], c.x.get(i / 37, i % 37));
    }
  }

  @Test
  void forwardProductsOfStandardizedRows() {
    for (int[] size : SIZES) {
      Case c = new Case(size[0], size[1], size[2]);
      float[] want = new float[c.n * c.u];
      float[] got = new float[c.n * c.u];
      reference.affineSparse(c.x, 0, c.n, c.u, c.w, 0, c.u, c.b, 0, want, 0, c.u);
      kernels().affineSparse(c.x, 0, c.n, c.u, c.w, 0, c.u, c.b, 0, got, 0, c.u);
      for (int q = 0; q < want.length; q++) {
        double sum = Math.abs(c.b[q % c.u]);
        for (int k = 0; k < c.d; k++) {
          sum += c.magnitude(q / c.u, k) * Math.abs(c.w[k * c.u + q % c.u]);
        }
        assertWithin((2 * c.d + 6) * EPSILON * sum, want[q], got[q], Arrays.toString(size));
      }
      float[] parts = new float[c.n * c.u];
      int half = c.n / 2;
      int first = Math.min(c.u, 64);
      int rest = c.u - first;
      kernels().affineSparse(c.x, 0, half, c.u, c.w, 0, c.u, c.b, 0, parts, 0, c.u);
      int at = half * c.u;
      kernels().affineSparse(c.x, half, c.n - half, first, c.w, 0, c.u, c.b, 0, parts, at, c.u);
      kernels()
          .affineSparse(
              c.x, half, c.n - half, rest, c.w, first, c.u, c.b, first, parts, at + first, c.u);
      assertSameBits(got, parts);
    }
  }

  @Test
  void weightGradientsOfStandardizedRows() {
    for (int[] size : SIZES) {
      Case c = new Case(size[0], size[1], size[2]);
      float[] want = new float[c.d * c.u];
      float[] got = new float[c.d * c.u];
      reference.weightGradientSparse(c.x, 0, c.d, c.u, c.dz, 0, c.u, want, 0, c.u);
      kernels().weightGradientSparse(c.x, 0, c.d, c.u, c.dz, 0, c.u, got, 0, c.u);
      for (int q = 0; q < want.length; q++) {
        double sum = 0;
        for (int i = 0; i < c.n; i++) {
          sum += c.magnitude(i, q / c.u) * Math.abs(c.dz[i * c.u + q % c.u]);
        }
        assertWithin((2 * c.n + 6) * EPSILON * sum, want[q], got[q], Arrays.toString(size));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void updatesOfStandardizedRowsFollowTheirGradients(WeightUpdate.Rule rule) {
    for (int[] size : SIZES) {
      for (float decay : new float[] {0, 0.01f}) {
        Case c = new Case(size[0], size[1], size[2]);
        float[] v = new Block(c.d, c.u, 0).gaussian(random, 0).data;
        WeightUpdate later = new WeightUpdate(rule, 0.9f, c.w.clone(), v.clone());
        WeightUpdate inputs = new WeightUpdate(rule, 0.9f, c.w.clone(), v.clone());
        WeightUpdate units = new WeightUpdate(rule, 0.9f, c.w.clone(), v.clone());
        float[] dw = new float[c.d * c.u];
        kernels().weightGradientSparse(c.x, 0, c.d, c.u, c.dz, 0, c.u, dw, 0, c.u);
        later.apply(kernels(), 0.1f, decay, c.d * c.u, dw, 0, 0);
        int half = c.d / 2 / SparseRows.BLOCK * SparseRows.BLOCK;
        update(c, inputs, 0, half, 0, c.u, decay);
        update(c, inputs, half, c.d - half, 0, c.u, decay);
        assertSameBits(later.values(), inputs.values());
        assertSameBits(later.velocities(), inputs.velocities());
        int first = Math.min(c.u, 32);
        update(c, units, 0, c.d, 0, first, decay);
        update(c, units, 0, c.d, first, c.u - first, decay);
        assertSameBits(later.values(), units.values());
        assertSameBits(later.velocities(), units.velocities());
      }
    }
  }

  private void update(
      Case c, WeightUpdate update, int input, int inputs, int unit, int units, float decay) {
    float[] scratch = new float[c.d * c.u];
    int at = input * c.u + unit;
    kernels()
        .weightUpdateSparse(
            c.x, input, inputs, units, c.dz, unit, c.u, scratch, at, c.u, update, 0.1f, decay);
  }

  private static void assertWithin(double bound, float want, float got, String what) {
    double error = Math.abs((double) want - got);
    assertTrue(error <= bound, () -> what + ": " + want + " and " + got + ", more than " + bound);
  }
}
