package dev.layerwise.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Replaces what lies between two marks of a Markdown file. */
public final class MarkedBlock {
  private MarkedBlock() {}

  /**
   * Puts {@code content} between {@code <!-- name:begin -->} and {@code <!-- name:end -->}.
   *
   * @throws IllegalArgumentException if the file lacks one of the marks
   */
  public static void write(Path file, String name, String content) throws IOException {
    Files.writeString(file, replace(Files.readString(file), name, content, file.toString()));
  }

  /**
   * Checks that a file has both marks, before it takes hours to find what belongs between them.
   *
   * @throws IllegalArgumentException if it cannot be read or lacks one of them
   */
  public static void require(Path file, String name) {
    try {
      bounds(Files.readString(file), name, file.toString());
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + file, e);
    }
  }

  static String replace(String text, String name, String content, String where) {
    int[] bounds = bounds(text, name, where);
    return text.substring(0, bounds[0])
        + "\n"
        + content.stripTrailing()
        + "\n"
        + text.substring(bounds[1]);
  }

  /** Where the content begins and ends. */
  private static int[] bounds(String text, String name, String where) {
    String begin = "<!-- " + name + ":begin -->";
    String end = "<!-- " + name + ":end -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          where + ": expected the marks '" + begin + "' and '" + end + "' in that order");
    }
    return new int[] {from + begin.length(), to};
  }
}
