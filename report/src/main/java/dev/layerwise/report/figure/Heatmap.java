package dev.layerwise.report.figure;

import java.util.List;

/**
 * A result over two settings.
 *
 * @param id see {@link Figure#id}
 * @param title see {@link Figure#title}
 * @param caption see {@link Figure#caption}
 * @param xName the setting of the columns
 * @param yName the setting of the rows
 * @param xs the values of the columns, as texts
 * @param ys the values of the rows, as texts
 * @param valueName what the cells hold
 * @param format how their numbers are written
 * @param better which end is the good one
 * @param values rows × columns, NaN for none
 */
public record Heatmap(
    String id,
    String title,
    String caption,
    String xName,
    String yName,
    List<String> xs,
    List<String> ys,
    String valueName,
    Format format,
    Better better,
    double[][] values)
    implements Figure {
  /**
   * Copies the lists and checks them.
   *
   * @throws IllegalArgumentException if the values are not rows × columns
   */
  public Heatmap {
    Figure.requireId(id);
    xs = List.copyOf(xs);
    ys = List.copyOf(ys);
    Sizes.require(id + ": rows", ys.size(), values.length);
    for (double[] row : values) {
      Sizes.require(id + ": columns", xs.size(), row.length);
    }
  }
}
