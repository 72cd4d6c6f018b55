package dev.layerwise.report.figure;

import java.util.Arrays;
import java.util.List;

/**
 * How a histogram changes over time: an outline for each moment, one behind the other, the first at
 * the back and the last in front. All share their bins and their scale.
 *
 * @param id see {@link Figure#id}
 * @param title see {@link Figure#title}
 * @param caption see {@link Figure#caption}
 * @param label what the values are
 * @param low where the first bin begins
 * @param high where the last bin ends
 * @param moments from the first to the last
 */
public record Ridges(
    String id,
    String title,
    String caption,
    String label,
    double low,
    double high,
    List<Moment> moments)
    implements Figure {
  /**
   * A histogram at a time.
   *
   * @param name when
   * @param counts for every bin
   */
  public record Moment(String name, long[] counts) {
    /** What share of all values lies in each bin. */
    public double[] shares() {
      double sum = Math.max(1, Arrays.stream(counts).sum());
      return Arrays.stream(counts).mapToDouble(count -> count / sum).toArray();
    }
  }

  /**
   * Copies the list and checks it.
   *
   * @throws IllegalArgumentException if there is no moment, or they differ in bins
   */
  public Ridges {
    Figure.requireId(id);
    moments = List.copyOf(moments);
    if (moments.isEmpty() || moments.getFirst().counts().length == 0 || !(low < high)) {
      throw new IllegalArgumentException(
          id + ": expected a moment, a bin and a range, got " + low + " to " + high);
    }
    for (Moment moment : moments) {
      Sizes.require(
          id + ": bins of '" + moment.name() + "'",
          moments.getFirst().counts().length,
          moment.counts().length);
    }
  }

  /** The number of bins. */
  public int bins() {
    return moments.getFirst().counts().length;
  }

  /** Where a bin begins; bin {@code bins()} begins where the last one ends. */
  public double edge(int bin) {
    return low + (high - low) * bin / bins();
  }
}
