package dev.layerwise.benchmarks.growth;

import dev.layerwise.benchmarks.roofline.Demand;
import java.util.ArrayList;
import java.util.List;

/**
 * One setting of a sweep and what it reached.
 *
 * @param sweep what varies
 * @param value its value
 * @param threads the most threads that compute
 * @param hidden the hidden units
 * @param batch rows per step
 * @param examplesPerSecond training examples per second
 */
record Point(
    String sweep,
    int value,
    int threads,
    List<Integer> hidden,
    int batch,
    double examplesPerSecond) {
  Point {
    hidden = List.copyOf(hidden);
  }

  /**
   * Operations per second of the matrix products, as if no zero were skipped: what a user gets, not
   * what is computed.
   */
  double flopsPerSecond() {
    List<Integer> units = new ArrayList<>(hidden);
    units.add(10);
    return Demand.of(784, units, batch, false, 1, 1).denseFlops() * examplesPerSecond;
  }

  /** The line in the CSV file. */
  String csv() {
    return sweep
        + ","
        + value
        + ","
        + threads
        + ","
        + String.join("-", hidden.stream().map(String::valueOf).toList())
        + ","
        + batch
        + ","
        + examplesPerSecond
        + ","
        + flopsPerSecond() * 1e-9;
  }
}
