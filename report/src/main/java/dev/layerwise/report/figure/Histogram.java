package dev.layerwise.report.figure;

import java.util.Arrays;
import java.util.List;

/**
 * How often values lie where, in equal bins that all groups share.
 *
 * @param id see {@link Figure#id}
 * @param title see {@link Figure#title}
 * @param caption see {@link Figure#caption}
 * @param label what the values are
 * @param low where the first bin begins
 * @param high where the last bin ends
 * @param groups drawn over one another
 * @param top the share of a group that reaches the top, the same in figures that stand side by
 *     side; 0 for the greatest there is
 */
public record Histogram(
    String id,
    String title,
    String caption,
    String label,
    double low,
    double high,
    List<Group> groups,
    double top)
    implements Figure {
  /**
   * What is counted together.
   *
   * @param name what it is
   * @param colour its number in the palette of series
   * @param counts for every bin
   */
  public record Group(String name, int colour, long[] counts) {
    /** The greatest share of the counts in one bin. */
    public double peak() {
      return (double) Arrays.stream(counts).max().orElse(0)
          / Math.max(1, Arrays.stream(counts).sum());
    }
  }

  /** A figure that stands alone. */
  public Histogram(
      String id,
      String title,
      String caption,
      String label,
      double low,
      double high,
      List<Group> groups) {
    this(id, title, caption, label, low, high, groups, 0);
  }

  /**
   * Copies the list and checks it.
   *
   * @throws IllegalArgumentException if there is no group, or they differ in bins
   */
  public Histogram {
    Figure.requireId(id);
    groups = List.copyOf(groups);
    if (groups.isEmpty() || groups.getFirst().counts().length == 0 || !(low < high)) {
      throw new IllegalArgumentException(
          id + ": expected a group, a bin and a range, got " + low + " to " + high);
    }
    for (Group group : groups) {
      Sizes.require(
          id + ": bins of '" + group.name() + "'",
          groups.getFirst().counts().length,
          group.counts().length);
    }
  }

  /** The number of bins. */
  public int bins() {
    return groups.getFirst().counts().length;
  }

  /** Where a bin begins; bin {@code bins()} begins where the last one ends. */
  public double edge(int bin) {
    return low + (high - low) * bin / bins();
  }
}
