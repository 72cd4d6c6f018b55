package dev.layerwise.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a file is, told from its first bytes and not from its name, so that a reader that gets the
 * wrong file can say what it was given.
 */
public enum FileKind {
  /** Nothing at all. */
  EMPTY("an empty file"),
  /** The format of the published MNIST files; see {@link Idx}. */
  IDX("an IDX file"),
  /** IDX whose first four bytes are in the wrong order. */
  IDX_SWAPPED("an IDX file written in little-endian order"),
  /** A PNG image. */
  PNG("a PNG image"),
  /** A JPEG image. */
  JPEG("a JPEG image"),
  /** A GIF image. */
  GIF("a GIF image"),
  /** A BMP image. */
  BMP("a BMP image"),
  /** A gzip stream; seen only where one lies inside another. */
  GZIP("a gzip file"),
  /** A ZIP archive, among them NumPy's {@code .npz}. */
  ZIP("a ZIP archive"),
  /** A compressed file of a kind that is not read here. */
  OTHER_ARCHIVE("a bzip2, xz, 7-Zip or Zstandard archive"),
  /** NumPy's array format. */
  NUMPY("a NumPy array file"),
  /** HDF5, as Keras writes it. */
  HDF5("an HDF5 file"),
  /** Apache Parquet. */
  PARQUET("a Parquet file"),
  /** A web page, often the error page of a failed download. */
  HTML("an HTML or XML page, perhaps the error page of a failed download"),
  /** A JSON text. */
  JSON("a JSON text"),
  /** The stand-in that Git LFS leaves where a file was not fetched. */
  LFS_POINTER("a Git LFS pointer instead of the file (git lfs pull fetches it)"),
  /** Text of another kind, such as CSV. */
  TEXT("a text file"),
  /** None of these. */
  UNKNOWN("a file of unknown kind");

  private static final int HEAD = 64;

  private final String description;

  FileKind(String description) {
    this.description = description;
  }

  /** A phrase for a message, such as {@code "a PNG image"}. */
  public String description() {
    return description;
  }

  /** Whether it is an image that the JDK decodes. */
  public boolean isImage() {
    return this == PNG || this == JPEG || this == GIF || this == BMP;
  }

  /**
   * Looks at the first bytes of a file, behind gzip if it is compressed.
   *
   * @throws DataException if the file cannot be read
   */
  public static FileKind of(Path file) {
    // A pipe would be read empty by this look, or be waited for for ever.
    if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
      throw new DataException(
          file + ": is a pipe or a device, and no file; save what it gives as a file first");
    }
    try (InputStream in = DataFiles.open(file)) {
      return of(in.readNBytes(HEAD));
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  /** Judges the first bytes of a file; some 64 of them suffice. */
  public static FileKind of(byte[] head) {
    if (head.length == 0) {
      return EMPTY;
    }
    if (starts(head, "0000") && head.length >= 4 && Idx.ElementType.of(head[2]) != null) {
      return IDX;
    }
    if (head.length >= 4
        && head[3] == 0
        && head[2] == 0
        && head[0] > 0
        && Idx.ElementType.of(head[1]) != null) {
      return IDX_SWAPPED;
    }
    FileKind binary = binary(head);
    return binary != null ? binary : text(head);
  }

  private static @Nullable FileKind binary(byte[] head) {
    if (starts(head, "89504e470d0a1a0a")) {
      return PNG;
    }
    if (starts(head, "ffd8ff")) {
      return JPEG;
    }
    if (starts(head, "474946383761") || starts(head, "474946383961")) {
      return GIF;
    }
    if (starts(head, "424d")
        && head.length >= 10
        && head[6] == 0
        && head[7] == 0
        && head[8] == 0
        && head[9] == 0) {
      return BMP;
    }
    if (starts(head, "1f8b")) {
      return GZIP;
    }
    if (starts(head, "504b0304") || starts(head, "504b0506")) {
      return ZIP;
    }
    if (starts(head, "425a68")
        || starts(head, "fd377a585a")
        || starts(head, "377abcaf")
        || starts(head, "28b52ffd")) {
      return OTHER_ARCHIVE;
    }
    if (starts(head, "934e554d5059")) {
      return NUMPY;
    }
    if (starts(head, "894844460d0a1a0a")) {
      return HDF5;
    }
    return starts(head, "50415231") ? PARQUET : null;
  }

  private static FileKind text(byte[] head) {
    if (starts(head, "feff") || starts(head, "fffe")) {
      return TEXT; // UTF-16 says so with its first character
    }
    for (byte b : head) {
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f') {
        return UNKNOWN;
      }
    }
    String text = new String(head, StandardCharsets.ISO_8859_1).stripLeading();
    if (text.startsWith("\u00EF\u00BB\u00BF")) {
      text = text.substring(3);
    }
    if (text.startsWith("version https://git-lfs")) {
      return LFS_POINTER;
    }
    if (text.startsWith("<")) {
      return HTML;
    }
    return text.startsWith("{") ? JSON : TEXT;
  }

  private static boolean starts(byte[] head, String hex) {
    byte[] prefix = HexFormat.of().parseHex(hex);
    return head.length >= prefix.length
        && Arrays.equals(head, 0, prefix.length, prefix, 0, prefix.length);
  }
}
