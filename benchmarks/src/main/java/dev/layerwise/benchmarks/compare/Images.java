package dev.layerwise.benchmarks.compare;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Idx;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.tensor.Matrix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/** The images that contestants written in Java train and are tested on. */
public final class Images {
  /** The training images that count, the first of the file. */
  public static final int TRAINING_IMAGES = 48_000;

  /** Speed is of no matter here. */
  private static final Kernels KERNELS = KernelSelection.select("scalar").kernels();

  private final Dataset training;
  private final Dataset test;
  private final int[] first;
  private final Scaling scaling;

  /**
   * Reads the four IDX files of a folder, compressed or not.
   *
   * @param standardised whether pixels get mean 0 and standard deviation 1, instead of [0, 1]
   */
  public Images(Path folder, boolean standardised) {
    training = read(folder, "train");
    test = read(folder, "t10k");
    first = IntStream.range(0, Math.min(TRAINING_IMAGES, training.size())).toArray();
    scaling =
        Scaling.fit(
            standardised ? Scaling.Kind.STANDARD : Scaling.Kind.UNIT, training.features(), first);
  }

  private static Dataset read(Path folder, String part) {
    return Idx.readDataset(
        part,
        file(folder, part + "-images-idx3-ubyte"),
        file(folder, part + "-labels-idx1-ubyte"),
        IntStream.range(0, Workload.CLASSES).mapToObj(String::valueOf).toList());
  }

  /** The file of that name, or the compressed one if there is no other. */
  static Path file(Path folder, String name) {
    Path plain = folder.resolve(name);
    return Files.exists(plain) ? plain : folder.resolve(name + ".gz");
  }

  /** The training examples, unscaled. */
  Examples training() {
    return Examples.of(training, first);
  }

  /** The test examples, unscaled. */
  Examples test() {
    return Examples.all(test);
  }

  /** How pixels become inputs. */
  Scaling scaling() {
    return scaling;
  }

  /** The number of training images. */
  public int trainingSize() {
    return first.length;
  }

  /** The number of test images. */
  public int testSize() {
    return test.size();
  }

  /** The training images, scaled, row after row. */
  public float[] trainingFeatures() {
    return scaled(training(), 0, first.length).data();
  }

  /** The test images, scaled, row after row. */
  public float[] testFeatures() {
    return scaled(test(), 0, test.size()).data();
  }

  /** The labels of the training images. */
  public int[] trainingLabels() {
    return IntStream.of(first).map(row -> training.requireLabels()[row]).toArray();
  }

  /** The labels of the test images. */
  public int[] testLabels() {
    return test.requireLabels();
  }

  /** Test images as inputs. */
  Matrix testImages(int from, int to) {
    return scaled(test(), from, to);
  }

  private Matrix scaled(Examples examples, int from, int to) {
    Matrix x = new Matrix(to - from, Workload.INPUTS);
    for (int i = from; i < to; i++) {
      examples
          .features()
          .scale(examples.rows()[i], scaling, KERNELS, x.data(), (i - from) * Workload.INPUTS);
    }
    return x;
  }
}
