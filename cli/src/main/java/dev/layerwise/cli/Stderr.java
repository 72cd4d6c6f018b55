package dev.layerwise.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;

/**
 * Standard error as the user knows it.
 *
 * <p>Before the program begins, the JVM writes to standard error that it uses an incubator module.
 * So that this is not the first thing a user reads, the launcher starts the JVM with a filter as
 * its standard error, and hands over the user's own under another number.
 */
final class Stderr {
  /** The system property that names the file descriptor of the user's standard error. */
  static final String PROPERTY = "layerwise.stderr.fd";

  private Stderr() {}

  /**
   * Points {@link System#err} at the file descriptor that the launcher has named, if it has. When
   * that fails, messages still arrive: by way of the filter.
   */
  static void reopen() {
    Integer number = Integer.getInteger(PROPERTY);
    if (number == null) {
      return;
    }
    try {
      System.setErr(stream(number));
    } catch (ReflectiveOperationException | RuntimeException _) {
      // Not started by the launcher, which opens java.io to this class: the filter serves.
    }
  }

  /**
   * A stream on a file descriptor that this process has inherited.
   *
   * <p>Java has no public way to name one. Opening {@code /dev/fd/3} instead would open the file
   * anew: with an offset of its own, so that two streams into one file overwrite each other, and
   * not at all for sockets or for the terminal of another user.
   */
  static PrintStream stream(int number) throws ReflectiveOperationException {
    Constructor<FileDescriptor> constructor =
        FileDescriptor.class.getDeclaredConstructor(int.class);
    constructor.setAccessible(true);
    FileDescriptor descriptor = constructor.newInstance(number);
    return new PrintStream(new FileOutputStream(descriptor), true, System.err.charset());
  }
}
