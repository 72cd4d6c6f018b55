package dev.layerwise.benchmarks.compare;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Images for those who have no MNIST at hand: IDX files of the same size, with the same share of
 * zeros. Each class is a few strokes of its own, shifted and noisy, so that networks can learn
 * them; accuracies are not those of MNIST, and neither is anything else but the cost.
 */
final class SyntheticImages {
  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;

  /** MNIST's share of zeros. */
  private static final double ZEROS = 0.809;

  private static final int IMAGES_MAGIC = 0x803;
  private static final int LABELS_MAGIC = 0x801;

  private SyntheticImages() {}

  /** Writes the four files into a folder. */
  static void write(Path folder, int training, int test, long seed) throws IOException {
    Files.createDirectories(folder);
    Random random = new Random(seed);
    boolean[][] shapes = new boolean[Workload.CLASSES][];
    for (int c = 0; c < shapes.length; c++) {
      shapes[c] = shape(random);
    }
    write(folder, "train", training, shapes, random);
    write(folder, "t10k", test, shapes, random);
  }

  /** A walk with a broad pen, until as many pixels are covered as are not zero in MNIST. */
  private static boolean[] shape(Random random) {
    boolean[] covered = new boolean[PIXELS];
    int wanted = (int) Math.round(PIXELS * (1 - ZEROS));
    int count = 0;
    double x = SIDE / 2.0;
    double y = SIDE / 2.0;
    double angle = random.nextDouble() * 2 * Math.PI;
    while (count < wanted) {
      angle += random.nextGaussian() * 0.3;
      x = bounded(x + Math.cos(angle));
      y = bounded(y + Math.sin(angle));
      for (int pen = 0; pen < 4 && count < wanted; pen++) {
        int at = ((int) y + pen / 2) * SIDE + (int) x + pen % 2;
        if (!covered[at]) {
          covered[at] = true;
          count++;
        }
      }
    }
    return covered;
  }

  private static double bounded(double at) {
    return Math.clamp(at, 3, SIDE - 5.0);
  }

  private static void write(Path folder, String part, int count, boolean[][] shapes, Random random)
      throws IOException {
    try (DataOutputStream images = open(folder.resolve(part + "-images-idx3-ubyte"));
        DataOutputStream labels = open(folder.resolve(part + "-labels-idx1-ubyte"))) {
      images.writeInt(IMAGES_MAGIC);
      images.writeInt(count);
      images.writeInt(SIDE);
      images.writeInt(SIDE);
      labels.writeInt(LABELS_MAGIC);
      labels.writeInt(count);
      byte[] image = new byte[PIXELS];
      for (int i = 0; i < count; i++) {
        int label = random.nextInt(shapes.length);
        labels.write(label);
        draw(shapes[label], image, random);
        images.write(image);
      }
    }
  }

  private static void draw(boolean[] shape, byte[] image, Random random) {
    int shift = (random.nextInt(3) - 1) * SIDE + random.nextInt(3) - 1;
    for (int i = 0; i < PIXELS; i++) {
      int from = i - shift;
      boolean covered = from >= 0 && from < PIXELS && shape[from];
      image[i] = (byte) (covered ? 1 + random.nextInt(255) : 0);
    }
  }

  private static DataOutputStream open(Path file) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
  }
}
