package dev.layerwise.report.figure;

import java.util.List;

/**
 * Curves over one another.
 *
 * @param id see {@link Figure#id}
 * @param title see {@link Figure#title}
 * @param caption see {@link Figure#caption}
 * @param axes what may run along the bottom (epochs, steps, seconds); the first is shown at first
 * @param y what runs upward
 * @param series the curves
 * @param marks places worth a line from bottom to top
 */
public record LineChart(
    String id,
    String title,
    String caption,
    List<XAxis> axes,
    YAxis y,
    List<Series> series,
    List<Mark> marks)
    implements Figure {
  /**
   * A quantity that may run along the bottom.
   *
   * @param label its name, with the unit
   * @param format how its numbers are written
   * @param log whether it is logarithmic at first
   */
  public record XAxis(String label, Format format, boolean log) {
    /** A linear axis. */
    public XAxis(String label, Format format) {
      this(label, format, false);
    }
  }

  /**
   * What runs upward.
   *
   * @param label its name, with the unit
   * @param format how its numbers are written
   * @param log whether it is logarithmic at first
   */
  public record YAxis(String label, Format format, boolean log) {}

  /** How a curve is drawn. */
  public enum Stroke {
    /** A full line. */
    SOLID,
    /** A dashed line. */
    DASHED,
    /** Points without a line. */
    POINTS
  }

  /**
   * A curve.
   *
   * @param name what it is
   * @param colour its number in the palette of series; the same for what belongs together
   * @param stroke how it is drawn
   * @param x for every axis the places of the points, ascending, each as long as {@code y}
   * @param y the values; NaN for none, where the curve has a gap
   * @param low the lower edge of a band around the curve, or empty
   * @param high the upper edge, or empty
   */
  public record Series(
      String name,
      int colour,
      Stroke stroke,
      List<double[]> x,
      double[] y,
      double[] low,
      double[] high) {
    /** A curve without a band. */
    public Series(String name, int colour, Stroke stroke, List<double[]> x, double[] y) {
      this(name, colour, stroke, x, y, new double[0], new double[0]);
    }

    /** Copies the list. */
    public Series {
      x = List.copyOf(x);
    }
  }

  /**
   * A place worth a line from bottom to top.
   *
   * @param label what happened there
   * @param x the place on every axis
   */
  public record Mark(String label, double[] x) {}

  /**
   * Copies the lists and checks them.
   *
   * @throws IllegalArgumentException if there is no axis, or lengths differ
   */
  public LineChart {
    Figure.requireId(id);
    axes = List.copyOf(axes);
    series = List.copyOf(series);
    marks = List.copyOf(marks);
    if (axes.isEmpty()) {
      throw new IllegalArgumentException(id + ": expected at least one horizontal axis");
    }
    for (Series curve : series) {
      Sizes.require(id + ": axes of '" + curve.name() + "'", axes.size(), curve.x().size());
      for (double[] places : curve.x()) {
        Sizes.require(id + ": places of '" + curve.name() + "'", curve.y().length, places.length);
      }
      int band = curve.low().length == 0 ? 0 : curve.y().length;
      Sizes.require(id + ": lower edge of '" + curve.name() + "'", band, curve.low().length);
      Sizes.require(id + ": upper edge of '" + curve.name() + "'", band, curve.high().length);
    }
    for (Mark mark : marks) {
      Sizes.require(id + ": places of mark '" + mark.label() + "'", axes.size(), mark.x().length);
    }
  }
}
