package dev.layerwise.runs;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Scaling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of a run, read, split and ready.
 *
 * @param set the data set that the training examples are from: names, classes, image shape
 * @param training what is trained on
 * @param validation what early stopping and the choice of the best weights look at, or null
 * @param test what the result is reported on, or null; never looked at before training has ended
 * @param scaling fitted on the training examples alone
 * @param sources where the examples came from
 */
public record RunData(
    Dataset set,
    Examples training,
    @Nullable Examples validation,
    @Nullable Examples test,
    Scaling scaling,
    List<Source> sources) {

  /**
   * Where examples came from.
   *
   * @param role what they are used for, such as {@code training}
   * @param name the name of the set or the file
   * @param examples how many there are
   * @param sha256 the digest of their features, labels and class names
   */
  public record Source(String role, String name, int examples, String sha256)
      implements PlainValues.PlainRecord {}

  /** Copies the list. */
  public RunData {
    sources = List.copyOf(sources);
  }
}
