package dev.layerwise.tensor;

import java.util.Arrays;

/**
 * A dense matrix of 32-bit floats; a row is an example.
 *
 * <p>Element (i, j) lies at {@code data()[i * columns() + j]}, but for some of the values that a
 * network computes in training; see {@link #layout}. A matrix is allocated for a largest number of
 * rows and then reused: {@link #resize} changes how many of them count, for the last, smaller
 * mini-batch of an epoch.
 */
public final class Matrix {
  private final float[] data;
  private final int columns;
  private final int capacity;
  private int rows;
  private Layout layout = Layout.ROWS;

  /**
   * Allocates a matrix of zeros.
   *
   * @throws IllegalArgumentException if a dimension is negative or the matrix has more than 2^31 -
   *     9 elements, which no array holds
   */
  public Matrix(int rows, int columns) {
    if (rows < 0 || columns < 0 || (long) rows * columns > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "matrix: cannot hold " + rows + " x " + columns + " elements");
    }
    this.data = new float[rows * columns];
    this.columns = columns;
    this.capacity = rows;
    this.rows = rows;
  }

  private Matrix(int rows, int columns, float[] data) {
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
    return new Matrix(rows, columns, data);
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

  /** The backing array, in which the elements lie as the {@link #layout} says. */
  public float[] data() {
    return data;
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
    return layout.index(row, column, columns);
  }

  /** Sets every element. */
  public void fill(float value) {
    Arrays.fill(data, value);
  }

  /**
   * Copies another matrix of the same shape into this one, and takes over how it lies.
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
    System.arraycopy(other.data, 0, data, 0, size());
    layout = other.layout;
  }

  /** A copy of the rows that count. */
  public Matrix copy() {
    Matrix copy = new Matrix(rows, columns, Arrays.copyOf(data, size()));
    copy.layout = layout;
    return copy;
  }

  @Override
  public String toString() {
    return "Matrix[" + rows + " x " + columns + "]";
  }
}
