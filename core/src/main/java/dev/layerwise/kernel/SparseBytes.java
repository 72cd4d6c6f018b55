package dev.layerwise.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of bytes from 0 to 255 without their zeros, kept for being read many times.
 *
 * <p>Finding the zeros of an image takes longer than multiplying what is left. Examples that are
 * drawn again in every epoch are therefore searched once and kept in the views of {@link
 * SparseRows}, as bytes still: of a handwritten digit's 784 pixels this takes some 340 bytes, or
 * 640 with the view of elements, which {@link Kernels#expandBytes} reads as one stream.
 */
public final class SparseBytes {
  /** What a row's place is unless it is held. */
  private static final int ABSENT = -1;

  /** Whole vectors may be read from where a row ends. */
  private static final int SLACK = 64;

  private static final int CACHE_LINE = 64;

  private static final int MOST = Integer.MAX_VALUE - 4 * SLACK;
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle FOUR =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle TWO =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private final boolean elementwise;
  private final BlockOrder order;
  private final int columns;
  private final int words;

  /** Where each row begins. */
  private final int[] starts;

  private byte[] content;
  private int end;

  /** The cache lines that a row touches at most times. */
  private int lines;

  private SparseBytes(int rows, BlockOrder order, boolean elementwise) {
    this.elementwise = elementwise;
    this.order = order;
    this.columns = order.columns();
    this.words = Math.ceilDiv(columns, SparseRows.WORD);
    this.starts = new int[rows];
    Arrays.fill(starts, ABSENT);
    this.content = new byte[SLACK];
  }

  /**
   * Keeps some rows of a matrix of bytes.
   *
   * @param x the matrix, row after row
   * @param rows its rows, n
   * @param order the blocks of its columns, d
   * @param wanted the numbers of the rows to keep
   * @param elementwise whether the view of elements is wanted
   * @return null if they need more than an array can hold
   */
  public static @Nullable SparseBytes of(
      byte[] x, int rows, BlockOrder order, int[] wanted, boolean elementwise) {
    int columns = order.columns();
    SparseBytes kept = new SparseBytes(rows, order, elementwise);
    for (int i = 0; i < wanted.length; i++) {
      if (!kept.reserve(i, wanted.length)) {
        return null;
      }
      kept.add(x, wanted[i] * columns, wanted[i]);
    }
    kept.lines = kept.end / (CACHE_LINE * Math.max(1, wanted.length)) + 2;
    return kept;
  }

  /**
   * Makes room for a row of any kind, by what the rows so far have taken; false if there is none.
   */
  private boolean reserve(int done, int all) {
    long most = 2L * Integer.BYTES * words + 3L * columns + SparseRows.BLOCK + SLACK;
    if (end + most <= content.length) {
      return true;
    }
    if (end + most > MOST) {
      return false;
    }
    double expected = done == 0 ? columns : (double) end / done;
    long length = (long) (end + most + 1.02 * expected * (all - done));
    content = Arrays.copyOf(content, (int) Math.min(MOST, length));
    return true;
  }

  private void add(byte[] x, int xo, int row) {
    starts[row] = end;
    int head = end;
    end += 2 * Integer.BYTES * words;
    int count = 0;
    // The blocks lie where they belong; columns and values wait behind the most that these can
    // take.
    int blocks = end;
    int places = end + Math.ceilDiv(columns, SparseRows.BLOCK) * SparseRows.BLOCK;
    int values = places + columns;
    for (int w = 0; w < words; w++) {
      int bits = 0;
      int from = w * SparseRows.WORD;
      int to = Math.min(columns, from + SparseRows.WORD);
      for (int k = from; k < to; k += SparseRows.BLOCK) {
        int width = Math.min(SparseRows.BLOCK, to - k);
        long block =
            order.isNatural()
                ? block(x, xo + k, width)
                : patch(x, xo + order.column(k), order.pairDistance());
        if (block != 0) {
          bits |= 1 << (k / SparseRows.BLOCK);
          EIGHT.set(content, blocks, block);
          blocks += SparseRows.BLOCK;
          for (int q = 0; elementwise && q < width; q++) {
            byte value = x[xo + k + q];
            content[places + count] = (byte) (k + q);
            content[values + count] = value;
            // Without a branch, which nobody could foresee.
            count += (value | -value) >>> 31;
          }
        }
      }
      FOUR.set(content, head + Integer.BYTES * w, count);
      FOUR.set(content, head + Integer.BYTES * (words + w), bits);
    }
    end = blocks;
    if (elementwise) {
      System.arraycopy(content, places, content, end, count);
      System.arraycopy(content, values, content, end + count, count);
      end += 2 * count;
    }
  }

  private static long block(byte[] x, int from, int width) {
    if (width == SparseRows.BLOCK) {
      return (long) EIGHT.get(x, from);
    }
    long block = 0;
    for (int q = 0; q < width; q++) {
      block |= (x[from + q] & 0xFFL) << (q * Byte.SIZE);
    }
    return block;
  }

  /**
   * Eight bytes that are four pairs, {@code distance} apart from each other; the first byte is the
   * lowest.
   */
  public static long patch(byte[] x, int from, int distance) {
    int third = from + 2 * distance;
    return two(x, from)
        | (two(x, from + distance) << 16)
        | (two(x, third) << 32)
        | (two(x, third + distance) << 48);
  }

  private static long two(byte[] x, int from) {
    return (short) TWO.get(x, from) & 0xFFFFL;
  }

  /** The length of a row, d. */
  public int columns() {
    return columns;
  }

  /** The number of words of a row, as in {@link SparseRows#words}. */
  public int words() {
    return words;
  }

  /**
   * One row after the other: its blocks that are not empty; if there is a view of elements, the
   * columns of those that are not zero, each modulo {@link SparseRows#WORD}, and their values. A
   * vector may be read whole wherever one of its bytes counts.
   */
  public byte[] content() {
    return content;
  }

  /** Where the blocks of a row begin in {@link #content}. */
  public int start(int row) {
    return starts[row] + 2 * Integer.BYTES * words;
  }

  /** How many elements of a row up to the end of a word are not zero. */
  public int countTo(int row, int word) {
    return (int) FOUR.get(content, starts[row] + Integer.BYTES * word);
  }

  /** Which blocks of a word are not empty, as in {@link SparseRows#bits}. */
  public int bits(int row, int word) {
    return (int) FOUR.get(content, starts[row] + Integer.BYTES * (words + word));
  }

  /**
   * Reads a little of the cache lines of some rows, as many as most rows have: their true number
   * would have to be waited for. Returns a meaningless number.
   */
  public int touch(int[] rows, int from, int count) {
    int sum = 0;
    for (int k = from; k < from + count; k++) {
      int at = Math.max(0, Math.min(starts[rows[k]], content.length - lines * CACHE_LINE));
      for (int line = 0; line < lines; line++) {
        sum += content[at + line * CACHE_LINE];
      }
    }
    return sum;
  }

  /** The bytes that the rows take in {@link #content}. */
  public int length() {
    return end;
  }

  @Override
  public String toString() {
    return "SparseBytes[" + starts.length + " x " + columns + ", " + end + " bytes]";
  }
}
