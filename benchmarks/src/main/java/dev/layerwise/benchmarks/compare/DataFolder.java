package dev.layerwise.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the four IDX files of MNIST lie. */
final class DataFolder {
  private static final int TRAINING = 60_000;
  private static final int TEST = 10_000;

  private DataFolder() {}

  /**
   * Finds them.
   *
   * @param given what the user names: the folder itself, or the one that holds {@code mnist/}
   * @param variable what LAYERWISE_DATA_DIR says
   * @param synthetic the folder to write synthetic images into instead, or null
   * @throws IllegalArgumentException if there are none
   */
  static Path find(@Nullable Path given, @Nullable String variable, @Nullable Path synthetic)
      throws IOException {
    if (synthetic != null) {
      if (!holdsFiles(synthetic)) {
        SyntheticImages.write(synthetic, TRAINING, TEST, 1);
      }
      return synthetic;
    }
    Path named =
        given == null && variable != null && !variable.isBlank() ? Path.of(variable) : given;
    if (named != null) {
      if (holdsFiles(named)) {
        return named;
      }
      if (holdsFiles(named.resolve("mnist"))) {
        return named.resolve("mnist");
      }
    }
    for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
      Path found = above.resolve("shared/data/mnist");
      if (named == null && holdsFiles(found)) {
        return found;
      }
    }
    throw new IllegalArgumentException(
        "data: found no MNIST files"
            + (named == null ? "" : " in " + named)
            + "; name their folder (--data DIR or LAYERWISE_DATA_DIR), or measure on synthetic"
            + " images with the same share of zeros (--synthetic)");
  }

  private static boolean holdsFiles(Path folder) {
    return Files.exists(Images.file(folder, "train-images-idx3-ubyte"))
        && Files.exists(Images.file(folder, "t10k-images-idx3-ubyte"));
  }
}
