package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.BYTES;
import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.INTS;

import dev.layerwise.kernel.SparseBytes;
import dev.layerwise.kernel.SparseRows;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;

/**
 * Bytes without zeros become the floats that products read.
 *
 * <p>Whole vectors are read and written, and as many as most rows have: what is too much is
 * overwritten by what comes next, or lies behind the blocks of a row, where nobody reads.
 */
final class SparseExpansion {
  private SparseExpansion() {}

  static void expandBytes(
      SparseBytes source, int from, int half, float factor, SparseRows target, int row) {
    int words = target.words();
    int first = row * target.stride();
    int at = source.start(from, half);
    int blocks = 0;
    for (int w = 0; w < words; w++) {
      int bits = source.bits(from, half, w);
      target.bits()[w * target.capacity() + row] = bits;
      blocks += Integer.bitCount(bits);
    }
    int length = blocks * SparseRows.BLOCK;
    int rounds = Math.max(length, source.usual(half));
    widen(rounds, source.content(), at, factor, target.blocks(), first);
    if (target.elementwise()) {
      expandElements(source, from, at + length, factor, target, row);
    }
  }

  private static void expandElements(
      SparseBytes source, int from, int at, float factor, SparseRows target, int row) {
    byte[] content = source.content();
    int[] columns = target.elementColumns();
    int words = target.words();
    int first = row * target.stride();
    int starts = row * (words + 1);
    int count = 0;
    target.starts()[starts] = 0;
    for (int w = 0; w < words; w++) {
      int end = source.countTo(from, w);
      for (int q = count; q < end; q += COUNT) {
        integers(content, at + q).add(w * SparseRows.WORD).intoArray(columns, first + q);
      }
      count = end;
      target.starts()[starts + w + 1] = end;
    }
    widen(count, content, at + count, factor, target.elements(), first);
  }

  private static void widen(int count, byte[] x, int xo, float factor, float[] y, int yo) {
    for (int q = 0; q < count; q += COUNT) {
      FloatVector v = (FloatVector) integers(x, xo + q).convert(VectorOperators.I2F, 0);
      v.mul(factor).intoArray(y, yo + q);
    }
  }

  private static IntVector integers(byte[] x, int at) {
    Vector<Integer> wide =
        ByteVector.fromArray(BYTES, x, at).convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
    return (IntVector) wide;
  }
}
