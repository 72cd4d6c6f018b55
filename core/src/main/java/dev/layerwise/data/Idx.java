package dev.layerwise.data;

import dev.layerwise.data.Dataset.ImageShape;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads IDX, the format of the published MNIST files, plain or compressed with gzip (its content
 * tells, not its name).
 *
 * <p>A file is a header, all of it big-endian: two zero bytes, the element type, the number of
 * dimensions (the rank), and every dimension as 32 bits; then the elements in row-major order. The
 * first dimension counts the examples. A file of rank 1 and an integer type holds labels; of any
 * other file an example is flattened into a row of features, and of rank 3 it is an image of height
 * × width as well. Unsigned bytes stay bytes, all other types become floats: integers beyond 2^24
 * and doubles are rounded to the nearest float.
 *
 * <p>A header is not believed: memory is taken as the data arrive, in proportion to what is there,
 * and no more is read than was announced.
 */
public final class Idx {
  /** More classes than this are taken for a sign that the numbers are no class indices. */
  static final int MAX_CLASSES = 65_536;

  private Idx() {}

  /** The type of the elements, the third byte of the file. */
  public enum ElementType {
    /** Unsigned bytes, 0 to 255. */
    UNSIGNED_BYTE(0x08, 1, "unsigned byte"),
    /** Signed bytes. */
    BYTE(0x09, 1, "byte"),
    /** 16-bit integers. */
    SHORT(0x0B, 2, "short"),
    /** 32-bit integers. */
    INT(0x0C, 4, "int"),
    /** 32-bit floats. */
    FLOAT(0x0D, 4, "float"),
    /** 64-bit floats. */
    DOUBLE(0x0E, 8, "double");

    private final int code;
    private final int bytes;
    private final String label;

    ElementType(int code, int bytes, String label) {
      this.code = code;
      this.bytes = bytes;
      this.label = label;
    }

    /** The code in the file. */
    public int code() {
      return code;
    }

    /** The size of an element. */
    public int bytes() {
      return bytes;
    }

    /** The name used in messages. */
    public String label() {
      return label;
    }

    /** Whether the type can hold labels. */
    public boolean isInteger() {
      return this != FLOAT && this != DOUBLE;
    }

    /** The type with this code, or null if there is none. */
    public static @Nullable ElementType of(int code) {
      for (ElementType type : values()) {
        if (type.code == code) {
          return type;
        }
      }
      return null;
    }
  }

  /**
   * What a file announces.
   *
   * @param type the type of its elements
   * @param shape its dimensions, the number of examples first
   */
  public record Header(ElementType type, List<Integer> shape) {
    /** Copies the dimensions. */
    public Header {
      shape = List.copyOf(shape);
    }

    /** The number of dimensions. */
    public int rank() {
      return shape.size();
    }

    /** The number of examples. */
    public int examples() {
      return shape.getFirst();
    }

    /**
     * The number of elements of an example; {@link Integer#MAX_VALUE} at most, or the file is
     * refused.
     */
    public int exampleSize() {
      return shape.stream().skip(1).reduce(1, Math::multiplyExact);
    }

    /** Whether the file holds labels: one integer an example. */
    public boolean holdsLabels() {
      return rank() == 1 && type.isInteger();
    }

    /** For a message: {@code "60000 x 28 x 28 unsigned bytes"}. */
    public String describe() {
      return shape.stream().map(String::valueOf).collect(Collectors.joining(" x "))
          + " "
          + type.label()
          + "s";
    }
  }

  /**
   * Reads what a file announces, and nothing more.
   *
   * @throws DataException if it is no IDX file or cannot be read
   */
  public static Header readHeader(Path file) {
    try (BufferedInputStream in = DataFiles.open(file)) {
      return IdxContent.readHeader(file, in);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  /**
   * Reads features.
   *
   * @throws DataException if the file is damaged, holds labels or no examples, or holds NaN or
   *     infinite values
   */
  public static Features readFeatures(Path file) {
    try (BufferedInputStream in = DataFiles.open(file)) {
      Header header = requireFeatures(file, IdxContent.readHeader(file, in));
      return IdxContent.readFeatures(file, in, header);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  /**
   * Reads labels.
   *
   * @throws DataException if the file is damaged, holds anything but one integer an example, or a
   *     negative label
   */
  public static int[] readLabels(Path file) {
    try (BufferedInputStream in = DataFiles.open(file)) {
      Header header = IdxContent.readHeader(file, in);
      if (!header.holdsLabels()) {
        throw new DataException(
            file
                + ": holds "
                + header.describe()
                + ", which are no labels (one integer an example)"
                + (header.rank() == 3
                    ? "; is it the image file? The label file is needed here"
                    : ""));
      }
      int[] labels = IdxContent.readIntegers(file, in, header);
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] < 0 || labels[i] >= MAX_CLASSES) {
          throw new DataException(
              file
                  + ": example "
                  + (i + 1)
                  + ": label "
                  + labels[i]
                  + " is out of range; labels are class numbers, "
                  + "0 for the first class");
        }
      }
      return labels;
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  /**
   * Reads examples without labels, for prediction.
   *
   * @param name what the data set is called
   * @throws DataException as {@link #readFeatures} does
   */
  public static Dataset readUnlabelled(String name, Path features, List<String> classNames) {
    try (BufferedInputStream in = DataFiles.open(features)) {
      Header header = requireFeatures(features, IdxContent.readHeader(features, in));
      return Dataset.unlabelled(
          name, IdxContent.readFeatures(features, in, header), classNames, image(header));
    } catch (IOException e) {
      throw DataFiles.unreadable(features, e);
    }
  }

  /**
   * Reads examples and their labels.
   *
   * @param name what the data set is called
   * @param features the file of the examples
   * @param labels the file of their labels
   * @param classNames the names of the classes; if there are none, the classes are {@code "0"} to
   *     the greatest label
   * @throws DataException if a file is damaged, their numbers of examples differ, or a label is out
   *     of range
   */
  public static Dataset readDataset(
      String name, Path features, Path labels, List<String> classNames) {
    int[] classes = readLabels(labels);
    List<String> names = classNames;
    if (names.isEmpty()) {
      int greatest = Arrays.stream(classes).max().orElse(0);
      names = IntStream.rangeClosed(0, greatest).mapToObj(Integer::toString).toList();
    }
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] >= names.size()) {
        throw new DataException(
            labels
                + ": example "
                + (i + 1)
                + ": label "
                + classes[i]
                + " is out of range, expected 0 to "
                + (names.size() - 1));
      }
    }
    try (BufferedInputStream in = DataFiles.open(features)) {
      Header header = requireFeatures(features, IdxContent.readHeader(features, in));
      if (header.examples() != classes.length) {
        throw new DataException(
            features
                + " holds "
                + header.examples()
                + " examples, but "
                + labels
                + " holds "
                + classes.length
                + " labels; do the files belong together?");
      }
      return new Dataset(
          name, IdxContent.readFeatures(features, in, header), classes, names, image(header));
    } catch (IOException e) {
      throw DataFiles.unreadable(features, e);
    }
  }

  private static @Nullable ImageShape image(Header header) {
    return header.rank() == 3 ? new ImageShape(header.shape().get(1), header.shape().get(2)) : null;
  }

  private static Header requireFeatures(Path file, Header header) {
    if (header.holdsLabels()) {
      throw new DataException(
          file
              + ": is a label file ("
              + header.describe()
              + "), the file of the examples is needed here");
    }
    return header;
  }
}
