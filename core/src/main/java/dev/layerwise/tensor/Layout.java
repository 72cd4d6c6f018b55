package dev.layerwise.tensor;

/** How the elements of a {@link Matrix} lie in its array. */
public enum Layout {
  /** Row after row. */
  ROWS,
  /**
   * {@link #GROUP} rows at a time column by column, so that a vector holds one column of several
   * rows: element (i, j) of n × u lies at {@code (i / 16 · u + j) · 16 + i % 16}. For whole groups
   * only. A group of rows begins where it begins in {@link #ROWS}.
   */
  INTERLEAVED;

  /** The rows that are interleaved with each other. */
  public static final int GROUP = 16;

  /** Where element (row, column) of a matrix of so many columns lies. */
  public int index(int row, int column, int columns) {
    return this == ROWS
        ? row * columns + column
        : (row / GROUP * columns + column) * GROUP + row % GROUP;
  }
}
