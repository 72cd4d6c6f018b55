package dev.layerwise.record;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Scaling;
import dev.layerwise.model.Network;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What predicting needs: a trained network and all that belongs to it.
 *
 * @param network the network with its trained parameters
 * @param scaling how features become the network's inputs
 * @param classNames the names of the classes, in the order of the labels
 * @param image the shape of the image that an example is, or null if it is none
 * @param provenance where the model comes from, as texts by name, such as {@code seed}; of no
 *     effect on predictions
 */
public record Model(
    Network network,
    Scaling scaling,
    List<String> classNames,
    @Nullable ImageShape image,
    Map<String, String> provenance) {
  /**
   * Checks that the parts fit each other.
   *
   * @throws IllegalArgumentException if they do not
   */
  public Model {
    classNames = List.copyOf(classNames);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    int inputs = network.spec().inputs();
    if (classNames.size() != network.spec().classes()) {
      throw new IllegalArgumentException(
          "model: "
              + network.spec().classes()
              + " classes but "
              + classNames.size()
              + " class names");
    }
    int scaled = scaling.offsets().length;
    if (scaled != 1 && scaled != inputs) {
      throw new IllegalArgumentException(
          "model: " + inputs + " inputs but a scaling of " + scaled + " features");
    }
    if (image != null && (long) image.height() * image.width() != inputs) {
      throw new IllegalArgumentException(
          "model: " + inputs + " inputs but images of " + image.height() + " x " + image.width());
    }
  }

  /**
   * Checks that examples are as wide as the network's inputs.
   *
   * @param data what a person calls the examples, such as a file's name
   * @throws DataException if they are not
   */
  public void requireWidth(String data, int features) {
    int inputs = network.spec().inputs();
    if (features != inputs) {
      String advice =
          features == inputs + 1
              ? "; is one of the columns the label? (--label-column)"
              : image != null
                  ? "; it was trained on images of " + image.height() + " x " + image.width()
                  : "";
      throw new DataException(
          data + ": the model takes " + inputs + " features, and this has " + features + advice);
    }
  }
}
