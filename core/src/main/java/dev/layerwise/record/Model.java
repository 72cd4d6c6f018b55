package dev.layerwise.record;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Examples;
import dev.layerwise.data.FeatureNames;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.metric.ConfusionMatrix;
import dev.layerwise.model.Evaluation;
import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.model.Network;
import dev.layerwise.model.Predictor;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What predicting needs: a trained network and all that belongs to it.
 *
 * @param network the network with its trained parameters
 * @param scaling how features become the network's inputs
 * @param classNames the names of the classes, in the order of the labels
 * @param image the shape of the image that an example is, or null if it is none
 * @param featureNames what the features were called in training, in their order; empty where that
 *     is not known, and of images
 * @param provenance where the model comes from, as texts by name, such as {@code seed}; of no
 *     effect on predictions
 */
public record Model(
    Network network,
    Scaling scaling,
    List<String> classNames,
    @Nullable ImageShape image,
    List<String> featureNames,
    Map<String, String> provenance) {
  /** The most names that a message lists. */
  private static final int LISTED = 8;

  /**
   * Checks that the parts fit each other.
   *
   * @throws IllegalArgumentException if they do not
   * @throws NullPointerException if a name or a text of the provenance is null; the message says
   *     which
   */
  public Model {
    classNames = List.copyOf(classNames);
    featureNames = image == null ? List.copyOf(featureNames) : List.of();
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    provenance.forEach(Model::requireTexts);
    int inputs = network.spec().inputs();
    if (classNames.size() != network.spec().classes()) {
      throw new IllegalArgumentException(
          "model: "
              + network.spec().classes()
              + " classes but "
              + classNames.size()
              + " class names");
    }
    if (!featureNames.isEmpty() && featureNames.size() != inputs) {
      throw new IllegalArgumentException(
          "model: " + inputs + " inputs but " + featureNames.size() + " names of features");
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

  private static void requireTexts(String name, String text) {
    Objects.requireNonNull(name, "provenance: a name is null; give it one, or leave it out");
    Objects.requireNonNull(
        text, () -> "provenance: '" + name + "' is null; give it a text, or leave it out");
  }

  /** A model whose features have no names. */
  public Model(
      Network network,
      Scaling scaling,
      List<String> classNames,
      @Nullable ImageShape image,
      Map<String, String> provenance) {
    this(network, scaling, classNames, image, List.of(), provenance);
  }

  /**
   * Reads a model file; the network computes with the fastest kernels that can run here.
   *
   * @throws DataException if the file is missing, damaged, of a newer version or no model
   */
  public static Model load(Path file) {
    return ModelFile.read(file, KernelSelection.select(KernelSelection.AUTOMATIC).kernels());
  }

  /**
   * Writes a model file, whole or not at all.
   *
   * @throws RecordException if the file cannot be written, or the model holds NaN or infinities
   */
  public void save(Path file) {
    ModelFile.write(file, this);
  }

  /**
   * What predicts with this model, for any number of threads; make one and keep it.
   *
   * <p>Its class indices are those of {@link #classNames}.
   */
  public Predictor predictor() {
    return Predictor.of(network, scaling);
  }

  /**
   * Loss and accuracy on labelled examples.
   *
   * @throws DataException if the examples have no labels, or other features than the model
   */
  public Score evaluate(Dataset examples) {
    return evaluation(examples).score();
  }

  /**
   * Actual against predicted classes of labelled examples.
   *
   * @throws DataException if the examples have no labels, or other features than the model
   */
  public ConfusionMatrix confusion(Dataset examples) {
    return evaluation(examples).confusion();
  }

  private Evaluation evaluation(Dataset examples) {
    requireFeatures(examples);
    if (!examples.classNames().equals(classNames)) {
      throw new DataException(
          examples.name()
              + ": its classes are "
              + examples.classNames()
              + ", and the model knows "
              + classNames
              + "; labels would mean other classes");
    }
    return new Evaluation(network, Examples.all(examples), scaling);
  }

  /**
   * Checks that examples have the features that the model was trained on: as many, and, where both
   * have names, the same in the same order.
   *
   * @throws DataException if they have not
   */
  public void requireFeatures(Dataset examples) {
    requireWidth(examples.name(), examples.features().columns());
    int other = firstOther(examples.featureNames());
    if (other >= 0) {
      List<String> shown = featureNames.subList(0, Math.min(LISTED, featureNames.size()));
      throw new DataException(
          examples.name()
              + ": its feature "
              + (other + 1)
              + " is '"
              + examples.featureNames().get(other)
              + "', and the model was trained with '"
              + featureNames.get(other)
              + "' there; it takes, in this order: "
              + String.join(", ", shown)
              + (shown.size() < featureNames.size() ? ", ..." : "")
              + "; order the columns so, or rename them if they mean that");
    }
  }

  /**
   * The first feature that has another name than in training, counted from 0, or -1: upper and
   * lower case are the same, and names that are not known are no others.
   *
   * @param names as many as the model has inputs, or none
   */
  public int firstOther(List<String> names) {
    return FeatureNames.firstOther(featureNames, names);
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
          data
              + ": the model takes "
              + inputs
              + (inputs == 1 ? " feature" : " features")
              + ", and this has "
              + features
              + advice);
    }
  }
}
