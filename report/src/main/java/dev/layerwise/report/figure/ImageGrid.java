package dev.layerwise.report.figure;

import java.util.List;

/**
 * Small pictures with what is to be said of each.
 *
 * @param id see {@link Figure#id}
 * @param title see {@link Figure#title}
 * @param caption see {@link Figure#caption}
 * @param images the pictures
 * @param range what a shade stands for: 0 for grey pictures; otherwise shades run from {@code
 *     -range} (0) over zero (128) to {@code range} (255), and are drawn in two colours
 * @param items one for each picture that is shown
 */
public record ImageGrid(
    String id, String title, String caption, ImageSet images, double range, List<Item> items)
    implements Figure {
  /**
   * A picture with its words.
   *
   * @param image its number
   * @param title what it is
   * @param text a line more, or an empty text
   * @param bars figures between 0 and 1 below it, such as probabilities
   */
  public record Item(int image, String title, String text, List<Bar> bars) {
    /** Copies the list. */
    public Item {
      bars = List.copyOf(bars);
    }
  }

  /**
   * A figure between 0 and 1.
   *
   * @param name what it is of
   * @param value how much
   * @param right whether this is the class that the example is of
   */
  public record Bar(String name, double value, boolean right) {}

  /** Copies the list. */
  public ImageGrid {
    Figure.requireId(id);
    items = List.copyOf(items);
  }
}
