package dev.layerwise.kernels.vector;

import static dev.layerwise.tensor.Layout.GROUP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.layerwise.kernel.InterleavedKernels;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.tensor.Layout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The operations on interleaved rows keep the contract of those on rows, plain and in vectors, with
 * the same bits in both.
 */
class InterleavedKernelsTest extends KernelsContract {
  private final InterleavedKernels interleaved =
      Twins.of(
          InterleavedKernels.class,
          new PlainKernels(Lanes.COUNT).interleaved(),
          VectorInterleaved.INSTANCE);

  private final Kernels kernels = new ThroughInterleaved(interleaved);

  @Override
  Kernels kernels() {
    return kernels;
  }

  @Test
  void rowsAreInterleavedAsTheLayoutSays() {
    for (int u = 1; u <= InterleavedKernels.MOST_COLUMNS; u++) {
      int n = 3 * GROUP;
      // A part of larger arrays, whose other elements nobody touches.
      Block rows = new Block(n + 1, u, 0).gaussian(random, 0.1);
      float[] all = new float[rows.data.length + 5];
      Arrays.fill(all, UNTOUCHED);
      interleaved.interleave(GROUP, u, rows.data, u, all, 5);
      interleaved.interleave(2 * GROUP, u, rows.data, u + GROUP * u, all, 5 + GROUP * u);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < u; j++) {
          int at = 5 + Layout.INTERLEAVED.index(i, j, u);
          assertEquals(rows.data[u + i * u + j], all[at], u + " columns");
        }
      }
      assertUntouched(all, 0, 5);
      assertUntouched(all, 5 + n * u, all.length);
      float[] back = new float[n * u + 6];
      Arrays.fill(back, UNTOUCHED);
      interleaved.separate(n, u, all, 5, back, 3);
      assertSameBits(
          Arrays.copyOfRange(rows.data, u, u + n * u), Arrays.copyOfRange(back, 3, 3 + n * u));
      assertUntouched(back, 0, 3);
      assertUntouched(back, 3 + n * u, back.length);
    }
  }

  private static void assertUntouched(float[] array, int from, int to) {
    for (int i = from; i < to; i++) {
      assertEquals(UNTOUCHED, array[i]);
    }
  }

  /** What does not sum over rows has the bits that it has on rows. */
  @Test
  void rowsKeepTheirBits() {
    Kernels rows = new VectorKernels();
    for (int n : new int[] {GROUP, 3 * GROUP, 4 * GROUP}) {
      for (int[] size : new int[][] {{1, 1}, {20, 7}, {7, 5}, {5, 10}, {32, 16}, {3, 2}}) {
        int d = size[0];
        int u = size[1];
        float[] x = new Block(n, d, 0).gaussian(random, 0.3).data;
        float[] w = new Block(d, u, 0).gaussian(random, 0).data;
        float[] b = new Block(1, u, 0).gaussian(random, 0).data;
        float[] want = new float[n * u];
        float[] got = new float[n * u];
        rows.affine(n, d, u, x, 0, d, w, 0, u, b, 0, want, 0, u);
        kernels.affine(n, d, u, x, 0, d, w, 0, u, b, 0, got, 0, u);
        assertSameBits(want, got);
        float[] dx = new float[n * d];
        float[] gotDx = new float[n * d];
        rows.inputGradient(n, d, u, want, 0, u, w, 0, u, dx, 0, d);
        kernels.inputGradient(n, d, u, want, 0, u, w, 0, u, gotDx, 0, d);
        assertSameBits(dx, gotDx);
      }
    }
  }

  /** A part of the inputs has the gradients that it has among all, and only those are written. */
  @Test
  void weightGradientsOfSomeInputs() {
    int n = 2 * GROUP;
    int d = 20;
    int u = 7;
    float[] x = new Block(n, d, 0).gaussian(random, 0).data;
    float[] dz = new Block(n, u, 0).gaussian(random, 0).data;
    float[] all = new float[d * u];
    interleaved.weightGradient(n, d, u, 0, d, x, dz, all);
    for (int from : new int[] {0, 1, 5, 16, 19}) {
      for (int count = 1; from + count <= d; count += 3) {
        float[] part = new float[d * u];
        Arrays.fill(part, UNTOUCHED);
        interleaved.weightGradient(n, d, u, from, count, x, dz, part);
        assertUntouched(part, 0, from * u);
        assertUntouched(part, (from + count) * u, part.length);
        assertSameBits(
            Arrays.copyOfRange(all, from * u, (from + count) * u),
            Arrays.copyOfRange(part, from * u, (from + count) * u));
      }
    }
  }
}
