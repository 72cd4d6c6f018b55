package dev.layerwise.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Examples with their labels.
 *
 * @param name what a person calls it, such as {@code mnist} or a file's name
 * @param features the inputs, one row an example
 * @param labels the class index of every example, or null if the data has no labels (files for
 *     prediction)
 * @param classNames the names of the classes; the label is an index into this list, so labelled
 *     data need a name of its own for each. Without labels they are those of the model that will
 *     predict, whatever it calls them
 * @param image the shape of the image that a row is, or null if it is none
 * @param featureNames what people call the features, such as {@code petal_width}, or {@code column
 *     3} in a table without a header; empty where features are told by their number alone
 */
public record Dataset(
    String name,
    Features features,
    int @Nullable [] labels,
    List<String> classNames,
    @Nullable ImageShape image,
    List<String> featureNames) {

  /**
   * The shape of a grey image whose pixels are a row of features, line after line.
   *
   * @param height lines
   * @param width pixels a line
   */
  public record ImageShape(int height, int width) {}

  /**
   * Checks that the parts fit each other.
   *
   * @throws DataException if the numbers of labels and examples differ, a label is no class index,
   *     two classes of labelled data have the same name, or the image's size or the number of names
   *     is not the number of features
   */
  public Dataset {
    Objects.requireNonNull(name, "name");
    classNames = List.copyOf(classNames);
    featureNames = List.copyOf(featureNames);
    if (!featureNames.isEmpty() && featureNames.size() != features.columns()) {
      throw new DataException(
          name
              + ": "
              + featureNames.size()
              + " names for "
              + features.columns()
              + " features; every feature needs one, or none has any");
    }
    if (labels != null) {
      requireDistinct(name, classNames);
      if (labels.length != features.rows()) {
        throw new DataException(
            name
                + ": "
                + features.rows()
                + " examples but "
                + labels.length
                + " labels; every example needs one");
      }
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] < 0 || labels[i] >= classNames.size()) {
          throw new DataException(
              name
                  + ": example "
                  + (i + 1)
                  + ": label "
                  + labels[i]
                  + " is out of range, expected 0 to "
                  + (classNames.size() - 1));
        }
      }
    }
    if (image != null
        && (image.height() < 1 || (long) image.height() * image.width() != features.columns())) {
      throw new DataException(
          name
              + ": images of "
              + image.height()
              + " x "
              + image.width()
              + " need "
              + (long) image.height() * image.width()
              + " features, got "
              + features.columns());
    }
  }

  private static void requireDistinct(String name, List<String> classNames) {
    Map<String, Integer> places = new HashMap<>();
    for (int k = 0; k < classNames.size(); k++) {
      Integer before = places.putIfAbsent(classNames.get(k), k);
      if (before != null) {
        throw new DataException(
            name
                + ": classes "
                + before
                + " and "
                + k
                + " are both called '"
                + classNames.get(k)
                + "'; give each a name of its own, or the examples of both the same label");
      }
    }
  }

  /** Examples whose features are told by their number. */
  public Dataset(
      String name,
      Features features,
      int @Nullable [] labels,
      List<String> classNames,
      @Nullable ImageShape image) {
    this(name, features, labels, classNames, image, List.of());
  }

  /**
   * Examples without labels, for prediction.
   *
   * @param classNames the names of the classes of the model that will predict
   */
  public static Dataset unlabelled(
      String name, Features features, List<String> classNames, @Nullable ImageShape image) {
    return new Dataset(name, features, null, classNames, image);
  }

  /** The same examples, with names for their features. */
  public Dataset withFeatureNames(List<String> names) {
    return new Dataset(name, features, labels, classNames, image, names);
  }

  /** What a feature is called, counted from 0; its number from 1 where features have no names. */
  public String featureName(int feature) {
    return featureNames.isEmpty() ? Integer.toString(feature + 1) : featureNames.get(feature);
  }

  /** The number of examples. */
  public int size() {
    return features.rows();
  }

  /** The number of classes. */
  public int classes() {
    return classNames.size();
  }

  /**
   * The labels.
   *
   * @throws DataException if the data has none
   */
  public int[] requireLabels() {
    if (labels == null) {
      throw new DataException(
          name
              + ": has no labels, and labels are needed here (of a table, --label-column names"
              + " theirs)");
    }
    return labels;
  }

  /**
   * The SHA-256 of everything that training sees, as lower-case hexadecimal digits: of the
   * features' own digest, then the class names, each in UTF-8 and ended by a zero byte, then the
   * labels as little-endian 32-bit integers. Names of features do not count: no training depends on
   * them.
   */
  public String sha256() {
    MessageDigest digest = Checksums.newSha256();
    update(digest, features.sha256());
    classNames.forEach(className -> update(digest, className));
    if (labels != null) {
      ByteBuffer bytes =
          ByteBuffer.allocate(labels.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asIntBuffer().put(labels);
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  /** The number of examples of every class. */
  public int[] classCounts() {
    int[] counts = new int[classes()];
    for (int label : requireLabels()) {
      counts[label]++;
    }
    return counts;
  }

  /** The examples with the given row numbers, in that order, as a data set of their own. */
  public Dataset select(String newName, int[] rows) {
    int[] selected = null;
    if (labels != null) {
      selected = new int[rows.length];
      for (int i = 0; i < rows.length; i++) {
        selected[i] = labels[rows[i]];
      }
    }
    return new Dataset(newName, features.select(rows), selected, classNames, image, featureNames);
  }

  /** Whether the other has the same examples, labels and names. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Dataset that
        && name.equals(that.name)
        && features.equals(that.features)
        && Arrays.equals(labels, that.labels)
        && classNames.equals(that.classNames)
        && Objects.equals(image, that.image)
        && featureNames.equals(that.featureNames);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + features.hashCode()) + Arrays.hashCode(labels);
  }

  @Override
  public String toString() {
    return "Dataset["
        + name
        + ", "
        + features
        + ", "
        + classes()
        + " classes"
        + (labels == null ? ", no labels" : "")
        + "]";
  }
}
