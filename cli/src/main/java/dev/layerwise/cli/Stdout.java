package dev.layerwise.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output as scripts rely on it.
 *
 * <p>Java's own keeps failures to itself: a file on a full disk would end in the middle, and the
 * program would end as if all were well.
 */
final class Stdout {
  private static @Nullable Watched opened;

  private Stdout() {}

  /** Points {@link System#out} at a stream that remembers its first failure. */
  static void open() {
    opened = new Watched(new FileOutputStream(FileDescriptor.out));
    System.setOut(new PrintStream(new BufferedOutputStream(opened), true, System.out.charset()));
  }

  /**
   * The exit code in the end: that of the command, unless it went well and yet not all that it
   * printed has arrived; then standard error says so.
   */
  static int exitCode(int ofCommand) {
    System.out.flush();
    IOException failure = opened == null ? null : opened.failure;
    if (failure == null || isClosedByReader(failure)) {
      return ofCommand;
    }
    System.err.println(
        "layerwise: standard output: cannot be written: "
            + failure.getMessage()
            + "; what has arrived there is incomplete, write it to another place");
    return ofCommand == ExitCode.OK ? ExitCode.DATA : ofCommand;
  }

  /**
   * Prints what programs read: in UTF-8, whatever the locale. In that of a service or a container
   * without one, names of classes would become question marks.
   */
  static void printForPrograms(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.out.write(bytes, 0, bytes.length);
    System.out.flush();
  }

  /** Prints a JSON object on a line of its own, in UTF-8. */
  static void printJson(String json) {
    printForPrograms(json + "\n");
  }

  /** {@code layerwise … | head} has seen enough; nothing is wrong. */
  private static boolean isClosedByReader(IOException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("broken pipe") || message.contains("pipe is being closed");
  }

  /** A stream that remembers its first failure. */
  private static final class Watched extends FilterOutputStream {
    private volatile @Nullable IOException failure;

    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }
}
