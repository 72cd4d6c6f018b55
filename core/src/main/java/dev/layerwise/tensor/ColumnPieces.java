package dev.layerwise.tensor;

/**
 * How the elements of a wide matrix lie that several threads write: its columns are divided, and
 * all rows of a piece come before the next piece.
 *
 * <p>Row after row, the columns of one thread would lie between those of another, and what a
 * processor fetches in advance would be what the other is about to write.
 */
public final class ColumnPieces {
  /** Pieces begin at multiples of this: the width of two vectors. */
  public static final int GRAIN = 32;

  /** About how many columns a piece has: with fewer, one thread takes longer. */
  private static final int WIDTH = 512;

  private final int rows;
  private final int[] begins;

  private ColumnPieces(int rows, int columns, int count) {
    this.rows = rows;
    this.begins = new int[count + 1];
    int grains = Math.ceilDiv(columns, GRAIN);
    for (int i = 0; i <= count; i++) {
      begins[i] = (int) Math.min(columns, (long) grains * i / count * GRAIN);
    }
  }

  /** One piece: row after row, as matrices lie by default. */
  public static ColumnPieces whole(int rows, int columns) {
    return new ColumnPieces(rows, columns, 1);
  }

  /** Pieces for several threads: an even number, so that each of two has whole ones. */
  public static ColumnPieces several(int rows, int columns) {
    return new ColumnPieces(rows, columns, 2 * Math.max(1, Math.round(columns / (2f * WIDTH))));
  }

  /** The rows of the matrix. */
  public int rows() {
    return rows;
  }

  /** The columns of the matrix. */
  public int columns() {
    return begins[count()];
  }

  /** How many pieces there are; some are empty if there are few columns. */
  public int count() {
    return begins.length - 1;
  }

  /** The first column of a piece; the number of columns for the one after the last. */
  public int begin(int piece) {
    return begins[piece];
  }

  /** The columns of a piece, which is how far apart its rows are. */
  public int width(int piece) {
    return begins[piece + 1] - begins[piece];
  }

  /** Where row 0 has a column of a piece, which is counted among all. */
  public int at(int piece, int column) {
    return rows * begins[piece] + column - begins[piece];
  }

  /** Where element (row, column) lies. */
  public int index(int row, int column) {
    int piece = 0;
    while (begins[piece + 1] <= column) {
      piece++;
    }
    return at(piece, column) + row * width(piece);
  }
}
