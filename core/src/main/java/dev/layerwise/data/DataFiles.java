package dev.layerwise.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens files for the readers, and words what goes wrong. */
public final class DataFiles {
  private static final int BUFFER = 1 << 16;

  private DataFiles() {}

  /**
   * Opens a file for reading, decompressing it if it is a gzip stream, which its first bytes tell
   * and not its name.
   *
   * @throws DataException if there is no such file, it is a directory, or it must not be read
   * @throws IOException if reading its first bytes fails otherwise
   */
  public static BufferedInputStream open(Path file) throws IOException {
    requireFile(file);
    InputStream raw;
    try {
      raw = Files.newInputStream(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    try {
      BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
      in.mark(2);
      byte[] magic = in.readNBytes(2);
      in.reset();
      boolean gzip = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
      return gzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Checks that a file exists and is none of the things that cannot be read.
   *
   * @throws DataException if it is missing or a directory
   */
  public static void requireFile(Path file) {
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": is a directory, a file is needed here");
    }
    if (!Files.exists(file)) {
      throw new DataException(
          file.isAbsolute()
              ? file + ": no such file"
              : file + ": no such file (looked for in " + Path.of("").toAbsolutePath() + ")");
    }
  }

  /** Words a failure to read a file: what happened, and what to do. */
  public static DataException unreadable(Path file, IOException cause) {
    String why =
        switch (cause) {
          case NoSuchFileException e -> "no such file";
          case AccessDeniedException e -> "may not be read by this user; check its permissions";
          case EOFException e ->
              "the compressed data end too early (truncated); fetch or copy the file again";
          case ZipException e ->
              "the compressed data are damaged (" + e.getMessage() + "); fetch the file again";
          default ->
              "cannot be read: "
                  + (cause.getMessage() == null ? cause.toString() : cause.getMessage());
        };
    return new DataException(file + ": " + why, cause);
  }

  /**
   * The SHA-256 of a file's bytes as they lie on the disk.
   *
   * @throws DataException if the file cannot be read
   */
  public static String sha256(Path file) {
    requireFile(file);
    try (InputStream in = Files.newInputStream(file)) {
      return digest(in);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The SHA-256 of a file's content, decompressed if it is a gzip stream.
   *
   * @throws DataException if the file cannot be read
   */
  public static String contentSha256(Path file) {
    try (InputStream in = open(file)) {
      return digest(in);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static String digest(InputStream in) throws IOException {
    MessageDigest digest = Checksums.newSha256();
    byte[] buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      digest.update(buffer, 0, count);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
