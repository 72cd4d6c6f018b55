package dev.layerwise.report;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Features;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Points in the plane, the first feature to the right and the second upwards, coloured by class.
 */
public final class ScatterPlot implements Picture {
  /**
   * Up to this ratio of the two ranges, one unit is as long across as it is up: circles are round.
   */
  private static final double MOST_UNEQUAL = 2.5;

  /**
   * An entry of the legend.
   *
   * @param name of a class
   * @param count its number of points
   */
  record Entry(String name, int count) {}

  private final Dataset data;
  private final Axis x;
  private final Axis y;
  private final boolean sameUnit;
  private final List<Entry> entries;

  /**
   * Prepares the plot.
   *
   * @throws IllegalArgumentException if the data have not two features
   */
  public ScatterPlot(Dataset data) {
    if (data.features().columns() != 2) {
      throw new IllegalArgumentException(
          data.name()
              + ": expected 2 features, got "
              + data.features().columns()
              + "; only points in the plane can be plotted");
    }
    this.data = data;
    this.x = axis(data.features(), 0);
    this.y = axis(data.features(), 1);
    double ratio = x.range() / y.range();
    this.sameUnit = ratio <= MOST_UNEQUAL && ratio >= 1 / MOST_UNEQUAL;
    this.entries = entries(data);
  }

  private static Axis axis(Features features, int column) {
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < features.rows(); i++) {
      least = Math.min(least, features.get(i, column));
      greatest = Math.max(greatest, features.get(i, column));
    }
    return Axis.around(least, greatest);
  }

  private static List<Entry> entries(Dataset data) {
    if (data.labels() == null) {
      return List.of(new Entry("no label", data.size()));
    }
    int[] counts = data.classCounts();
    List<Entry> entries = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      entries.add(new Entry(data.classNames().get(c), counts[c]));
    }
    return entries;
  }

  @Override
  public BufferedImage image(Palette palette) {
    return new ScatterImage(this, palette).draw();
  }

  @Override
  public String text(TextStyle style) {
    return new ScatterText(this, style).write();
  }

  String title() {
    return Counts.title(data);
  }

  Dataset data() {
    return data;
  }

  Axis x() {
    return x;
  }

  Axis y() {
    return y;
  }

  /** The plot's height for a width of 1. */
  double proportion() {
    return sameUnit ? y.range() / x.range() : 0.75;
  }

  /** The entries of the legend: the classes, or one for data without labels. */
  List<Entry> entries() {
    return entries;
  }

  /** A point's place in the legend. */
  int label(int example) {
    int[] labels = data.labels();
    return labels == null ? 0 : labels[example];
  }
}
