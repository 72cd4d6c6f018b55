package dev.layerwise.data;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws the mini-batches of an epoch into reused {@link Inputs}.
 *
 * <p>Each epoch has an order of its own that follows from the seed and the epoch's number alone, so
 * that a resumed run meets the same mini-batches; so do the places to which images are moved, if
 * they are. The last mini-batch of an epoch holds what is left.
 */
public final class MiniBatches {
  private final Examples examples;
  private final int batchSize;
  private final boolean shuffle;
  private final long seed;
  private final int[] order;
  private final @Nullable ShiftedImages shifted;
  private final Inputs inputs;
  private final int[] labels;
  private int first;
  private boolean begun;

  /** Whether the examples have been drawn before, and this has not been made use of yet. */
  private boolean again;

  /**
   * Prepares the buffers for examples as they are.
   *
   * @param sparsity whether the first layer can do without zeros
   * @throws IllegalArgumentException if there are fewer examples than a mini-batch wants
   */
  public MiniBatches(
      Examples examples,
      Scaling scaling,
      int batchSize,
      boolean shuffle,
      long seed,
      Kernels kernels,
      Sparsity sparsity) {
    this(examples, scaling, batchSize, shuffle, 0, seed, kernels, sparsity);
  }

  /**
   * Prepares the buffers for images that are moved anew in every epoch.
   *
   * @param shift the most pixels that an image is moved up, down, left or right; 0 for none
   * @param sparsity whether the first layer can do without zeros
   * @throws IllegalArgumentException if there are fewer examples than a mini-batch wants, or they
   *     cannot be moved
   */
  public MiniBatches(
      Examples examples,
      Scaling scaling,
      int batchSize,
      boolean shuffle,
      int shift,
      long seed,
      Kernels kernels,
      Sparsity sparsity) {
    requireFitting(batchSize, examples.size());
    this.examples = examples;
    this.batchSize = batchSize;
    this.shuffle = shuffle;
    this.seed = seed;
    this.order = examples.rows().clone();
    this.shifted = shift == 0 ? null : new ShiftedImages(examples, shift, seed, batchSize);
    this.inputs = new Inputs(examples, scaling, kernels, batchSize, sparsity, shifted);
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
              + (examples == 1 ? " example" : " examples")
              + "; choose "
              + examples
              + (examples == 1 ? "" : " or less")
              + " (--batch-size)");
    }
  }

  /**
   * Checks that examples are images that can be moved by so many pixels.
   *
   * @param shift the most pixels, 0 for none
   * @throws IllegalArgumentException if they are not, or too small; the message says what would fit
   */
  public static void requireShiftable(int shift, Examples examples) {
    if (shift > 0) {
      ShiftedImages.requireShiftable(shift, examples);
    }
  }

  /** The number of mini-batches of an epoch. */
  public int perEpoch() {
    return Math.ceilDiv(order.length, batchSize);
  }

  /** The number of rows of mini-batch {@code index}: the last of an epoch may have fewer. */
  public int rowsOf(int index) {
    return Math.min(batchSize, order.length - index * batchSize);
  }

  /** Puts the examples in the order of an epoch, counted from 0. */
  public void beginEpoch(int epoch) {
    again = begun;
    begun = true;
    if (shifted != null) {
      shifted.beginEpoch(epoch);
    }
    if (shuffle) {
      System.arraycopy(examples.rows(), 0, order, 0, order.length);
      RandomStream.of(seed, "shuffle", epoch).shuffle(order);
    }
  }

  /** Draws mini-batch {@code index} of the epoch, counted from 0. */
  public void draw(int index) {
    begin(index);
    fill(0, inputs.rows());
  }

  /** The first half of {@link #draw}: says which examples, and how many. */
  public void begin(int index) {
    // Not when the epoch begins: the trainer begins one more than it draws from.
    if (again) {
      inputs.rememberZeros();
      again = false;
    }
    first = index * batchSize;
    inputs.resize(rowsOf(index));
  }

  /**
   * The second half of {@link #draw}: reads {@code count} rows of the mini-batch. Several threads
   * may read different rows at once.
   */
  public void fill(int from, int count) {
    inputs.fill(order, first + from, count, from);
    label(from, count);
  }

  /**
   * The same for the left half of the columns, 0, or the right one, 1, if the inputs {@linkplain
   * Inputs#comesInHalves come in halves}.
   */
  public void fillHalf(int half, int from, int count) {
    inputs.fillHalf(half, order, first + from, count, from);
    if (half == 0) {
      label(from, count);
    }
  }

  private void label(int from, int count) {
    for (int k = from; k < from + count; k++) {
      labels[k] = examples.labels()[order[first + k]];
    }
  }

  /** The inputs drawn last, n × d, scaled. */
  public Inputs inputs() {
    return inputs;
  }

  /** The labels drawn last; the first n count. */
  public int[] labels() {
    return labels;
  }
}
