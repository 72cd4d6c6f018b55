package dev.layerwise.report.figure;

import java.util.List;

/**
 * Counts of actual classes (rows) against predicted ones (columns), with some examples behind each
 * cell.
 *
 * @param id see {@link Figure#id}
 * @param title see {@link Figure#title}
 * @param caption see {@link Figure#caption}
 * @param names the classes
 * @param counts rows × columns
 * @param cells the examples, for the cells that have any
 * @param images the pictures of the examples, or {@link ImageSet#EMPTY}
 */
public record Matrix(
    String id,
    String title,
    String caption,
    List<String> names,
    long[][] counts,
    List<Cell> cells,
    ImageSet images)
    implements Figure {
  /**
   * The examples behind a cell.
   *
   * @param row the actual class
   * @param column the predicted one
   * @param examples some of them
   */
  public record Cell(int row, int column, List<Example> examples) {
    /** Copies the list. */
    public Cell {
      examples = List.copyOf(examples);
    }
  }

  /**
   * An example.
   *
   * @param image its picture's number, or -1 for none
   * @param text which one it is, and how sure the network was
   */
  public record Example(int image, String text) {}

  /**
   * Copies the lists and checks them.
   *
   * @throws IllegalArgumentException if the counts are not names × names
   */
  public Matrix {
    Figure.requireId(id);
    names = List.copyOf(names);
    cells = List.copyOf(cells);
    Sizes.require(id + ": rows", names.size(), counts.length);
    for (long[] row : counts) {
      Sizes.require(id + ": columns", names.size(), row.length);
    }
  }
}
