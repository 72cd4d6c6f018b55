package dev.layerwise.interop.numpy;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Features;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.interop.ClassNames;
import dev.layerwise.interop.csv.LabelCodes;
import dev.layerwise.interop.numpy.NumpyArray.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Data sets from NumPy's arrays: a pair of {@code .npy} files, or an {@code .npz} archive.
 *
 * <p>Of an archive the arrays {@code x_train} and {@code y_train} are taken, and {@code x_test} and
 * {@code y_test} as its test set; or else one of {@code x}, {@code X}, {@code data}, {@code
 * features}, {@code images} and one of {@code y}, {@code Y}, {@code labels}, {@code label}, {@code
 * target}, {@code targets}. An array {@code class_names} names the classes; labels that are numbers
 * are then places in it, counted from 0, whatever the names are.
 */
public final class NumpyData {
  private static final List<String> FEATURES = List.of("x", "X", "data", "features", "images");
  private static final List<String> LABELS =
      List.of("y", "Y", "labels", "label", "target", "targets");

  /** From here on floats leave whole numbers out. */
  private static final float LARGEST_EXACT = 1 << 24;

  private static final String CLASS_NAMES = "class_names";

  private NumpyData() {}

  /**
   * What an archive holds.
   *
   * @param training its examples
   * @param test its test set, or null
   */
  public record Sets(Dataset training, @Nullable Dataset test) {}

  /**
   * Reads an archive.
   *
   * @param expected the names of the classes where they are known already, or none
   * @throws DataException if it is damaged, or lacks the arrays
   */
  public static Sets readArchive(Path file, List<String> expected) {
    Map<String, NumpyArray> arrays = arrays(file);
    List<String> own = classNames(file, arrays);
    NumpyArray train = arrays.get("x_train");
    if (train == null) {
      NumpyArray x = required(file, arrays, FEATURES);
      return new Sets(dataset(file, x, first(arrays, LABELS), own, expected), null);
    }
    Dataset training = dataset(file, train, arrays.get("y_train"), own, expected);
    NumpyArray test = arrays.get("x_test");
    if (test == null) {
      return new Sets(training, null);
    }
    return new Sets(
        training, dataset(file, test, arrays.get("y_test"), own, training.classNames()));
  }

  /** The names that an archive gives its classes; none if it has none. */
  private static List<String> classNames(Path file, Map<String, NumpyArray> arrays) {
    NumpyArray named = arrays.get(CLASS_NAMES);
    if (named == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < named.values().size(); i++) {
      names.add(named.values().text(i).strip());
    }
    return ClassNames.distinct(file + ", array '" + CLASS_NAMES + "'", names);
  }

  /**
   * Reads the features of a file, without labels.
   *
   * @throws DataException if it is damaged, or lacks the array
   */
  public static Dataset readUnlabelled(Path file, boolean archive, List<String> classNames) {
    NumpyArray x;
    if (archive) {
      Map<String, NumpyArray> arrays = arrays(file);
      List<String> names = new ArrayList<>(FEATURES);
      names.add("x_test");
      names.add("x_train");
      x = required(file, arrays, names);
    } else {
      x = NpyFiles.read(file);
    }
    return dataset(file, x, null, List.of(), classNames);
  }

  /**
   * Reads features and labels from a file each.
   *
   * @throws DataException if one is damaged, or they do not fit
   */
  public static Dataset read(Path features, Path labels, List<String> expected) {
    return dataset(features, NpyFiles.read(features), NpyFiles.read(labels), List.of(), expected);
  }

  private static Map<String, NumpyArray> arrays(Path file) {
    List<String> wanted = new ArrayList<>(FEATURES);
    wanted.addAll(LABELS);
    wanted.addAll(List.of("x_train", "y_train", "x_test", "y_test", CLASS_NAMES));
    return NpyFiles.readArchive(file, wanted);
  }

  private static @Nullable NumpyArray first(Map<String, NumpyArray> arrays, List<String> names) {
    for (String name : names) {
      NumpyArray array = arrays.get(name);
      if (array != null) {
        return array;
      }
    }
    return null;
  }

  private static NumpyArray required(
      Path file, Map<String, NumpyArray> arrays, List<String> names) {
    NumpyArray array = first(arrays, names);
    if (array == null) {
      throw new DataException(
          file
              + ": holds none of the arrays x_train, "
              + String.join(", ", names)
              + " (it holds: "
              + String.join(", ", NpyFiles.names(file).stream().limit(12).toList())
              + ")");
    }
    return array;
  }

  /**
   * Makes a data set of arrays.
   *
   * @param own the names that the file gives the classes, or none
   * @param expected the names that the classes shall have, or none
   */
  private static Dataset dataset(
      Path file, NumpyArray x, @Nullable NumpyArray y, List<String> own, List<String> expected) {
    Features features = x.toFeatures(file.toString());
    ImageShape image = image(x.shape());
    String name = String.valueOf(file.getFileName());
    List<String> wanted = expected.isEmpty() ? own : expected;
    if (y == null) {
      return Dataset.unlabelled(name, features, wanted, image);
    }
    if (y.rows() != features.rows()) {
      throw new DataException(
          file + ": " + features.rows() + " examples but " + y.rows() + " labels");
    }
    boolean places = !own.isEmpty() && !(y.values() instanceof NumpyArray.Values.Texts);
    if (places && wanted.equals(own)) {
      int[] labels = new int[y.rows()];
      Arrays.setAll(labels, i -> place(file, y, i, own));
      return new Dataset(name, features, labels, own, image);
    }
    LabelCodes codes = new LabelCodes("example", "label", wanted);
    for (int i = 0; i < y.rows(); i++) {
      String label = places ? own.get(place(file, y, i, own)) : label(file, y, i);
      codes.add(file.toString(), i + 1L, label);
    }
    List<String> names = codes.classNames(file.toString());
    return new Dataset(name, features, codes.labels(names), names, image);
  }

  /** A label that is the place of a name, and no name itself: of the classes 1, 2 and 3 0 is 1. */
  private static int place(Path file, NumpyArray y, int example, List<String> names) {
    String text = label(file, y, example);
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) >= names.size()) {
      throw new DataException(
          file
              + ": example "
              + (example + 1)
              + ": label "
              + text
              + " is the place of no name in "
              + CLASS_NAMES
              + ", expected 0 to "
              + (names.size() - 1)
              + "; number the classes from 0, or leave "
              + CLASS_NAMES
              + " out of the archive");
    }
    return Integer.parseInt(text);
  }

  /** A label, or of a row with a single one the place where that is. */
  private static String label(Path file, NumpyArray y, int example) {
    int columns = y.columns();
    if (columns == 1) {
      requireExact(file, y, example);
      return y.values().text(example);
    }
    int hot = -1;
    for (int j = 0; j < columns; j++) {
      String text = y.values().text(example * columns + j);
      boolean one = text.equals("1") || text.equals("1.0");
      if ((!one && !text.equals("0")) || (one && hot >= 0)) {
        hot = -1;
        break;
      }
      hot = one ? j : hot;
    }
    if (hot < 0) {
      throw new DataException(
          file
              + ": example "
              + (example + 1)
              + ": expected a label, or a row with a single 1, of the labels' shape "
              + y.shape());
    }
    return String.valueOf(hot);
  }

  /** Floating-point labels are rounded to floats, where large whole numbers become one. */
  private static void requireExact(Path file, NumpyArray y, int example) {
    if (y.values() instanceof Values.Reals(float[] labels)
        && Math.abs(labels[example]) >= LARGEST_EXACT) {
      throw new DataException(
          file
              + ": example "
              + (example + 1)
              + ": labels from 16,777,216 on must be whole numbers or texts, as floats they may"
              + " become the same class; convert them (y.astype('int64'))");
    }
  }

  /** Examples of two dimensions are images, also with a third of a single channel. */
  private static @Nullable ImageShape image(List<Long> shape) {
    List<Long> sizes = new ArrayList<>(shape.subList(1, shape.size()));
    if (sizes.size() == 3) {
      if (!sizes.remove(1L)) {
        return null;
      }
    }
    return sizes.size() == 2
        ? new ImageShape(sizes.get(0).intValue(), sizes.get(1).intValue())
        : null;
  }

  /**
   * Writes data as an archive that {@link #readArchive} reads: {@code x_train}, {@code y_train},
   * {@code x_test}, {@code y_test} and {@code class_names}, as far as there are labels and a test
   * set. Features are unscaled, bytes or 32-bit floats, n × d, or n × height × width where they are
   * images; labels are the numbers of the classes, which are their places in {@code class_names}.
   */
  public static void write(Path file, Sets sets) {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    put(arrays, "train", sets.training());
    if (sets.test() != null) {
      put(arrays, "test", sets.test());
    }
    if (!sets.training().classNames().isEmpty()) {
      arrays.put(CLASS_NAMES, NumpyArray.of(sets.training().classNames()));
    }
    NpyFiles.writeArchive(file, arrays);
  }

  private static void put(Map<String, NumpyArray> arrays, String part, Dataset set) {
    Features features = set.features();
    ImageShape image = set.image();
    long[] shape =
        image == null
            ? new long[] {features.rows(), features.columns()}
            : new long[] {features.rows(), image.height(), image.width()};
    arrays.put(
        "x_" + part,
        switch (features) {
          case ByteFeatures bytes -> NumpyArray.of(bytes.values(), shape);
          case FloatFeatures floats -> NumpyArray.of(floats.values(), shape);
        });
    int[] labels = set.labels();
    if (labels != null) {
      arrays.put("y_" + part, wholes(labels));
    }
  }

  private static NumpyArray wholes(int[] values) {
    long[] wide = new long[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return NumpyArray.of(wide, wide.length);
  }

  /**
   * Writes predictions: {@code scores} alone into an {@code .npy} file, or with {@code predicted}
   * and {@code class_names} into an archive.
   *
   * @param classes the predicted class of every example
   * @param scores examples × classes
   */
  public static void writePredictions(
      Path file, int[] classes, dev.layerwise.tensor.Matrix scores, List<String> classNames) {
    float[] values = Arrays.copyOf(scores.data(), scores.size());
    NumpyArray array = NumpyArray.of(values, scores.rows(), scores.columns());
    if (String.valueOf(file.getFileName()).endsWith(".npy")) {
      NpyFiles.write(file, array);
      return;
    }
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    arrays.put("predicted", wholes(classes));
    arrays.put("scores", array);
    arrays.put(CLASS_NAMES, NumpyArray.of(classNames));
    NpyFiles.writeArchive(file, arrays);
  }
}
