package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.kernel.SparseBytes;
import dev.layerwise.kernel.SparseRows;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products without zeros: the same values as with them, and packing as the scalar reference does.
 */
class SparseRowsTest {
  private static final String SIZES =
      """
      1, 1, 1, 0.5
      1, 784, 150, 0.81
      2, 300, 131, 0.6
      3, 40, 70, 0.3
      3, 7, 5, 0.5
      4, 16, 16, 0.9
      9, 17, 20, 0.8
      16, 256, 10, 0.8
      33, 257, 33, 0.8
      64, 784, 20, 0.81
      65, 783, 150, 0.81
      32, 600, 64, 0.5
      40, 300, 97, 1.0
      21, 40, 31, 0.0
      600, 50, 20, 0.8
      530, 30, 75, 0.7
      """;

  private final Kernels vector = new VectorKernels();

  private static float[] values(SplittableRandom random, int length, double zeros) {
    float[] a = new float[length];
    for (int i = 0; i < length; i++) {
      a[i] = random.nextDouble() < zeros ? 0 : (float) random.nextGaussian();
    }
    return a;
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void productsHaveTheValuesOfTheDenseOnes(int n, int d, int u, double zeros) {
    SplittableRandom random = new SplittableRandom(n + d);
    float[] x = values(random, n * d, zeros);
    float[] w = values(random, d * u, 0);
    float[] b = values(random, u, 0);
    float[] dz = values(random, n * u, 0);
    for (Kernels kernels : new Kernels[] {vector, ScalarKernels.INSTANCE}) {
      SparseRows sparse = new SparseRows(n + 3, d);
      sparse.resize(n);
      for (int i = 0; i < n; i++) {
        kernels.packRow(x, i * d, sparse, i);
      }
      float[] unpacked = new float[n * d];
      sparse.unpack(unpacked);
      assertArrayEquals(x, unpacked, 0f);
      float[] want = new float[n * u];
      float[] got = new float[n * u];
      kernels.affine(n, d, u, x, 0, d, w, 0, u, b, 0, want, 0, u);
      int half = n / 2;
      kernels.affineSparse(sparse, 0, half, u, w, 0, u, b, 0, got, 0, u);
      kernels.affineSparse(sparse, half, n - half, u, w, 0, u, b, 0, got, half * u, u);
      assertArrayEquals(want, got, 0f);
      float[] wantGradient = new float[d * u];
      float[] gradient = new float[d * u];
      kernels.weightGradient(n, d, u, x, 0, d, dz, 0, u, wantGradient, 0, u);
      int first = Math.min(d, d / 16 * SparseRows.BLOCK);
      kernels.weightGradientSparse(sparse, 0, first, u, dz, 0, u, gradient, 0, u);
      kernels.weightGradientSparse(sparse, first, d - first, u, dz, 0, u, gradient, 0, u);
      assertArrayEquals(wantGradient, gradient, 0f);
    }
    assertBlocksSuffice(n, d, u, x, w, b, dz);
  }

  /** Entries of lists have 24 bits for a place; these rows are longer than that together. */
  @ParameterizedTest
  @ValueSource(ints = {20, 70})
  void rowsBeyondThePlacesOfLists(int u) {
    int d = 70_000;
    int n = 256;
    int count = 16;
    SplittableRandom random = new SplittableRandom(u);
    float[] x = values(random, count * d, 0.99);
    float[] w = values(random, d * u, 0);
    float[] b = values(random, u, 0);
    float[] dz = values(random, count * u, 0);
    SparseRows sparse = new SparseRows(n, d, false);
    for (int i = 0; i < count; i++) {
      vector.packRow(x, i * d, sparse, n - count + i);
    }
    float[] want = new float[count * u];
    float[] got = new float[count * u];
    vector.affine(count, d, u, x, 0, d, w, 0, u, b, 0, want, 0, u);
    vector.affineSparse(sparse, n - count, count, u, w, 0, u, b, 0, got, 0, u);
    assertArrayEquals(want, got, 0f);
    // All other rows are empty.
    float[] all = new float[n * u];
    System.arraycopy(dz, 0, all, (n - count) * u, count * u);
    float[] wantGradient = new float[d * u];
    float[] gradient = new float[d * u];
    vector.weightGradient(count, d, u, x, 0, d, dz, 0, u, wantGradient, 0, u);
    vector.weightGradientSparse(sparse, 0, d, u, all, 0, u, gradient, 0, u);
    assertArrayEquals(wantGradient, gradient, 0f);
  }

  /** Without the view of elements, as a mini-batch of many rows has it. */
  private void assertBlocksSuffice(
      int n, int d, int u, float[] x, float[] w, float[] b, float[] dz) {
    SparseRows sparse = new SparseRows(n + 3, d, false);
    sparse.resize(n);
    for (int i = 0; i < n; i++) {
      vector.packRow(x, i * d, sparse, i);
    }
    float[] unpacked = new float[n * d];
    sparse.unpack(unpacked);
    assertArrayEquals(x, unpacked, 0f);
    float[] want = new float[n * u];
    float[] got = new float[n * u];
    vector.affine(n, d, u, x, 0, d, w, 0, u, b, 0, want, 0, u);
    vector.affineSparse(sparse, 0, 1, u, w, 0, u, b, 0, got, 0, u);
    vector.affineSparse(sparse, 1, n - 1, u, w, 0, u, b, 0, got, u, u);
    assertArrayEquals(want, got, 0f);
    float[] wantGradient = new float[d * u];
    float[] gradient = new float[d * u];
    vector.weightGradient(n, d, u, x, 0, d, dz, 0, u, wantGradient, 0, u);
    vector.weightGradientSparse(sparse, 0, d, u, dz, 0, u, gradient, 0, u);
    assertArrayEquals(wantGradient, gradient, 0f);
  }

  /** What is remembered of the rows of one pass must not be taken for those of the next. */
  @Test
  void everyPassMeetsItsOwnRows() {
    SplittableRandom random = new SplittableRandom(11);
    int n = 24;
    int d = 100;
    for (int u : new int[] {20, 150}) {
      float[] w = gaussian(random, d * u);
      float[] b = gaussian(random, u);
      float[] dz = gaussian(random, n * u);
      SparseRows reused = new SparseRows(n, d, false);
      for (int pass = 0; pass < 3; pass++) {
        SparseRows fresh = new SparseRows(n, d, false);
        reused.beginPass();
        for (int i = 0; i < n; i++) {
          float[] x = new float[d];
          for (int k = 0; k < d; k++) {
            x[k] = random.nextDouble() < 0.8 ? 0 : (float) random.nextGaussian();
          }
          vector.packRow(x, 0, fresh, i);
          vector.packRow(x, 0, reused, i);
        }
        float[] want = new float[n * u];
        float[] z = new float[n * u];
        vector.affineSparse(fresh, 0, n, u, w, 0, u, b, 0, want, 0, u);
        vector.affineSparse(reused, 0, n, u, w, 0, u, b, 0, z, 0, u);
        assertArrayEquals(want, z, 0f);
        float[] wantGradient = new float[d * u];
        float[] gradient = new float[d * u];
        vector.weightGradientSparse(fresh, 0, d, u, dz, 0, u, wantGradient, 0, u);
        vector.weightGradientSparse(reused, 0, d, u, dz, 0, u, gradient, 0, u);
        assertArrayEquals(wantGradient, gradient, 0f);
        int half = d / 2 / SparseRows.BLOCK * SparseRows.BLOCK;
        vector.weightGradientSparse(reused, half, d - half, u, dz, 0, u, gradient, 0, u);
        assertArrayEquals(wantGradient, gradient, 0f);
      }
    }
  }

  private static float[] gaussian(SplittableRandom random, int length) {
    float[] a = new float[length];
    for (int i = 0; i < length; i++) {
      a[i] = (float) random.nextGaussian();
    }
    return a;
  }

  @ParameterizedTest
  @CsvSource(textBlock = SIZES)
  void packingIsThatOfTheReference(int n, int d, int u, double zeros) {
    byte[] bytes = bytes(d, zeros);
    float[] x = new float[d];
    ScalarKernels.INSTANCE.widen(d, bytes, 0, 0, 1 / 255f, x, 0);
    SparseRows want = new SparseRows(2, d);
    ScalarKernels.INSTANCE.packRow(x, 0, want, 1);
    for (Kernels kernels : new Kernels[] {vector, ScalarKernels.INSTANCE}) {
      SparseRows fromFloats = new SparseRows(2, d);
      kernels.packRow(x, 0, fromFloats, 1);
      assertSame(want, fromFloats);
      SparseRows fromBytes = new SparseRows(2, d);
      kernels.packBytes(bytes, 0, 1 / 255f, fromBytes, 1);
      assertSame(want, fromBytes);
      List<BlockOrder> natural = List.of(BlockOrder.natural(d));
      byte[] three = new byte[3 * d];
      System.arraycopy(bytes, 0, three, d, d);
      SparseBytes kept = SparseBytes.of(three, 3, natural, new int[] {2, 1}, true);
      assertNotNull(kept);
      SparseRows expanded = new SparseRows(2, d);
      kernels.expandBytes(kept, 1, 0, 1 / 255f, expanded, 1);
      assertSame(want, expanded);
    }
    assertSameBlocks(List.of(BlockOrder.natural(d)), bytes, x);
  }

  /** Images of which whole patches, and none, are empty. */
  @ParameterizedTest
  @CsvSource({
    "784, 28, 0.8",
    "784, 28, 0",
    "784, 28, 1",
    "48, 6, 0.9",
    "16, 4, 0.5",
    "288, 12, 0.9"
  })
  void patchesArePackedAsTheReferenceDoes(int d, int width, double zeros) {
    byte[] bytes = bytes(d, zeros);
    float[] x = new float[d];
    ScalarKernels.INSTANCE.widen(d, bytes, 0, 0, 1 / 255f, x, 0);
    BlockOrder order = BlockOrder.patches(d, width);
    SparseRows packed = new SparseRows(2, false, order);
    packed.resize(1);
    ScalarKernels.INSTANCE.packRow(x, 0, packed, 0);
    float[] unpacked = new float[2 * d];
    packed.unpack(unpacked);
    assertArrayEquals(x, Arrays.copyOf(unpacked, d), 0f);
    assertSameBlocks(List.of(order), bytes, x);
    assertSameBlocks(order.halves(), bytes, x);
  }

  /** Packed from floats, from bytes, and from bytes whose zeros were searched for before. */
  private void assertSameBlocks(List<BlockOrder> orders, byte[] bytes, float[] x) {
    int d = bytes.length;
    byte[] three = new byte[3 * d];
    System.arraycopy(bytes, 0, three, d, d);
    SparseBytes kept = SparseBytes.of(three, 3, orders, new int[] {2, 1}, false);
    assertNotNull(kept);
    for (int half = 0; half < orders.size(); half++) {
      BlockOrder order = orders.get(half);
      SparseRows want = new SparseRows(2, false, order);
      ScalarKernels.INSTANCE.packRow(x, 0, want, 1);
      for (Kernels kernels : new Kernels[] {vector, new PlainKernels(16), ScalarKernels.INSTANCE}) {
        SparseRows fromFloats = new SparseRows(2, false, order);
        kernels.packRow(x, 0, fromFloats, 1);
        assertSameBlocks(want, fromFloats);
        SparseRows fromBytes = new SparseRows(2, false, order);
        kernels.packBytes(bytes, 0, 1 / 255f, fromBytes, 1);
        assertSameBlocks(want, fromBytes);
        SparseRows expanded = new SparseRows(2, false, order);
        kernels.expandBytes(kept, 1, half, 1 / 255f, expanded, 1);
        assertSameBlocks(want, expanded);
      }
    }
  }

  private static byte[] bytes(int d, double zeros) {
    SplittableRandom random = new SplittableRandom(7);
    byte[] bytes = new byte[d];
    for (int k = 0; k < d; k++) {
      bytes[k] = (byte) (random.nextDouble() < zeros ? 0 : 1 + random.nextInt(255));
    }
    return bytes;
  }

  private static void assertSame(SparseRows want, SparseRows got) {
    assertArrayEquals(want.starts(), got.starts());
    assertArrayEquals(want.bits(), got.bits());
    int from = want.stride();
    for (int q = from; q < from + want.count(1); q++) {
      assertEquals(want.elementColumns()[q], got.elementColumns()[q]);
      assertEquals(want.elements()[q], got.elements()[q], 0f);
    }
    assertSameBlocks(want, got);
  }

  private static void assertSameBlocks(SparseRows want, SparseRows got) {
    assertArrayEquals(want.bits(), got.bits());
    int from = want.stride();
    int last = want.columns() - 1;
    int word = last / SparseRows.WORD * want.capacity() + 1;
    int blocks =
        want.blocksBefore(1, last)
            + (want.bits()[word] >>> (last / SparseRows.BLOCK % Integer.SIZE) & 1);
    for (int q = from; q < from + blocks * SparseRows.BLOCK; q++) {
      assertEquals(want.blocks()[q], got.blocks()[q], 0f);
    }
  }
}
