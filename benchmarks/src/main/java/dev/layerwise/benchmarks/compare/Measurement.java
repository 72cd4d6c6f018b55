package dev.layerwise.benchmarks.compare;

import java.util.Arrays;
import java.util.List;

/**
 * What one peer reached with one number of threads.
 *
 * @param peer who
 * @param threads with how many threads
 * @param values a figure a round, in the unit of the workload's kind
 * @param extra a second figure a round: 99th percentile, or peak memory; may be empty
 * @param accuracy the share of the test images classified as labelled afterwards
 */
record Measurement(
    Peer peer, int threads, List<Double> values, List<Double> extra, double accuracy) {
  Measurement {
    values = List.copyOf(values);
    extra = List.copyOf(extra);
  }

  /** The median over the rounds. */
  double median() {
    return median(values);
  }

  /** The median of the second figure, NaN if there is none. */
  double medianExtra() {
    return median(extra);
  }

  /** The median, the mean of the two middle values if there are two; NaN of nothing. */
  static double median(List<Double> values) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** How far the rounds lie apart: the largest less the least, as a share of the median. */
  double spread() {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (Arrays.stream(sorted).max().orElse(Double.NaN) - sorted[0]) / median();
  }
}
