package dev.layerwise.report.figure;

import java.util.List;

/**
 * A line for every trial through a vertical axis for every setting and result.
 *
 * @param id see {@link Figure#id}
 * @param title see {@link Figure#title}
 * @param caption see {@link Figure#caption}
 * @param axes from left to right
 * @param lines the trials
 * @param colourAxis the axis whose value colours a line: the result
 */
public record ParallelCoordinates(
    String id, String title, String caption, List<Axis> axes, List<Line> lines, int colourAxis)
    implements Figure {
  /**
   * An axis.
   *
   * @param name what it is
   * @param format how its numbers are written
   * @param log whether it is logarithmic
   * @param categories the names of the values 0, 1, … if they are no numbers; else empty
   * @param better which end is the good one
   */
  public record Axis(
      String name, Format format, boolean log, List<String> categories, Better better) {
    /** Copies the list. */
    public Axis {
      categories = List.copyOf(categories);
    }
  }

  /**
   * A trial.
   *
   * @param name what it is called
   * @param values one for each axis, NaN for none
   * @param best whether it stands out
   */
  public record Line(String name, double[] values, boolean best) {}

  /**
   * Copies the lists and checks them.
   *
   * @throws IllegalArgumentException if a line has not one value for each axis
   */
  public ParallelCoordinates {
    Figure.requireId(id);
    axes = List.copyOf(axes);
    lines = List.copyOf(lines);
    for (Line line : lines) {
      Sizes.require(id + ": values of " + line.name(), axes.size(), line.values().length);
    }
    if (colourAxis < 0 || colourAxis >= axes.size()) {
      throw new IllegalArgumentException(
          id + ": expected the number of one of " + axes.size() + " axes, got " + colourAxis);
    }
  }
}
