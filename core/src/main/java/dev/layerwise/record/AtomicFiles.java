package dev.layerwise.record;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes files whole or not at all: into a temporary file in the same folder, which is forced to
 * the disk and then takes the place of the old file in one move. Readers see the old content or the
 * new one, also after a power cut.
 *
 * <p>If writing fails the temporary file is removed. One that a killed process left behind is
 * removed by the next write of the same file.
 */
public final class AtomicFiles {
  private static final AtomicLong COUNTER = new AtomicLong();

  private AtomicFiles() {}

  /** Writes the content of a file; may be called again if the first attempt was interrupted. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it. */
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /**
   * Writes a text in UTF-8.
   *
   * @throws RecordException if it cannot be written
   */
  public static void writeString(Path file, String text) {
    byte[] bytes = Safetensors.utf8(text);
    write(file, channel -> Safetensors.writeFully(java.nio.ByteBuffer.wrap(bytes), channel));
  }

  /**
   * Writes a file.
   *
   * @throws RecordException if it cannot be written; what stood there before still does
   */
  public static void write(Path file, Content content) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new RecordException(
          file
              + ": cannot be written: "
              + (Files.isDirectory(file) ? "it is a folder" : "it is no ordinary file")
              + "; choose another name");
    }
    // An interrupt closes the channel under the writer. It is meant for the thread's work, not for
    // its record: the
    // file is written all the same, and the thread stays interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      while (!attempt(file, content)) {
        interrupted = true;
        Thread.interrupted();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean attempt(Path file, Content content) {
    Path temporary = null;
    try {
      removeAbandoned(file);
      temporary = temporary(file);
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      forceFolder(file);
      return true;
    } catch (ClosedByInterruptException e) {
      remove(temporary);
      return false;
    } catch (IOException e) {
      remove(temporary);
      throw explain(file, e);
    } catch (RuntimeException | Error e) {
      remove(temporary);
      throw e;
    }
  }

  private static Path temporary(Path file) {
    long process = ProcessHandle.current().pid();
    return file.resolveSibling(
        "." + file.getFileName() + "." + process + "-" + COUNTER.getAndIncrement() + ".tmp");
  }

  /** Removes the temporary files of this file whose process is gone. */
  private static void removeAbandoned(Path file) throws IOException {
    Pattern pattern =
        Pattern.compile(
            "\\."
                + Pattern.quote(String.valueOf(file.getFileName()))
                + "\\.(\\d{1,18})-\\d+\\.tmp");
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(folder(file))) {
      for (Path sibling : siblings) {
        Matcher matcher = pattern.matcher(sibling.getFileName().toString());
        if (matcher.matches() && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
          Files.deleteIfExists(sibling);
        }
      }
    } catch (AccessDeniedException | DirectoryIteratorException e) {
      // A folder may be written to and yet not be listed; then nothing is known to be abandoned.
      return;
    }
  }

  /**
   * Makes the move itself last; not every system can force a folder, and none needs it to read the
   * file.
   */
  private static void forceFolder(Path file) {
    try (FileChannel channel = FileChannel.open(folder(file), StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      return;
    }
  }

  private static void remove(@Nullable Path temporary) {
    if (temporary != null) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        // The failure that led here is the one to report.
        return;
      }
    }
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  /** Words a failure to write a file: what happened, and what to do. */
  public static RecordException explain(Path file, IOException cause) {
    Path folder = folder(file);
    String reason = reason(cause);
    String lower = reason.toLowerCase(Locale.ROOT);
    String why;
    if (cause instanceof NoSuchFileException && !Files.exists(folder)) {
      why = "the folder " + folder + " does not exist; create it";
    } else if (cause instanceof NoSuchFileException && Files.isDirectory(folder)) {
      why = "no file can be made in the folder " + folder + "; choose another place";
    } else if (cause instanceof NotDirectoryException || !Files.isDirectory(folder)) {
      why = folder + " is no folder; choose another place";
    } else if (cause instanceof AccessDeniedException) {
      why =
          "this user may not write to the folder "
              + folder
              + "; choose another place or change its permissions";
    } else if (lower.contains("read-only file system")) {
      why = "the disk that holds " + folder + " is read-only; choose another place";
    } else if (lower.contains("no space left")
        || lower.contains("not enough space")
        || lower.contains("quota")) {
      why = "the disk that holds " + folder + " is full; free some space or choose another place";
    } else if (lower.contains("file name too long")) {
      why = "its name is too long; choose a shorter one";
    } else if (cause instanceof FileAlreadyExistsException) {
      why =
          "a temporary file of the same name is in the way: " + cause.getMessage() + "; remove it";
    } else {
      why = reason;
    }
    return new RecordException(file + ": cannot be written: " + why, cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
