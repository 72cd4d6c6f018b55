package dev.layerwise.web.dashboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Follows a file of lines while it grows, and gives out each line once.
 *
 * <p>A line is known by its number. When a killed training is resumed, lines that its checkpoint
 * did not know of are cut off and written again: the same lines, but for the time they took. So a
 * reader that has seen n lines goes on with line n + 1, whatever has happened to the file
 * meanwhile.
 */
final class MetricsTail {
  private static final int MOST_BYTES = 1 << 20;

  private final Path file;
  private long lines;
  private long offset;
  private byte[] last = new byte[0];
  private boolean found;

  /**
   * Makes one.
   *
   * @param seen the lines that have been seen
   */
  MetricsTail(Path file, long seen) {
    this.file = file;
    this.lines = seen;
  }

  /** The number of the last line that was given out, from 1. */
  long lines() {
    return lines;
  }

  /** The whole lines that have not been given out, some of them if there are many. */
  List<String> next() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (!found || !isWhereItWas(channel)) {
        found = skip(channel);
        if (!found) {
          return List.of();
        }
      }
      byte[] bytes = read(channel, offset, MOST_BYTES);
      List<String> next = new ArrayList<>();
      int from = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          next.add(new String(bytes, from, i - from, StandardCharsets.UTF_8));
          last = Arrays.copyOfRange(bytes, from, i + 1);
          from = i + 1;
        }
      }
      offset += from;
      lines += next.size();
      return next;
    } catch (NoSuchFileException e) {
      // Nothing was measured yet, or the run was deleted just now.
      return List.of();
    }
  }

  /** Whether the line that was given out last still ends where it did. */
  private boolean isWhereItWas(FileChannel channel) throws IOException {
    return channel.size() >= offset
        && Arrays.equals(last, read(channel, offset - last.length, last.length));
  }

  /** Goes to the end of the last line that was seen; false if the file has fewer by now. */
  private boolean skip(FileChannel channel) throws IOException {
    long at = 0;
    long count = 0;
    last = new byte[0];
    while (count < lines) {
      byte[] bytes = read(channel, at, MOST_BYTES);
      int from = 0;
      for (int i = 0; i < bytes.length && count < lines; i++) {
        if (bytes[i] == '\n') {
          last = Arrays.copyOfRange(bytes, from, i + 1);
          from = i + 1;
          count++;
        }
      }
      at += from;
      if (from == 0) {
        return false;
      }
    }
    offset = at;
    return true;
  }

  private static byte[] read(FileChannel channel, long from, int most) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(channel.size() - from, 0, most));
    while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) > 0) {
      // Until there is no more.
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
