package dev.layerwise.data;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.kernel.Kernels;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Some labelled examples of a larger set: what one part of a split holds.
 *
 * @param features the inputs of the whole set
 * @param labels the labels of the whole set
 * @param rows the row numbers that belong to this part
 * @param image the shape of the images that the inputs are, or null if they are none
 */
public record Examples(Features features, int[] labels, int[] rows, @Nullable ImageShape image) {
  private static final int SAMPLES = 256;

  /** Examples that are no images. */
  public Examples(Features features, int[] labels, int[] rows) {
    this(features, labels, rows, null);
  }

  /** The given rows of a data set. */
  public static Examples of(Dataset dataset, int[] rows) {
    return new Examples(dataset.features(), dataset.requireLabels(), rows, dataset.image());
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

  /** The share of zeros among the inputs of some examples spread over all of them. */
  double zeroShare(Scaling scaling, Kernels kernels) {
    int samples = Math.min(SAMPLES, rows.length);
    float[] example = new float[features.columns()];
    long zeros = 0;
    for (int i = 0; i < samples; i++) {
      int row = rows[(int) ((long) i * rows.length / samples)];
      features.scale(row, scaling, kernels, example, 0);
      for (float value : example) {
        zeros += value == 0 ? 1 : 0;
      }
    }
    return zeros / ((double) Math.max(1, samples) * features.columns());
  }
}
