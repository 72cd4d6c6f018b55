package dev.layerwise.data;

import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;

/**
 * Draws the mini-batches of an epoch into one reused matrix.
 *
 * <p>Each epoch has an order of its own that follows from the seed and the epoch's number alone, so
 * that a resumed run meets the same mini-batches. The last mini-batch of an epoch holds what is
 * left.
 */
public final class MiniBatches {
  private final Examples examples;
  private final Scaling scaling;
  private final int batchSize;
  private final boolean shuffle;
  private final long seed;
  private final int[] order;
  private final Matrix features;
  private final int[] labels;

  /**
   * Prepares the buffers.
   *
   * @throws IllegalArgumentException if there are fewer examples than a mini-batch wants
   */
  public MiniBatches(
      Examples examples, Scaling scaling, int batchSize, boolean shuffle, long seed) {
    requireFitting(batchSize, examples.size());
    this.examples = examples;
    this.scaling = scaling;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.seed = seed;
    this.order = examples.rows().clone();
    this.features = new Matrix(batchSize, examples.features().columns());
    this.labels = new int[batchSize];
  }

  /**
   * Checks that a mini-batch can be filled.
   *
   * @throws IllegalArgumentException if there are fewer examples than a mini-batch wants
   */
  public static void requireFitting(int batchSize, int examples) {
    if (batchSize > examples) {
      throw new IllegalArgumentException(
          "batch size: "
              + batchSize
              + " is larger than the training set of "
              + examples
              + " examples; choose "
              + examples
              + " or less (--batch-size)");
    }
  }

  /** The number of mini-batches of an epoch. */
  public int perEpoch() {
    return Math.ceilDiv(order.length, batchSize);
  }

  /** Puts the examples in the order of an epoch, counted from 0. */
  public void beginEpoch(int epoch) {
    if (shuffle) {
      System.arraycopy(examples.rows(), 0, order, 0, order.length);
      RandomStream.of(seed, "shuffle", epoch).shuffle(order);
    }
  }

  /** Draws mini-batch {@code index} of the epoch, counted from 0. */
  public void draw(int index) {
    int from = index * batchSize;
    int count = Math.min(batchSize, order.length - from);
    examples.features().gather(order, from, count, scaling, features);
    examples.gatherLabels(order, from, count, labels);
  }

  /** The inputs drawn last, n × d, scaled. */
  public Matrix features() {
    return features;
  }

  /** The labels drawn last; the first n count. */
  public int[] labels() {
    return labels;
  }
}
