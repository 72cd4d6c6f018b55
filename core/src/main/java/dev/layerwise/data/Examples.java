package dev.layerwise.data;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.kernel.Kernels;
import java.util.Arrays;
import java.util.Objects;
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

  /**
   * Checks that the rows are there.
   *
   * @throws IllegalArgumentException if there is no such row, or not a label for every one
   */
  public Examples {
    if (labels.length != features.rows()) {
      throw new IllegalArgumentException(
          "examples: " + features.rows() + " rows but " + labels.length + " labels");
    }
    for (int row : rows) {
      if (row < 0 || row >= labels.length) {
        throw new IllegalArgumentException(
            "examples: there is no row " + row + ", expected 0 to " + (labels.length - 1));
      }
    }
  }

  /**
   * Checks that a network can be trained or measured on the examples.
   *
   * @param what what they are called in a message
   * @throws IllegalArgumentException if they have another number of features, or a label beyond the
   *     classes
   */
  public void requireFit(String what, int inputs, int classes) {
    if (features.columns() != inputs) {
      throw new IllegalArgumentException(
          what
              + ": they have "
              + features.columns()
              + " features, and the network takes "
              + inputs
              + " inputs");
    }
    for (int row : rows) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            what
                + ": label "
                + labels[row]
                + " of row "
                + row
                + " is none of the network's "
                + classes
                + " classes, 0 to "
                + (classes - 1));
      }
    }
  }

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

  @Override
  public boolean equals(Object other) {
    return other instanceof Examples that
        && features.equals(that.features)
        && Arrays.equals(labels, that.labels)
        && Arrays.equals(rows, that.rows)
        && Objects.equals(image, that.image);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * features.hashCode() + Arrays.hashCode(labels)) + Arrays.hashCode(rows);
  }

  @Override
  public String toString() {
    return "Examples[" + rows.length + " of " + features + "]";
  }
}
