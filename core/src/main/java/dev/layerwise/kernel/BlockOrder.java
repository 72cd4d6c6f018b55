package dev.layerwise.kernel;

import java.util.List;
import java.util.Objects;

/**
 * Which columns of {@link SparseRows} form a block.
 *
 * <p>A block is four pairs of neighbouring columns, and as a rule these are neighbours as well: the
 * natural order. Of images a block is better a patch of 4 × 2 pixels, line above line: strokes and
 * garments are about as high as they are wide, and fewer patches than pieces of a line have
 * anything in them (31 instead of 39 of the 98 of a handwritten digit). Patches come from left to
 * right, band of four lines by band.
 *
 * <p>Patches may be those of one half of an image, left or right ({@link #halves}): of every line
 * they have a part. Rows of one half know nothing of the other's columns.
 *
 * <p>The place of a column in the order of the blocks is its <i>position</i>. Sums over columns
 * follow it.
 */
public final class BlockOrder {
  private static final int BLOCK = SparseRows.BLOCK;
  private static final int PAIR = 2;
  private static final int LINES = BLOCK / PAIR;

  /** The columns of all there are, whether they are in a block or not. */
  private final int all;

  /** The columns of an image's line; 0 for the natural order. */
  private final int width;

  /** The first column of a line that is in a block. */
  private final int left;

  /** How many columns of a line are in blocks. */
  private final int span;

  /** The first column of every block. */
  private final int[] first;

  private BlockOrder(int all, int width, int left, int span) {
    this.all = all;
    this.width = width;
    this.left = left;
    this.span = span;
    this.first = new int[Math.ceilDiv(columns(), BLOCK)];
    int patches = span / PAIR;
    for (int i = 0; i < first.length; i++) {
      first[i] = width == 0 ? i * BLOCK : i / patches * LINES * width + left + i % patches * PAIR;
    }
  }

  /** Neighbouring columns. */
  public static BlockOrder natural(int columns) {
    return new BlockOrder(columns, 0, 0, 0);
  }

  /**
   * Patches of images of so many columns, {@code width} a line; the natural order where such images
   * do not consist of whole patches.
   */
  public static BlockOrder patches(int columns, int width) {
    boolean whole = width > 0 && width % PAIR == 0 && columns % (LINES * width) == 0;
    // One patch a band would be the natural order of eight columns.
    int line = whole && width > PAIR ? width : 0;
    return new BlockOrder(columns, line, 0, line);
  }

  /** This order, or those of the left and of the right half of images whose blocks are patches. */
  public List<BlockOrder> halves() {
    if (span <= PAIR) {
      return List.of(this);
    }
    int half = Math.ceilDiv(span, 2 * PAIR) * PAIR;
    return List.of(
        new BlockOrder(all, width, left, half),
        new BlockOrder(all, width, left + half, span - half));
  }

  /** The number of columns that are in a block, d; their positions are those below it. */
  public int columns() {
    return width == 0 ? all : all / width * span;
  }

  /** The number of columns of a matrix whose rows these are, those of other halves included. */
  public int allColumns() {
    return all;
  }

  /** Whether positions are columns. */
  public boolean isNatural() {
    return width == 0;
  }

  /** How far apart the first columns of two pairs are that follow each other in a block. */
  public int pairDistance() {
    return width == 0 ? PAIR : width;
  }

  /** How many positions, from multiples of it on, belong to the same lines. */
  public int run() {
    return width == 0 ? all : LINES * span;
  }

  /** Whether the columns of a run have no gap. */
  public boolean isGapless() {
    return span == width;
  }

  /** How many lines of columns the blocks of a run consist of. */
  public int lines() {
    return width == 0 ? 1 : LINES;
  }

  /** The first column of a block. */
  public int first(int block) {
    return first[block];
  }

  /** The column at a position. */
  public int column(int position) {
    int pair = position % BLOCK / PAIR;
    return first[position / BLOCK] + pair * pairDistance() + position % PAIR;
  }

  /** The position of a column that is in a block. */
  public int position(int column) {
    if (width == 0) {
      return column;
    }
    int line = column / width;
    int within = column % width - left;
    int block = line / LINES * (span / PAIR) + within / PAIR;
    return block * BLOCK + line % LINES * PAIR + within % PAIR;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockOrder that
        && all == that.all
        && width == that.width
        && left == that.left
        && span == that.span;
  }

  @Override
  public int hashCode() {
    return Objects.hash(all, width, left, span);
  }

  @Override
  public String toString() {
    return width == 0
        ? "BlockOrder[" + all + "]"
        : "BlockOrder[" + all + ", patches of lines of " + span + " of " + width + "]";
  }
}
