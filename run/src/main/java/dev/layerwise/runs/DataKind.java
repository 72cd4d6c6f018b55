package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Digits;
import dev.layerwise.data.FileKind;
import dev.layerwise.interop.parquet.ParquetFiles;
import dev.layerwise.interop.published.PublishedSets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The kinds of data there are, as far as settings apply to them. */
enum DataKind {
  /** Images that are drawn here. */
  DIGITS("the built-in images"),
  /** Points of the plane that are drawn here. */
  POINTS("a built-in set of points"),
  /** Sets that are known by name. */
  PUBLISHED("a published set"),
  /** A table as text. */
  CSV("a CSV file"),
  /** A table of columns with types, also as a folder of files. */
  PARQUET("Parquet"),
  /** An array whose labels are in a file of their own. */
  IDX("an IDX file"),
  /** The same by NumPy. */
  NUMPY("a NumPy array file"),
  /** Arrays with their labels. */
  ARCHIVE("a NumPy archive"),
  /** A folder of images, or one image. */
  IMAGES("images"),
  /** Nothing that can be read: a setting is not what is wrong. */
  NONE("nothing that can be read");

  private final String words;

  DataKind(String words) {
    this.words = words;
  }

  /** A phrase for messages. */
  String words() {
    return words;
  }

  /** What a name or a file stands for; of a file, its first bytes are read. */
  static DataKind of(String data) {
    if (data.equals(Digits.NAME)) {
      return DIGITS;
    }
    if (PublishedSets.find(data).isPresent()) {
      return PUBLISHED;
    }
    if (DataNames.all().contains(data)) {
      return POINTS;
    }
    try {
      Path file = Path.of(data);
      int comma = data.indexOf(',');
      if (comma > 0 && !Files.exists(file)) {
        file = Path.of(data.substring(0, comma));
      }
      return Files.exists(file) ? ofFile(file) : NONE;
    } catch (InvalidPathException | DataException _) {
      return NONE; // Whoever reads it tells what is wrong with it.
    }
  }

  private static DataKind ofFile(Path file) {
    if (Files.isDirectory(file)) {
      return ParquetFiles.isFolderOfThem(file) ? PARQUET : IMAGES;
    }
    FileKind kind = FileKind.of(file);
    return switch (kind) {
      case TEXT -> CSV;
      case PARQUET -> PARQUET;
      case IDX -> IDX;
      case NUMPY -> NUMPY;
      case ZIP -> ARCHIVE;
      default -> kind.isImage() ? IMAGES : NONE;
    };
  }
}
