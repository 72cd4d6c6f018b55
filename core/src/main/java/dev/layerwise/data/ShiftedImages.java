package dev.layerwise.data;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.random.RandomStream;
import java.util.Arrays;

/**
 * The images of a mini-batch, each moved by a random whole number of pixels, up or down and left or
 * right: what augmentation by translation makes of the training set.
 *
 * <p>An image is moved by −N to N pixels in both directions, all of them equally likely. What moves
 * out of the picture is lost; what becomes vacant is 0, as the features were read, before scaling.
 * Where an image goes follows from the seed, the epoch and the row of the example alone, so neither
 * the order of examples nor the number of threads matters, and nothing need be saved.
 */
final class ShiftedImages {
  private final Features images;
  private final Features shifted;
  private final int most;
  private final int height;
  private final int width;
  private final long origin;
  private long epochOrigin;

  /**
   * Allocates room for a mini-batch.
   *
   * @param most N, the most pixels in a direction
   * @param capacity the most examples of a mini-batch
   * @throws IllegalArgumentException if the examples are no images, or too small ones
   */
  ShiftedImages(Examples examples, int most, long seed, int capacity) {
    ImageShape image = requireShiftable(most, examples);
    this.images = examples.features();
    this.shifted =
        switch (images) {
          case ByteFeatures bytes ->
              new ByteFeatures(
                  capacity,
                  bytes.columns(),
                  new byte[Math.multiplyExact(capacity, bytes.columns())]);
          case FloatFeatures floats ->
              new FloatFeatures(
                  capacity,
                  floats.columns(),
                  new float[Math.multiplyExact(capacity, floats.columns())]);
        };
    this.most = most;
    this.height = image.height();
    this.width = image.width();
    this.origin = RandomStream.origin(seed, "augmentation");
    this.epochOrigin = RandomStream.advance(origin, 0);
  }

  /** The shape of images that can be moved by so many pixels. */
  static ImageShape requireShiftable(int most, Examples examples) {
    ImageShape image = examples.image();
    if (image == null) {
      throw new IllegalArgumentException(
          "shift: only images can be moved, and these data are "
              + examples.features().columns()
              + " features an example without a height and width; train without it (--shift 0),"
              + " or on data that say their size, such as IDX files or folders of images");
    }
    int least = Math.min(image.height(), image.width());
    if (most >= least) {
      throw new IllegalArgumentException(
          "shift: moved by "
              + most
              + " pixels, nothing may be left of an image of "
              + image.height()
              + " x "
              + image.width()
              + "; choose "
              + (least - 1)
              + " or less (--shift)");
    }
    return image;
  }

  /** Chooses the places of an epoch, counted from 0. */
  void beginEpoch(int epoch) {
    epochOrigin = RandomStream.advance(origin, epoch);
  }

  /**
   * Moves an image; it becomes row {@code to} of {@link #features}. Several threads may fill
   * different rows at once.
   */
  void fill(int example, int to) {
    long random = RandomStream.advance(epochOrigin, example);
    int down = displacement(random >>> Integer.SIZE);
    int right = displacement(random & 0xFFFFFFFFL);
    int d = height * width;
    int from = example * d;
    int at = to * d;
    // Line after line, an image is moved as a whole; what then comes round from the neighbouring
    // line is in the columns that become vacant.
    int distance = down * width + right;
    copy(from + Math.max(0, -distance), at + Math.max(0, distance), d - Math.abs(distance));
    int vacantLines = down > 0 ? at : at + d + down * width;
    clear(vacantLines, Math.abs(down) * width);
    int vacantColumns = right > 0 ? at : at + width + right;
    for (int line = 0; line < height && right != 0; line++) {
      clear(vacantColumns + line * width, Math.abs(right));
    }
  }

  private void copy(int from, int to, int count) {
    switch (shifted) {
      case ByteFeatures bytes ->
          System.arraycopy(((ByteFeatures) images).values(), from, bytes.values(), to, count);
      case FloatFeatures floats ->
          System.arraycopy(((FloatFeatures) images).values(), from, floats.values(), to, count);
    }
  }

  private void clear(int from, int count) {
    switch (shifted) {
      case ByteFeatures bytes -> Arrays.fill(bytes.values(), from, from + count, (byte) 0);
      case FloatFeatures floats -> Arrays.fill(floats.values(), from, from + count, 0);
    }
  }

  /** The moved images, row for row those of the mini-batch. */
  Features features() {
    return shifted;
  }

  /** One of −N to N for 32 random bits; none is likelier than another by more than 2N in 2³². */
  private int displacement(long bits) {
    return (int) ((bits * (2L * most + 1)) >>> Integer.SIZE) - most;
  }
}
