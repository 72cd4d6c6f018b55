package dev.layerwise.data;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.random.RandomStream;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The built-in data set {@code digits}: grey images of 28 × 28 pixels, white ink (up to 255) on
 * black paper (0), of digits that are drawn from parametrised strokes, several shapes for each
 * digit, in a hand that differs every time. Like MNIST's, the digits are some 20 pixels high and
 * lie with their centre of mass near the middle.
 *
 * <p>A set is determined by its part and seed: the same bytes on every machine. Example {@code i}
 * has a random stream of its own, so it does not depend on the number of examples asked for.
 * Classes are balanced: examples 10k to 10k + 9 are the ten digits in a random order, for every k.
 *
 * <p>Of the usual test examples, softmax regression on the usual training examples recognises about
 * 0.90, and a network with one hidden layer of 128 units about 0.97.
 */
public final class Digits {
  /** The name of the data set. */
  public static final String NAME = "digits";

  /** The usual number of training examples. */
  public static final int TRAINING_EXAMPLES = 12_000;

  /** The usual number of test examples. */
  public static final int TEST_EXAMPLES = 2_000;

  /**
   * The usual seed, which is no run's seed: every run sees the same digits unless it asks for
   * others.
   */
  public static final long SEED = 2;

  private static final int CLASSES = 10;
  private static final int PIXELS = DigitPen.SIZE * DigitPen.SIZE;
  private static final int MOST_EXAMPLES = Integer.MAX_VALUE / PIXELS;
  private static final int CHUNK = 200;

  private Digits() {}

  /**
   * The first {@code count} training examples.
   *
   * @throws IllegalArgumentException if {@code count} is not positive, or if the pixels would not
   *     fit into an array
   */
  public static Dataset training(int count, long seed) {
    return generate(NAME, "digits/training", count, seed);
  }

  /**
   * The first {@code count} test examples, drawn from streams that no training set uses.
   *
   * @throws IllegalArgumentException if {@code count} is not positive, or if the pixels would not
   *     fit into an array
   */
  public static Dataset test(int count, long seed) {
    return generate(NAME + " test", "digits/test", count, seed);
  }

  private static Dataset generate(String name, String stream, int count, long seed) {
    if (count < 1 || count > MOST_EXAMPLES) {
      throw new IllegalArgumentException(
          name
              + ": expected 1 to "
              + MOST_EXAMPLES
              + " examples, got "
              + count
              + "; choose a number in that range");
    }
    byte[] pixels = new byte[count * PIXELS];
    int[] labels = Labels.balanced(stream, count, CLASSES, seed);
    long origin = RandomStream.origin(seed, stream);
    IntStream.range(0, (count + CHUNK - 1) / CHUNK)
        .parallel()
        .forEach(chunk -> {
          DigitPen pen = new DigitPen();
          int end = Math.min(count, (chunk + 1) * CHUNK);
          for (int i = chunk * CHUNK; i < end; i++) {
            pen.write(
                labels[i], RandomStream.at(RandomStream.advance(origin, i)), pixels, i * PIXELS);
          }
        });
    List<String> classNames = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    return new Dataset(
        name,
        new ByteFeatures(count, PIXELS, pixels),
        labels,
        classNames,
        new ImageShape(DigitPen.SIZE, DigitPen.SIZE));
  }
}
