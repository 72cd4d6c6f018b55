package dev.layerwise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.WeightUpdate;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every implementation of the three matrix products promises, held against the scalar
 * reference.
 */
abstract class ProductContract {
  static final float UNTOUCHED = 12345.678f;
  static final int GAP = 3;
  static final double EPSILON = 0x1p-24;
  static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    1e-40f,
    -3e-39f,
    Float.MIN_NORMAL,
    0.5f,
    -2.5f,
    17f,
    -88f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY
  };

  final Kernels reference = ScalarKernels.INSTANCE;
  final SplittableRandom random = new SplittableRandom(7);

  abstract Kernels kernels();

  /** Sizes around those of vectors and tiles; the full cube would take too long. */
  private static final int[] ROWS = {0, 1, 3, 4, 8, 13};

  private static final int[] INNER = {0, 1, 5, 16, 37};
  static final int[] COLUMNS = {
    0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 20, 31, 32, 33, 50, 70, 131, 150
  };

  /** The three products of a dense layer. */
  enum Product {
    AFFINE,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT;

    void compute(Kernels k, int n, int d, int u, Operands o) {
      Block a = o.left;
      Block b = o.right;
      Block c = o.out;
      switch (this) {
        case AFFINE ->
            k.affine(
                n,
                d,
                u,
                a.data,
                a.offset,
                a.ld,
                b.data,
                b.offset,
                b.ld,
                o.bias.data,
                o.bias.offset,
                c.data,
                c.offset,
                c.ld);
        case INPUT_GRADIENT ->
            k.inputGradient(
                n, d, u, a.data, a.offset, a.ld, b.data, b.offset, b.ld, c.data, c.offset, c.ld);
        case WEIGHT_GRADIENT ->
            k.weightGradient(
                n, d, u, a.data, a.offset, a.ld, b.data, b.offset, b.ld, c.data, c.offset, c.ld);
      }
    }
  }

  /** A matrix somewhere in an array, the rest of which is {@link #UNTOUCHED}. */
  static final class Block {
    final int rows;
    final int columns;
    final int offset;
    final int ld;
    final float[] data;

    /** With {@code gap} 0 the block fills its array to the last element. */
    Block(int rows, int columns, int gap) {
      this(rows, columns, gap, columns + gap, new float[gap + rows * (columns + gap)]);
      Arrays.fill(data, UNTOUCHED);
    }

    private Block(int rows, int columns, int offset, int ld, float[] data) {
      this.rows = rows;
      this.columns = columns;
      this.offset = offset;
      this.ld = ld;
      this.data = data;
    }

    Block fromRow(int first) {
      return new Block(rows - first, columns, offset + first * ld, ld, data);
    }

    Block fromColumn(int first) {
      return new Block(rows, columns - first, offset + first, ld, data);
    }

    Block gaussian(SplittableRandom random, double zeros) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          data[offset + i * ld + j] =
              random.nextDouble() < zeros ? 0 : (float) random.nextGaussian();
        }
      }
      return this;
    }

    void sprinkleSpecial(SplittableRandom random, double share) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          if (random.nextDouble() < share) {
            data[offset + i * ld + j] = SPECIAL[random.nextInt(SPECIAL.length)];
          }
        }
      }
    }

    Block emptyCopy() {
      return new Block(rows, columns, offset);
    }

    float get(int i, int j) {
      return data[offset + i * ld + j];
    }

    void assertUntouchedAround() {
      for (int at = 0; at < data.length; at++) {
        int inRow = (at - offset) % Math.max(1, ld);
        if (at < offset || inRow >= columns) {
          assertEquals(UNTOUCHED, data[at], "element " + at + " beside the output");
        }
      }
    }
  }

  static final class Operands {
    final Block left;
    final Block right;
    final Block bias;
    final Block out;

    Operands(Block left, Block right, Block bias, Block out) {
      this.left = left;
      this.right = right;
      this.bias = bias;
      this.out = out;
    }

    Operands withNewOut() {
      return new Operands(left, right, bias, out.emptyCopy());
    }
  }

  private Operands operands(Product p, int n, int d, int u, int gap, double zeros) {
    Block x = new Block(n, d, gap).gaussian(random, zeros);
    Block w = new Block(d, u, gap).gaussian(random, 0);
    Block dz = new Block(n, u, gap).gaussian(random, 0);
    Block bias = new Block(1, u, gap).gaussian(random, 0);
    return switch (p) {
      case AFFINE -> new Operands(x, w, bias, new Block(n, u, gap));
      case INPUT_GRADIENT -> new Operands(dz, w, bias, new Block(n, d, gap));
      case WEIGHT_GRADIENT -> new Operands(x, dz, bias, new Block(d, u, gap));
    };
  }

  /** {@code Σ |a| |b|} of the terms of one output element, the scale of its error. */
  private static double magnitude(Product p, Operands o, int i, int j) {
    Block a = o.left;
    Block b = o.right;
    double sum = 0;
    switch (p) {
      case AFFINE -> {
        sum = Math.abs(o.bias.get(0, j));
        for (int k = 0; k < b.rows; k++) {
          sum += Math.abs((double) a.get(i, k) * b.get(k, j));
        }
      }
      case INPUT_GRADIENT -> {
        for (int k = 0; k < b.columns; k++) {
          sum += Math.abs((double) a.get(i, k) * b.get(j, k));
        }
      }
      case WEIGHT_GRADIENT -> {
        for (int k = 0; k < a.rows; k++) {
          sum += Math.abs((double) a.get(k, i) * b.get(k, j));
        }
      }
    }
    return sum;
  }

  private static int terms(Product p, int n, int d, int u) {
    return switch (p) {
      case AFFINE -> d;
      case INPUT_GRADIENT -> u;
      case WEIGHT_GRADIENT -> n;
    };
  }

  private void assertProduct(Product p, int n, int d, int u, Operands o) {
    Operands expected = o.withNewOut();
    p.compute(reference, n, d, u, expected);
    p.compute(kernels(), n, d, u, o);
    for (int i = 0; i < o.out.rows; i++) {
      for (int j = 0; j < o.out.columns; j++) {
        float want = expected.out.get(i, j);
        float got = o.out.get(i, j);
        if (Float.isFinite(want)) {
          // Every underflowing product may lose half of the smallest number.
          double bound =
              (2.0 * terms(p, n, d, u) + 2) * (EPSILON * magnitude(p, o, i, j) + Float.MIN_VALUE);
          if (!(Math.abs((double) want - got) <= bound)) {
            throw new AssertionError(
                n
                    + " x "
                    + d
                    + " x "
                    + u
                    + ": element "
                    + i
                    + ", "
                    + j
                    + " expected "
                    + want
                    + " got "
                    + got);
          }
        } else {
          assertEquals(want, got);
        }
      }
    }
    o.out.assertUntouchedAround();
  }

  @ParameterizedTest
  @EnumSource
  void products(Product p) {
    for (int n : ROWS) {
      for (int d : INNER) {
        for (int u : COLUMNS) {
          for (int gap : new int[] {0, GAP}) {
            assertProduct(p, n, d, u, operands(p, n, d, u, gap, 0.3));
          }
        }
      }
    }
    // The summed index is another one in each product, and tiles run along the others.
    for (int[] size :
        new int[][] {
          {70, 3, 9},
          {2, 70, 21},
          {1, 33, 3},
          {70, 40, 33},
          {16, 300, 20},
          {40, 130, 150},
          {45, 300, 333},
          {37, 530, 270},
          {35, 290, 600}
        }) {
      for (int gap : new int[] {0, GAP}) {
        assertProduct(
            p, size[0], size[1], size[2], operands(p, size[0], size[1], size[2], gap, 0.8));
      }
    }
  }

  @Test
  void productsCarrySpecialValues() {
    for (Product p : Product.values()) {
      for (int[] size : new int[][] {{9, 5, 3}, {4, 20, 20}, {33, 17, 40}, {64, 100, 10}}) {
        for (double share : new double[] {0.002, 0.02, 0.3}) {
          Operands o = operands(p, size[0], size[1], size[2], GAP, 0.5);
          o.left.sprinkleSpecial(random, share);
          o.right.sprinkleSpecial(random, share);
          assertProduct(p, size[0], size[1], size[2], o);
        }
      }
    }
  }

  /** The update that follows a gradient at once has the bits of one that comes later. */
  @ParameterizedTest
  @EnumSource
  void updatesAtOnceAreThoseOfOneAfterTheOther(WeightUpdate.Rule rule) {
    for (int[] size :
        new int[][] {{5, 3, 7}, {16, 40, 20}, {40, 70, 150}, {64, 85, 333}, {600, 40, 97}}) {
      for (float decay : new float[] {0, 0.01f}) {
        for (boolean sparse : new boolean[] {false, true}) {
          assertUpdate(rule, size[0], size[1], size[2], decay, sparse);
        }
      }
    }
  }

  private void assertUpdate(
      WeightUpdate.Rule rule, int n, int d, int u, float decay, boolean sparse) {
    Kernels k = kernels();
    float[] x = new Block(n, d, 0).gaussian(random, 0.7).data;
    float[] dz = new Block(n, u, 0).gaussian(random, 0).data;
    float[] w = new Block(d, u, 0).gaussian(random, 0).data;
    float[] v = new Block(d, u, 0).gaussian(random, 0).data;
    WeightUpdate later = new WeightUpdate(rule, 0.9f, w.clone(), v.clone());
    WeightUpdate atOnce = new WeightUpdate(rule, 0.9f, w, v);
    float[] dw = new float[d * u];
    float[] scratch = new float[d * u];
    int half = d / 2 / SparseRows.BLOCK * SparseRows.BLOCK;
    if (sparse) {
      SparseRows rows = new SparseRows(n, d);
      for (int i = 0; i < n; i++) {
        k.packRow(x, i * d, rows, i);
      }
      k.weightGradientSparse(rows, 0, d, u, dz, 0, u, dw, 0, u);
      k.weightUpdateSparse(rows, 0, half, u, dz, 0, u, scratch, 0, u, atOnce, 0.1f, decay);
      k.weightUpdateSparse(rows, half, d - half, u, dz, 0, u, scratch, 0, u, atOnce, 0.1f, decay);
    } else {
      k.weightGradient(n, d, u, x, 0, d, dz, 0, u, dw, 0, u);
      k.weightUpdate(n, half, u, x, 0, d, dz, 0, u, scratch, 0, u, atOnce, 0.1f, decay);
      k.weightUpdate(
          n, d - half, u, x, half, d, dz, 0, u, scratch, half * u, u, atOnce, 0.1f, decay);
    }
    later.apply(k, 0.1f, decay, d * u, dw, 0, 0);
    assertSameBits(later.values(), w);
    assertSameBits(later.velocities(), v);
  }

  /** A zero beside an infinite or undefined weight is no zero. */
  @Test
  void zeroTimesInfinityIsNotSkipped() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (Product p : new Product[] {Product.AFFINE, Product.WEIGHT_GRADIENT}) {
        Operands o = operands(p, 64, 200, 20, 0, 1);
        o.right.data[o.right.data.length / 2] = bad;
        assertProduct(p, 64, 200, 20, o);
      }
    }
  }

  @Test
  void bitsDoNotDependOnTheDivisionOfRows() {
    int n = 37;
    int d = 45;
    for (int u : new int[] {5, 7, 10, 16, 20, 33, 70}) {
      for (double zeros : new double[] {0, 0.9}) {
        for (Product p : Product.values()) {
          assertDivision(p, n, d, u, operands(p, n, d, u, GAP, zeros));
        }
      }
    }
  }

  private void assertDivision(Product p, int n, int d, int u, Operands o) {
    p.compute(kernels(), n, d, u, o);
    Operands parts = o.withNewOut();
    int rows = o.out.rows;
    for (int from = 0, size = 1; from < rows; from += size, size = size * 2 + 1) {
      int count = Math.min(size, rows - from);
      Block out = parts.out.fromRow(from);
      switch (p) {
        case AFFINE, INPUT_GRADIENT ->
            p.compute(
                kernels(), count, d, u, new Operands(o.left.fromRow(from), o.right, o.bias, out));
        case WEIGHT_GRADIENT ->
            p.compute(
                kernels(),
                n,
                count,
                u,
                new Operands(o.left.fromColumn(from), o.right, o.bias, out));
      }
    }
    assertSameBits(o.out.data, parts.out.data);
  }

  static void assertSameBits(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(actual[i])) {
        throw new AssertionError(
            "element " + i + ": expected " + expected[i] + " got " + actual[i]);
      }
    }
  }
}
