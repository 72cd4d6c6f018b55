package dev.layerwise.kernel;

/**
 * Which columns of {@link SparseRows} form a block.
 *
 * <p>A block is four pairs of neighbouring columns, and as a rule these are neighbours as well: the
 * natural order. Of images a block is better a patch of 4 × 2 pixels, line above line: strokes and
 * garments are about as high as they are wide, and fewer patches than pieces of a line have
 * anything in them (31 instead of 39 of the 98 of a handwritten digit). Patches come from left to
 * right, band of four lines by band.
 *
 * <p>The place of a column in the order of the blocks is its <i>position</i>. Sums over columns
 * follow it.
 */
public final class BlockOrder {
  private static final int BLOCK = SparseRows.BLOCK;
  private static final int PAIR = 2;
  private static final int LINES = BLOCK / PAIR;

  private final int columns;

  /** The columns of an image's line; 0 for the natural order. */
  private final int width;

  /** The first column of every block. */
  private final int[] first;

  private BlockOrder(int columns, int width) {
    this.columns = columns;
    this.width = width;
    this.first = new int[Math.ceilDiv(columns, BLOCK)];
    int patches = width / PAIR;
    for (int i = 0; i < first.length; i++) {
      first[i] = width == 0 ? i * BLOCK : i / patches * LINES * width + i % patches * PAIR;
    }
  }

  /** Neighbouring columns. */
  public static BlockOrder natural(int columns) {
    return new BlockOrder(columns, 0);
  }

  /**
   * Patches of images of so many columns, {@code width} a line; the natural order where such images
   * do not consist of whole patches.
   */
  public static BlockOrder patches(int columns, int width) {
    boolean whole = width > 0 && width % PAIR == 0 && columns % (LINES * width) == 0;
    // One patch a band would be the natural order of eight columns.
    return new BlockOrder(columns, whole && width > PAIR ? width : 0);
  }

  /** The number of columns, d. */
  public int columns() {
    return columns;
  }

  /** Whether positions are columns. */
  public boolean isNatural() {
    return width == 0;
  }

  /** How far apart the first columns of two pairs are that follow each other in a block. */
  public int pairDistance() {
    return width == 0 ? PAIR : width;
  }

  /** How many positions, from multiples of it on, belong to lines of columns without a gap. */
  public int run() {
    return width == 0 ? columns : LINES * width;
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

  /** The position of a column. */
  public int position(int column) {
    if (width == 0) {
      return column;
    }
    int line = column / width;
    int within = column % width;
    int block = line / LINES * (width / PAIR) + within / PAIR;
    return block * BLOCK + line % LINES * PAIR + within % PAIR;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockOrder that && columns == that.columns && width == that.width;
  }

  @Override
  public int hashCode() {
    return 31 * columns + width;
  }

  @Override
  public String toString() {
    return width == 0
        ? "BlockOrder[" + columns + "]"
        : "BlockOrder[" + columns + ", patches of lines of " + width + "]";
  }
}
