package dev.layerwise.interop.published;

import dev.layerwise.data.Dataset;
import java.nio.file.Path;
import java.util.List;

/**
 * A published set in memory, and where it came from.
 *
 * @param training the training examples
 * @param test the test examples
 * @param sources the files that were read: training images and labels, test images and labels
 */
public record LoadedSet(Dataset training, Dataset test, List<Source> sources) {
  /**
   * A file that was read.
   *
   * @param path where it lies
   * @param bytes its size
   * @param sha256 its SHA-256, as it lies there
   * @param published whether its content is what was published
   */
  public record Source(Path path, long bytes, String sha256, boolean published) {}

  /** Copies the list. */
  public LoadedSet {
    sources = List.copyOf(sources);
  }
}
