package dev.layerwise.report;

import dev.layerwise.data.Dataset;

/** A look at a data set. */
public sealed interface DataView permits Picture, FeatureTable {
  /**
   * The view that fits the data: a {@link SampleGrid} of images, a {@link ScatterPlot} of points in
   * the plane, or else a {@link FeatureTable}.
   *
   * @param data what to look at
   * @param perClass the number of images drawn for each class
   * @param seed of the choice of images
   * @throws IllegalArgumentException if {@code perClass} is not from 1 to 1000
   */
  static DataView of(Dataset data, int perClass, long seed) {
    if (data.image() != null) {
      return SampleGrid.of(data, perClass, seed);
    }
    return data.features().columns() == 2 ? new ScatterPlot(data) : new FeatureTable(data);
  }

  /** The view as lines of text, each ended by a line feed. */
  String text(TextStyle style);
}
