package dev.layerwise.interop.image;

import dev.layerwise.data.ByteFeatures;
import dev.layerwise.data.DataException;
import dev.layerwise.data.DataFiles;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Dataset.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Labelled images from folders: one for each class, {@code digits/3/0001.png}, named like the
 * class; or such folders below {@code train/} and {@code test/}. All images have the size of the
 * first, or are scaled to one that is asked for.
 */
public final class ImageFolders {
  private static final List<String> TRAINING = List.of("train", "training");
  private static final List<String> TEST = List.of("test", "testing");

  private ImageFolders() {}

  /**
   * What a folder holds.
   *
   * @param training its examples
   * @param test its test set, or null
   */
  public record Sets(Dataset training, @Nullable Dataset test) {}

  /**
   * Reads the images of a folder.
   *
   * @param expected the names of the classes where they are known already, or none for those of the
   *     folders, in alphabetical order, numbers by their value
   * @param size what all images are scaled to, their proportions kept; null to take them as they
   *     are, all of one size
   * @throws DataException if there are no such folders, a class is unknown, or an image is damaged
   *     or of another size
   */
  public static Sets read(Path folder, List<String> expected, @Nullable ImageShape size) {
    boolean resize = size != null;
    Path training = child(folder, TRAINING);
    if (training == null) {
      return new Sets(dataset(folder, name(folder), expected, size, resize), null);
    }
    Dataset train = dataset(training, name(folder), expected, size, resize);
    Path test = child(folder, TEST);
    return new Sets(
        train,
        test == null
            ? null
            : dataset(test, name(folder), train.classNames(), train.image(), resize));
  }

  private static String name(Path folder) {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  private static @Nullable Path child(Path folder, List<String> names) {
    for (Path child : folders(folder)) {
      if (names.contains(child.getFileName().toString().toLowerCase(Locale.ROOT))) {
        return child;
      }
    }
    return null;
  }

  private static List<Path> folders(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .sorted(ImageFiles.BY_NAME)
          .toList();
    } catch (IOException e) {
      throw DataFiles.unreadable(folder, e);
    }
  }

  private static Dataset dataset(
      Path folder,
      String name,
      List<String> expected,
      @Nullable ImageShape wanted,
      boolean resize) {
    List<Path> classes = folders(folder);
    List<String> found = classes.stream().map(path -> path.getFileName().toString()).toList();
    List<String> names = expected.isEmpty() ? found : expected;
    if (classes.isEmpty() || names.size() < 2) {
      throw new DataException(
          folder
              + ": expected a folder of images for each of two classes or more, got "
              + (found.isEmpty() ? "none" : String.join(", ", found)));
    }
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int k = 0; k < classes.size(); k++) {
      int label = names.indexOf(found.get(k));
      if (label < 0) {
        throw new DataException(
            classes.get(k)
                + ": is none of the known classes ("
                + String.join(", ", names.stream().limit(12).toList())
                + ")");
      }
      for (Path file : ImageFiles.list(classes.get(k))) {
        files.add(file);
        labels.add(label);
      }
    }
    ImageShape shape = wanted == null ? ImageFiles.shapeOf(files.getFirst()) : wanted;
    int size = Math.multiplyExact(shape.height(), shape.width());
    if ((long) files.size() * size > Integer.MAX_VALUE - 8) {
      throw new DataException(
          folder + ": " + files.size() + " images are too many to be read at once");
    }
    byte[] pixels = new byte[files.size() * size];
    ImageOptions options = new ImageOptions(shape, resize, false);
    for (int i = 0; i < files.size(); i++) {
      requireSize(files.get(i), files.getFirst(), shape, resize);
      System.arraycopy(ImageFiles.grey(files.get(i), options), 0, pixels, i * size, size);
    }
    return new Dataset(
        name,
        new ByteFeatures(files.size(), size, pixels),
        labels.stream().mapToInt(Integer::intValue).toArray(),
        names,
        shape);
  }

  private static void requireSize(Path file, Path first, ImageShape wanted, boolean resize) {
    ImageShape got = resize ? wanted : ImageFiles.shapeOf(file);
    if (!got.equals(wanted)) {
      throw new DataException(
          file
              + ": is "
              + got.width()
              + " pixels wide and "
              + got.height()
              + " high, and "
              + (file.equals(first) ? "the training images are " : first.getFileName() + " is ")
              + wanted.width()
              + " by "
              + wanted.height()
              + "; name a size for all (--image-size "
              + wanted.height()
              + "x"
              + wanted.width()
              + ")");
    }
  }
}
