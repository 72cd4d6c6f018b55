package dev.layerwise.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of bytes from 0 to 255 without their zeros, kept for being read many times.
 *
 * <p>Finding the zeros of an image takes longer than multiplying what is left. Examples that are
 * drawn again in every epoch are therefore searched once and kept in the views of {@link
 * SparseRows}, as bytes still: of a handwritten digit's 784 pixels this takes some 260 bytes, or
 * 640 with the view of elements, which {@link Kernels#expandBytes} reads as one stream. Halves of a
 * row lie one behind the other.
 */
public final class SparseBytes {
  /** What a row's place is unless it is held. */
  private static final int ABSENT = -1;

  /** Whole vectors may be read from where a row ends. */
  private static final int SLACK = 64;

  private static final int CACHE_LINE = 64;

  /** The share of rows that have no more blocks than is usual. */
  private static final double USUAL_SHARE = 0.85;

  private static final int MOST = Integer.MAX_VALUE - 4 * SLACK;
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle FOUR =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final boolean elementwise;

  /** All columns, or their halves. */
  private final List<BlockOrder> orders;

  /** How many words of a row there are before each half, and in all. */
  private final int[] words;

  /** The bytes of a row before its blocks. */
  private final int head;

  /** Where each row begins. */
  private final int[] starts;

  private byte[] content;
  private int end;

  /** The bytes that a row takes on average. */
  private int average;

  /** How many rows have so many blocks in a half, for each half. */
  private final int[][] counts;

  /** The bytes of blocks that a {@link #USUAL_SHARE} of the rows has at most, for each half. */
  private final int[] usual;

  private SparseBytes(int rows, List<BlockOrder> orders, boolean elementwise) {
    this.elementwise = elementwise;
    this.orders = List.copyOf(orders);
    this.words = new int[orders.size() + 1];
    this.counts = new int[orders.size()][];
    this.usual = new int[orders.size()];
    for (int i = 0; i < orders.size(); i++) {
      counts[i] = new int[Math.ceilDiv(orders.get(i).columns(), SparseRows.BLOCK) + 1];
      words[i + 1] = words[i] + Math.ceilDiv(orders.get(i).columns(), SparseRows.WORD);
    }
    this.head = (elementwise ? 2 : 1) * Integer.BYTES * words[orders.size()];
    this.starts = new int[rows];
    Arrays.fill(starts, ABSENT);
    this.content = new byte[SLACK];
  }

  /**
   * Keeps some rows of a matrix of bytes.
   *
   * @param x the matrix, row after row
   * @param rows its rows, n
   * @param orders the blocks of its columns, d, or of their halves
   * @param wanted the numbers of the rows to keep
   * @param elementwise whether the view of elements is wanted: not of halves
   * @return null if they need more than an array can hold
   */
  public static @Nullable SparseBytes of(
      byte[] x, int rows, List<BlockOrder> orders, int[] wanted, boolean elementwise) {
    int columns = orders.getFirst().allColumns();
    SparseBytes kept = new SparseBytes(rows, orders, elementwise);
    for (int i = 0; i < wanted.length; i++) {
      if (!kept.reserve(i, wanted.length)) {
        return null;
      }
      kept.add(x, wanted[i] * columns, wanted[i]);
    }
    kept.average = kept.end / Math.max(1, wanted.length);
    for (int half = 0; half < orders.size(); half++) {
      kept.usual[half] = SparseRows.BLOCK * kept.mostBlocks(half, wanted.length);
    }
    return kept;
  }

  private int mostBlocks(int half, int rows) {
    int blocks = 0;
    for (int sum = counts[half][0]; sum < USUAL_SHARE * rows; blocks++) {
      sum += counts[half][blocks + 1];
    }
    return blocks;
  }

  /**
   * Makes room for a row of any kind, by what the rows so far have taken; false if there is none.
   */
  private boolean reserve(int done, int all) {
    int columns = orders.getFirst().allColumns();
    long most = head + 3L * columns + 2L * SparseRows.BLOCK + SLACK;
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
    int bits = end + head - Integer.BYTES * words[orders.size()];
    end += head;
    for (int half = 0; half < orders.size(); half++) {
      int first = end;
      addBlocks(x, xo, orders.get(half), bits + Integer.BYTES * words[half]);
      counts[half][(end - first) / SparseRows.BLOCK]++;
    }
    if (elementwise) {
      addElements(x, xo, starts[row]);
    }
  }

  /** The blocks of a row, and from {@code bits} on which they are. */
  private void addBlocks(byte[] x, int xo, BlockOrder order, int bits) {
    int columns = order.columns();
    for (int from = 0; from < columns; from += SparseRows.WORD) {
      int to = Math.min(columns, from + SparseRows.WORD);
      int word = 0;
      for (int k = from; k < to; k += SparseRows.BLOCK) {
        long block =
            order.isNatural()
                ? block(x, xo + k, Math.min(SparseRows.BLOCK, to - k))
                : patch(x, xo + order.column(k), order.pairDistance());
        if (block != 0) {
          word |= 1 << (k / SparseRows.BLOCK);
          EIGHT.set(content, end, block);
          end += SparseRows.BLOCK;
        }
      }
      FOUR.set(content, bits + from / SparseRows.WORD * Integer.BYTES, word);
    }
  }

  /** The columns and values of a row, and from {@code counts} on how many they are. */
  private void addElements(byte[] x, int xo, int counts) {
    int columns = orders.getFirst().columns();
    // Values wait behind the most that columns can take.
    int values = end + columns;
    int count = 0;
    for (int from = 0; from < columns; from += SparseRows.WORD) {
      for (int k = from; k < Math.min(columns, from + SparseRows.WORD); k++) {
        byte value = x[xo + k];
        content[end + count] = (byte) k;
        content[values + count] = value;
        // Without a branch, which nobody could foresee.
        count += (value | -value) >>> 31;
      }
      FOUR.set(content, counts + from / SparseRows.WORD * Integer.BYTES, count);
    }
    System.arraycopy(content, values, content, end + count, count);
    end += 2 * count;
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
    return (x[from] & 0xFFL) | ((x[from + 1] & 0xFFL) << Byte.SIZE);
  }

  /**
   * One row after the other: its blocks that are not empty; if there is a view of elements, the
   * columns of those that are not zero, each modulo {@link SparseRows#WORD}, and their values. A
   * vector may be read whole wherever one of its bytes counts.
   */
  public byte[] content() {
    return content;
  }

  /** Where the blocks of a half of a row begin in {@link #content}. */
  public int start(int row, int half) {
    int at = starts[row] + head;
    for (int w = 0; w < words[half]; w++) {
      at += Integer.bitCount(word(row, w)) * SparseRows.BLOCK;
    }
    return at;
  }

  /**
   * The bytes of blocks that most rows have at most. So many may be read of every row: a loop that
   * always takes as many rounds has an end that the processor can foresee.
   */
  public int usual(int half) {
    return usual[half];
  }

  /** How many elements of a row up to the end of a word are not zero. */
  public int countTo(int row, int word) {
    return (int) FOUR.get(content, starts[row] + Integer.BYTES * word);
  }

  /** Which blocks of a word of a half are not empty, as in {@link SparseRows#bits}. */
  public int bits(int row, int half, int word) {
    return word(row, words[half] + word);
  }

  private int word(int row, int word) {
    int first = starts[row] + head - Integer.BYTES * words[orders.size()];
    return (int) FOUR.get(content, first + Integer.BYTES * word);
  }

  /**
   * Reads a little of the cache lines of some rows, as many as most rows have: their true number
   * would have to be waited for. Returns a meaningless number.
   */
  public int touch(int[] rows, int from, int count) {
    return touch(rows, from, count, 0, average);
  }

  /** The same where one of two halves will be read. */
  public int touchHalf(int half, int[] rows, int from, int count) {
    int middle = average / 2;
    return half == 0
        ? touch(rows, from, count, 0, middle)
        : touch(rows, from, count, 0, 1) + touch(rows, from, count, middle, average);
  }

  private int touch(int[] rows, int from, int count, int begin, int end) {
    int lines = (end - begin) / CACHE_LINE + 2;
    int sum = 0;
    for (int k = from; k < from + count; k++) {
      int at = Math.max(0, Math.min(starts[rows[k]] + begin, content.length - lines * CACHE_LINE));
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
    return "SparseBytes[" + starts.length + " x " + orders + ", " + end + " bytes]";
  }
}
