package dev.layerwise.trackers.tensorboard;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A file of records, in the framing of TFRecord files: the length of a record as 8 bytes, little
 * endian; the masked CRC-32C of these 8 bytes, as 4 bytes; the record; its masked CRC-32C.
 */
final class EventFile implements Closeable {
  private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d+)\\..*");
  private static final int MASK_DELTA = 0xa282ead8;

  private final OutputStream out;
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer frame =
      ByteBuffer.allocate(Long.BYTES + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private EventFile(OutputStream out) {
    this.out = out;
  }

  /**
   * Makes a file in a folder, which is made as well. Readers take the files of a folder in the
   * order of their names, in which the second stands first; so the name is made to come last.
   *
   * @param second the present time, in seconds since 1970
   */
  static EventFile create(Path folder, long second) throws IOException {
    Files.createDirectories(folder);
    long stamp = Math.max(second, lastSecond(folder) + 1);
    Path file =
        folder.resolve(
            String.format(
                Locale.ROOT,
                "events.out.tfevents.%010d.layerwise.%d",
                stamp,
                ProcessHandle.current().pid()));
    return new EventFile(
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
  }

  private static long lastSecond(Path folder) throws IOException {
    long last = -1;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (name.matches() && name.group(1).length() <= 12) {
          last = Math.max(last, Long.parseLong(name.group(1)));
        }
      }
    }
    return last;
  }

  /** Appends a record. */
  void write(byte[] event) throws IOException {
    frame.clear().putLong(event.length);
    frame.putInt(masked(frame.array(), Long.BYTES));
    out.write(frame.array(), 0, Long.BYTES + Integer.BYTES);
    out.write(event);
    frame.clear().putInt(masked(event, event.length));
    out.write(frame.array(), 0, Integer.BYTES);
  }

  /**
   * The checksum of bytes, turned so that the checksum of data which hold checksums is still a good
   * one.
   */
  private int masked(byte[] bytes, int length) {
    crc.reset();
    crc.update(bytes, 0, length);
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + MASK_DELTA;
  }

  /** Hands what was written to the operating system, so that readers see it. */
  void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
