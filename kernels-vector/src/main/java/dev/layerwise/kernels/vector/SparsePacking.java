package dev.layerwise.kernels.vector;

import static dev.layerwise.kernels.vector.Lanes.BYTES;
import static dev.layerwise.kernels.vector.Lanes.COUNT;
import static dev.layerwise.kernels.vector.Lanes.FLOATS;
import static dev.layerwise.kernels.vector.Lanes.INTS;

import dev.layerwise.kernel.SparseRows;
import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Writes {@link SparseRows}, sixteen elements at a time: two blocks, one vector of 512 bits. Rows
 * come in the order of the blocks.
 */
final class SparsePacking {
  private static final int BLOCK = SparseRows.BLOCK;
  private static final VectorSpecies<Byte> MANY_BYTES = ByteVector.SPECIES_512;
  private static final int CHUNK = 64;
  private static final int GROUP = 16;

  private SparsePacking() {}

  static void packRow(float[] x, int xo, SparseRows target, int row) {
    int d = target.columns();
    int words = target.words();
    int at = row * (words + 1);
    int first = row * target.stride();
    int to = first;
    int block = first;
    boolean elementwise = target.elementwise();
    if (elementwise) {
      target.starts()[at] = 0;
    }
    for (int w = 0; w < words; w++) {
      int k = w * SparseRows.WORD;
      int end = Math.min(d, k + SparseRows.WORD);
      int bits = 0;
      IntVector index = IntVector.broadcast(INTS, k).addIndex(1);
      for (; k + COUNT <= end; k += COUNT) {
        FloatVector v = FloatVector.fromArray(FLOATS, x, xo + k);
        VectorMask<Float> found = v.compare(VectorOperators.NE, 0);
        if (elementwise) {
          v.compress(found).intoArray(target.elements(), to);
          index.compress(found.cast(INTS)).intoArray(target.elementColumns(), to);
        }
        index = index.add(COUNT);
        long lanes = found.toLong();
        to += Long.bitCount(lanes);
        long kept = ((lanes & 0xFF) == 0 ? 0 : 0xFF) | (lanes >>> BLOCK == 0 ? 0 : 0xFF00);
        v.compress(VectorMask.fromLong(FLOATS, kept)).intoArray(target.blocks(), block);
        block += Long.bitCount(kept);
        bits |= (int) ((kept & 1) | (kept >>> (BLOCK - 1) & 2)) << (k / BLOCK);
      }
      for (; k < end; k++) {
        if (x[xo + k] != 0) {
          if (elementwise) {
            target.elementColumns()[to] = k;
            target.elements()[to++] = x[xo + k];
          }
          int bit = 1 << (k / BLOCK);
          if ((bits & bit) == 0) {
            int start = k / BLOCK * BLOCK;
            int count = Math.min(BLOCK, d - start);
            System.arraycopy(x, xo + start, target.blocks(), block, count);
            Arrays.fill(target.blocks(), block + count, block + BLOCK, 0);
            block += BLOCK;
          }
          bits |= bit;
        }
      }
      target.bits()[w * target.capacity() + row] = bits;
      if (elementwise) {
        target.starts()[at + w + 1] = to - first;
      }
    }
  }

  /** {@code x · factor}, x being bytes from 0 to 255. */
  static void packBytes(byte[] x, int xo, float factor, SparseRows target, int row) {
    int d = target.columns();
    int words = target.words();
    int[] columns = target.elementColumns();
    float[] elements = target.elements();
    float[] blocks = target.blocks();
    int at = row * (words + 1);
    int first = row * target.stride();
    int to = first;
    int block = first;
    boolean elementwise = target.elementwise();
    if (elementwise) {
      target.starts()[at] = 0;
    }
    int bits = 0;
    IntVector lanes = IntVector.zero(INTS).addIndex(1);
    for (int chunk = 0; chunk < d; chunk += CHUNK) {
      long found = found(x, xo, chunk, d);
      // All groups of a chunk or none: which of them are empty cannot be foreseen.
      int end = found == 0 ? chunk : Math.min(d, chunk + CHUNK);
      for (int k = chunk; k < end; k += GROUP, found >>>= GROUP) {
        long here = found & 0xFFFF;
        long kept = ((here & 0xFF) == 0 ? 0 : 0xFF) | (here >>> BLOCK == 0 ? 0 : 0xFF00);
        bits |= (int) ((kept & 1) | (kept >>> (BLOCK - 1) & 2)) << (k / BLOCK);
        if (k + GROUP <= d) {
          ByteVector bytes = ByteVector.fromArray(BYTES, x, xo + k);
          Vector<Integer> numbers = bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
          FloatVector v = ((FloatVector) numbers.convert(VectorOperators.I2F, 0)).mul(factor);
          if (elementwise) {
            v.compress(VectorMask.fromLong(FLOATS, here)).intoArray(elements, to);
            lanes.add(k).compress(VectorMask.fromLong(INTS, here)).intoArray(columns, to);
          }
          v.compress(VectorMask.fromLong(FLOATS, kept)).intoArray(blocks, block);
        } else {
          packEnd(x, xo, d, k, factor, here, kept, target, to, block);
        }
        to += Long.bitCount(here);
        block += Long.bitCount(kept);
      }
      if ((chunk + CHUNK) % SparseRows.WORD == 0 || chunk + CHUNK >= d) {
        int w = chunk / SparseRows.WORD;
        target.bits()[w * target.capacity() + row] = bits;
        if (elementwise) {
          target.starts()[at + w + 1] = to - first;
        }
        bits = 0;
      }
    }
  }

  /** One bit for every byte of a chunk that is not zero. */
  private static long found(byte[] x, int xo, int chunk, int d) {
    if (chunk + CHUNK <= d) {
      return ByteVector.fromArray(MANY_BYTES, x, xo + chunk)
          .compare(VectorOperators.NE, (byte) 0)
          .toLong();
    }
    long found = 0;
    for (int k = chunk; k < d; k++) {
      found |= (x[xo + k] == 0 ? 0L : 1L) << (k - chunk);
    }
    return found;
  }

  /** The last elements of a row that do not fill a vector. */
  private static void packEnd(
      byte[] x,
      int xo,
      int d,
      int from,
      float factor,
      long here,
      long kept,
      SparseRows target,
      int firstElement,
      int firstBlock) {
    int to = firstElement;
    int block = firstBlock;
    Arrays.fill(target.blocks(), block, block + GROUP, 0);
    for (int k = from; k < d; k++) {
      float value = (x[xo + k] & 0xFF) * factor;
      if (target.elementwise() && (here >>> (k - from) & 1) != 0) {
        target.elementColumns()[to] = k;
        target.elements()[to++] = value;
      }
      if ((kept >>> (k - from) & 1) != 0) {
        target.blocks()[block++] = value;
      }
    }
  }
}
