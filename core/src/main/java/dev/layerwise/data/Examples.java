package dev.layerwise.data;

import java.util.stream.IntStream;

/**
 * Some labelled examples of a larger set: what one part of a split holds.
 *
 * @param features the inputs of the whole set
 * @param labels the labels of the whole set
 * @param rows the row numbers that belong to this part
 */
public record Examples(Features features, int[] labels, int[] rows) {
  /** The given rows of a data set. */
  public static Examples of(Dataset dataset, int[] rows) {
    return new Examples(dataset.features(), dataset.requireLabels(), rows);
  }

  /** All of a data set, in its order. */
  public static Examples all(Dataset dataset) {
    return of(dataset, IntStream.range(0, dataset.size()).toArray());
  }

  /** The number of examples. */
  public int size() {
    return rows.length;
  }

  /**
   * Copies the labels of {@code count} examples, from number {@code from} of {@code order}, which
   * lists rows.
   */
  public void gatherLabels(int[] order, int from, int count, int[] target) {
    for (int k = 0; k < count; k++) {
      target[k] = labels[order[from + k]];
    }
  }
}
