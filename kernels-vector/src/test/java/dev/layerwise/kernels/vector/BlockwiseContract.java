package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.WeightUpdate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every implementation promises of rows in blocks whose sums may be rounded otherwise: those
 * that are {@link SparseRows#standardized}, and those in patches. They have the values of the
 * scalar reference, which goes through the elements one by one, within the bounds of {@link
 * Kernels#affineSparse}, and bits that do not depend on how the work is divided.
 */
abstract class BlockwiseContract extends ProductContract {
  /** Rows, inputs, units, and the lines of images, around the sizes of blocks, tiles and strips. */
  private static final int[][] SIZES = {
    {1, 1, 1, 0},
    {3, 7, 5, 0},
    {16, 40, 20, 0},
    {9, 17, 16, 0},
    {33, 257, 33, 0},
    {64, 784, 20, 28},
    {130, 83, 10, 0},
    {40, 70, 150, 0},
    {64, 85, 333, 0},
    {600, 40, 97, 0},
    {1, 16, 1, 4},
    {5, 48, 0, 4},
    {9, 48, 7, 4},
    {16, 72, 16, 6},
    {24, 48, 18, 4},
    {33, 96, 33, 12},
    {33, 96, 84, 12},
    {40, 320, 150, 20},
    {600, 64, 97, 8},
    {512, 64, 20, 8},
    {1100, 64, 20, 8}
  };

  /** All sizes, standardised, and patches as they are too. */
  private List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int[] size : SIZES) {
      cases.add(new Case(size, true));
      if (size[3] > 0) {
        cases.add(new Case(size, false));
      }
    }
    return cases;
  }

  /** The operands of both products. */
  private final class Case {
    final int n;
    final int d;
    final int u;
    final String what;
    final SparseRows x;
    final float[] w;
    final float[] b;
    final float[] dz;

    Case(int[] size, boolean standardized) {
      this.n = size[0];
      this.d = size[1];
      this.u = size[2];
      this.what = Arrays.toString(size) + (standardized ? " standardised" : "");
      BlockOrder order = BlockOrder.patches(d, size[3]);
      assertEquals(size[3] == 0, order.isNatural());
      this.x = new SparseRows(n + 3, false, order);
      this.w = new Block(d, u, 0).gaussian(random, 0).data;
      this.b = new Block(1, u, 0).gaussian(random, 0).data;
      this.dz = new Block(n, u, 0).gaussian(random, 0).data;
      x.resize(n);
      float[] factors = new float[d];
      float[] shifts = new float[d];
      for (int k = 0; k < d; k++) {
        // Some blocks are of pixels that never differ from zero.
        boolean constant = order.position(k) / SparseRows.BLOCK % 5 == 1;
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
      if (standardized) {
        x.standardize(factors, shifts);
      }
    }

    /** {@code |v f| + |s|} of an element. */
    double magnitude(int i, int k) {
      double shift = x.standardized() ? x.shifts()[k] : 0;
      return Math.abs(x.get(i, k) - shift) + Math.abs(shift);
    }
  }

  @Test
  void rowsInBlocksKnowTheirElements() {
    for (Case c : cases()) {
      float[] all = new float[c.n * c.d];
      c.x.unpack(all);
      for (int i = 0; i < all.length; i++) {
        assertEquals(all[i], c.x.get(i / c.d, i % c.d), c.what);
      }
    }
  }

  @Test
  void forwardProductsOfRowsInBlocks() {
    for (Case c : cases()) {
      float[] want = new float[c.n * c.u];
      float[] got = new float[c.n * c.u];
      reference.affineSparse(c.x, 0, c.n, c.u, c.w, 0, c.u, c.b, 0, want, 0, c.u);
      kernels().affineSparse(c.x, 0, c.n, c.u, c.w, 0, c.u, c.b, 0, got, 0, c.u);
      for (int q = 0; q < want.length; q++) {
        double sum = Math.abs(c.b[q % c.u]);
        for (int k = 0; k < c.d; k++) {
          sum += c.magnitude(q / c.u, k) * Math.abs(c.w[k * c.u + q % c.u]);
        }
        assertWithin((2 * c.d + 6) * EPSILON * sum, want[q], got[q], c.what);
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
  void weightGradientsOfRowsInBlocks() {
    for (Case c : cases()) {
      float[] want = new float[c.d * c.u];
      float[] got = new float[c.d * c.u];
      reference.weightGradientSparse(c.x, 0, c.d, c.u, c.dz, 0, c.u, want, 0, c.u);
      kernels().weightGradientSparse(c.x, 0, c.d, c.u, c.dz, 0, c.u, got, 0, c.u);
      for (int q = 0; q < want.length; q++) {
        double sum = 0;
        for (int i = 0; i < c.n; i++) {
          sum += c.magnitude(i, q / c.u) * Math.abs(c.dz[i * c.u + q % c.u]);
        }
        assertWithin((2 * c.n + 6) * EPSILON * sum, want[q], got[q], c.what);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void updatesOfRowsInBlocksFollowTheirGradients(WeightUpdate.Rule rule) {
    for (float decay : new float[] {0, 0.01f}) {
      for (Case c : cases()) {
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
    kernels()
        .weightUpdateSparse(
            c.x, input, inputs, units, c.dz, unit, c.u, scratch, unit, c.u, update, 0.1f, decay);
  }

  private static void assertWithin(double bound, float want, float got, String what) {
    double error = Math.abs((double) want - got);
    assertTrue(error <= bound, () -> what + ": " + want + " and " + got + ", more than " + bound);
  }
}
