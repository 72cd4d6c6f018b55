package dev.layerwise.kernel;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The rows of a mini-batch without their zeros: four fifths of the pixels of a handwritten digit
 * are zero, and a zero adds nothing to a product.
 *
 * <p>Two views of the same rows, n × d:
 *
 * <ul>
 *   <li><i>Elements</i>: row i lists its elements that are not zero, by ascending column. A forward
 *       pass of few rows walks along them. Where nobody does, they may be missing.
 *   <li><i>Blocks</i>: {@link #BLOCK} columns are kept together unless all of them are zero, and
 *       {@link #bits()} tells which. A weight gradient walks down the rows, block by block.
 * </ul>
 *
 * <p>The columns of a block need not be neighbours: see {@link BlockOrder}. The columns are then
 * counted in that order, by their <i>positions</i>, and there is no view of elements. Nor need they
 * be all columns of a matrix: rows in halves are two of these, of which each knows its own.
 *
 * <p>What is packed may be pixels that are not standardised yet: element (i, k) is then {@code v[i,
 * k] · factors[k] + shifts[k]}, v being what was packed, and a pixel that is zero, though its
 * element is none, still needs no work of its own. Kernels multiply a block's weights by its
 * factors once for all rows, and add what the shifts contribute, the same for every row. Such rows
 * have no view of elements.
 *
 * <p>NaN is not zero; -0 is. Rows are written by {@link Kernels#packRow}, by several threads at
 * once if need be.
 */
public final class SparseRows {
  /** The columns of a block. */
  public static final int BLOCK = 8;

  /** The columns whose blocks share an integer of {@link #bits()}. */
  public static final int WORD = BLOCK * Integer.SIZE;

  /** The most lanes of a vector, which may be stored whole beyond the end of a list. */
  private static final int SLACK = 16;

  private static final AtomicLong PASSES = new AtomicLong();

  private final int capacity;
  private final int columns;
  private final int stride;
  private final int words;
  private final int[] elementColumns;
  private final float[] elements;
  private final int[] starts;
  private final float[] blocks;
  private final int[] bits;
  private final boolean elementwise;
  private final BlockOrder order;
  private float[] factors = {};
  private float[] shifts = {};
  private int rows;
  private long pass;

  /** Allocates up to {@code capacity} rows of {@code columns} elements, with both views. */
  public SparseRows(int capacity, int columns) {
    this(capacity, columns, true);
  }

  /**
   * Allocates up to {@code capacity} rows of {@code columns} elements.
   *
   * @param elementwise whether the view of elements is wanted; see {@link Kernels#readsElements}
   */
  public SparseRows(int capacity, int columns, boolean elementwise) {
    this(capacity, elementwise, BlockOrder.natural(columns));
  }

  /**
   * The same for columns in blocks of any order.
   *
   * @throws IllegalArgumentException if elements are wanted, and the order is not the natural one
   */
  public SparseRows(int capacity, boolean elementwise, BlockOrder order) {
    if (elementwise && !order.isNatural()) {
      throw new IllegalArgumentException(
          "sparse rows: the view of elements needs the columns in their natural order");
    }
    int columns = order.columns();
    this.order = order;
    this.elementwise = elementwise;
    this.capacity = capacity;
    this.columns = columns;
    this.stride = Math.ceilDiv(columns, BLOCK) * BLOCK + SLACK;
    this.words = Math.ceilDiv(columns, WORD);
    int length = Math.multiplyExact(capacity, stride);
    this.elementColumns = new int[elementwise ? length : 0];
    this.elements = new float[elementwise ? length : 0];
    // A whole vector can be read from where any block begins.
    this.blocks = new float[length + BLOCK];
    this.starts = new int[elementwise ? capacity * (words + 1) : 0];
    this.bits = new int[capacity * words];
    this.rows = capacity;
  }

  /**
   * Says that what is packed is to be standardised; see above.
   *
   * @param newFactors one for each column, those of another half included; kept, not copied, as are
   *     the shifts
   * @throws IllegalStateException if there is a view of elements
   */
  public void standardize(float[] newFactors, float[] newShifts) {
    if (elementwise) {
      throw new IllegalStateException("sparse rows: standardised ones have no view of elements");
    }
    if (newFactors.length != order.allColumns() || newShifts.length != order.allColumns()) {
      throw new IllegalArgumentException(
          "sparse rows: "
              + order.allColumns()
              + " columns, but "
              + newFactors.length
              + " factors and "
              + newShifts.length
              + " shifts");
    }
    factors = newFactors;
    shifts = newShifts;
  }

  /** Whether elements are {@code v · factor + shift}. */
  public boolean standardized() {
    return factors.length > 0;
  }

  /** What values of a column are multiplied by; empty unless {@link #standardized}. */
  public float[] factors() {
    return factors;
  }

  /** What is added to values of a column then; empty unless {@link #standardized}. */
  public float[] shifts() {
    return shifts;
  }

  /** The rows that count at present, n. */
  public int rows() {
    return rows;
  }

  /** The most rows. */
  public int capacity() {
    return capacity;
  }

  /** The length of a row, d: of all columns those that are in a block. */
  public int columns() {
    return columns;
  }

  /** Which columns are in which block. */
  public BlockOrder order() {
    return order;
  }

  /** The number of words of a row: {@code ceil(d / WORD)}. */
  public int words() {
    return words;
  }

  /**
   * Sets how many rows count.
   *
   * @throws IllegalArgumentException if there is no room for as many
   */
  public void resize(int newRows) {
    if (newRows < 0 || newRows > capacity) {
      throw new IllegalArgumentException(
          "sparse rows: allocated for " + capacity + " rows, cannot hold " + newRows);
    }
    rows = newRows;
  }

  /**
   * Begins a pass: from the first time that a kernel reads these rows until the next pass begins
   * they stay as they are, and whatever a kernel has found out about them holds.
   */
  public void beginPass() {
    pass = PASSES.incrementAndGet();
  }

  /** The number of the pass at hand, which no other rows have; 0 outside of one. */
  public long pass() {
    return pass;
  }

  /** Whether there is the view of elements as well as that of blocks. */
  public boolean elementwise() {
    return elementwise;
  }

  /**
   * The distance between the beginnings of two rows in {@link #elementColumns}, {@link #elements}
   * and {@link #blocks}.
   */
  public int stride() {
    return stride;
  }

  /**
   * The columns of the elements that are not zero; those of row i begin at {@code i * stride()}.
   */
  public int[] elementColumns() {
    return elementColumns;
  }

  /** The elements that are not zero, at the same places. */
  public float[] elements() {
    return elements;
  }

  /**
   * How many elements that are not zero a row has before each word, and in all: word w of row i at
   * {@code i * (words() + 1) + w}.
   */
  public int[] starts() {
    return starts;
  }

  /**
   * The blocks that are not empty, one after the other; those of row i begin at {@code i *
   * stride()}.
   */
  public float[] blocks() {
    return blocks;
  }

  /**
   * Which blocks are not empty: position k of row i has bit {@code k / BLOCK % 32} of element
   * {@code k / WORD * capacity() + i}, so that the same word of all rows lies together.
   */
  public int[] bits() {
    return bits;
  }

  /** The number of elements of a row that are not zero. */
  public int count(int row) {
    return starts[row * (words + 1) + words];
  }

  /** How many blocks of a row before the one of a position are not empty. */
  public int blocksBefore(int row, int position) {
    int word = position / WORD;
    int before = 0;
    for (int w = 0; w < word; w++) {
      before += Integer.bitCount(bits[w * capacity + row]);
    }
    int within = position / BLOCK % Integer.SIZE;
    return within == 0
        ? before
        : before + Integer.bitCount(bits[word * capacity + row] << (Integer.SIZE - within));
  }

  /** Element (row, column), zero or not. */
  public float get(int row, int column) {
    int position = order.position(column);
    int bit = bits[position / WORD * capacity + row] >>> (position / BLOCK) & 1;
    int at = row * stride + blocksBefore(row, position) * BLOCK + position % BLOCK;
    float value = bit == 0 ? 0 : blocks[at];
    return standardized() ? Math.fma(value, factors[column], shifts[column]) : value;
  }

  /**
   * Writes the columns of these rows out, zeros and all.
   *
   * @param x a matrix of n rows and all columns, those of another half included
   */
  public void unpack(float[] x) {
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < columns; k++) {
        int column = order.column(k);
        x[i * order.allColumns() + column] = get(i, column);
      }
    }
  }
}
