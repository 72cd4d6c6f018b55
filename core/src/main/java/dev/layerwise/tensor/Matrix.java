package dev.layerwise.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dense matrix of 32-bit floats; a row is an example.
 *
 * <p>Element (i, j) lies at {@code data()[i * columns() + j]}, but for some of the values that a
 * network computes in training, see {@link #layout}, and for the weights of a wide first layer, see
 * {@link #pieces}. {@link #get} finds it anyway. A matrix is allocated for a largest number of rows
 * and then reused: {@link #resize} changes how many of them count, for the last, smaller mini-batch
 * of an epoch.
 */
public final class Matrix {
  private final float[] data;
  private final int columns;
  private final int capacity;
  private int rows;
  private final @Nullable ColumnPieces pieces;
  private Layout layout = Layout.ROWS;

  /**
   * Allocates a matrix of zeros.
   *
   * @throws IllegalArgumentException if a dimension is negative or the matrix has more than 2^31 -
   *     9 elements, which no array holds
   */
  public Matrix(int rows, int columns) {
    this(rows, columns, zeros(rows, columns), null);
  }

  /** Allocates a matrix of zeros that lies in pieces and keeps its number of rows. */
  public Matrix(ColumnPieces pieces) {
    this(pieces.rows(), pieces.columns(), zeros(pieces.rows(), pieces.columns()), pieces);
  }

  private static float[] zeros(int rows, int columns) {
    if (rows < 0 || columns < 0 || (long) rows * columns > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "matrix: cannot hold " + rows + " x " + columns + " elements");
    }
    return new float[rows * columns];
  }

  private Matrix(int rows, int columns, float[] data, @Nullable ColumnPieces pieces) {
    this.pieces = count(pieces) > 1 ? pieces : null;
    this.data = data;
    this.columns = columns;
    this.capacity = rows;
    this.rows = rows;
  }

  /**
   * A matrix over an existing array, which is shared, not copied.
   *
   * @throws IllegalArgumentException if the array's length is not {@code rows * columns}
   */
  public static Matrix wrap(int rows, int columns, float... data) {
    if (rows < 0 || columns < 0 || (long) rows * columns != data.length) {
      throw new IllegalArgumentException(
          "matrix: " + rows + " x " + columns + " elements expected, got " + data.length);
    }
    return new Matrix(rows, columns, data, null);
  }

  /** The rows that count at present. */
  public int rows() {
    return rows;
  }

  /** The number of columns. */
  public int columns() {
    return columns;
  }

  /** The largest number of rows. */
  public int capacity() {
    return capacity;
  }

  /** The number of elements that count at present: rows times columns. */
  public int size() {
    return rows * columns;
  }

  /** How the elements lie; as it was said when the matrix was last resized. */
  public Layout layout() {
    return layout;
  }

  /** The pieces in which the columns lie; null if rows are whole. */
  public @Nullable ColumnPieces pieces() {
    return pieces;
  }

  /** The backing array, in which the elements lie as {@link #layout} and {@link #pieces} say. */
  public float[] data() {
    return data;
  }

  /** The elements that count row after row: the backing array if they lie so, else a copy. */
  public float[] byRows() {
    if (layout == Layout.ROWS && pieces == null) {
      return data;
    }
    float[] values = new float[size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(i / columns, i % columns);
    }
    return values;
  }

  /** A matrix of zeros of the same shape, for as many rows, that lies alike. */
  public Matrix likewise() {
    return pieces == null ? new Matrix(rows, columns) : new Matrix(pieces);
  }

  /**
   * Sets how many rows count, one after the other.
   *
   * @throws IllegalArgumentException if the matrix was not allocated for as many
   */
  public void resize(int newRows) {
    resize(newRows, Layout.ROWS);
  }

  /**
   * Sets how many rows count, and how they are going to lie; the elements are to be written anew.
   *
   * @throws IllegalArgumentException if the matrix was not allocated for as many, or they are not
   *     whole groups of the layout
   */
  public void resize(int newRows, Layout newLayout) {
    if (newRows < 0 || newRows > capacity) {
      throw new IllegalArgumentException(
          "matrix: allocated for " + capacity + " rows, cannot hold " + newRows);
    }
    if (newLayout == Layout.INTERLEAVED && newRows % Layout.GROUP != 0) {
      throw new IllegalArgumentException(
          "matrix: whole groups of " + Layout.GROUP + " rows can be interleaved, not " + newRows);
    }
    if (pieces != null && (newRows != rows || newLayout != Layout.ROWS)) {
      throw new IllegalArgumentException("matrix: in pieces, it keeps its " + rows + " rows");
    }
    rows = newRows;
    layout = newLayout;
  }

  /** Element (row, column). */
  public float get(int row, int column) {
    return data[index(row, column)];
  }

  /** Sets element (row, column). */
  public void set(int row, int column, float value) {
    data[index(row, column)] = value;
  }

  private int index(int row, int column) {
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      throw new IndexOutOfBoundsException(
          "matrix " + rows + " x " + columns + ": no element (" + row + ", " + column + ")");
    }
    return pieces == null ? layout.index(row, column, columns) : pieces.index(row, column);
  }

  /** Sets every element. */
  public void fill(float value) {
    Arrays.fill(data, value);
  }

  /**
   * Copies another matrix of the same shape into this one, and takes over how its rows lie; pieces
   * stay what they are.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public void copyFrom(Matrix other) {
    if (other.rows != rows || other.columns != columns) {
      throw new IllegalArgumentException(
          "matrix: cannot copy "
              + other.rows
              + " x "
              + other.columns
              + " into "
              + rows
              + " x "
              + columns);
    }
    if (count(pieces) == count(other.pieces)) {
      System.arraycopy(other.data, 0, data, 0, size());
      layout = other.layout;
      return;
    }
    layout = Layout.ROWS;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        set(i, j, other.get(i, j));
      }
    }
  }

  private static int count(@Nullable ColumnPieces pieces) {
    return pieces == null ? 1 : pieces.count();
  }

  /** A copy of the rows that count. */
  public Matrix copy() {
    Matrix copy = new Matrix(rows, columns, Arrays.copyOf(data, size()), pieces);
    copy.layout = layout;
    return copy;
  }

  @Override
  public String toString() {
    return "Matrix[" + rows + " x " + columns + "]";
  }
}
