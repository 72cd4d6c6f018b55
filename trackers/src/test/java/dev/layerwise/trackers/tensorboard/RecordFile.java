package dev.layerwise.trackers.tensorboard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/**
 * Reads event files without a line of what writes them: the framing by its specification, with a
 * checksum computed bit by bit; the messages by the classes that TensorFlow publishes.
 */
final class RecordFile {
  private RecordFile() {}

  /** The records of a file. */
  static List<byte[]> records(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(length);
      requireChecksum(length, bytes.getInt());
      byte[] record =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      bytes.get(record);
      requireChecksum(record, bytes.getInt());
      records.add(record);
    }
    return records;
  }

  private static void requireChecksum(byte[] data, int masked) {
    int crc = crc32c(data);
    int expected = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    if (expected != masked) {
      throw new IllegalStateException("checksum " + masked + ", expected " + expected);
    }
  }

  /** CRC-32C by its polynomial, 0x1EDC6F41, reflected. */
  static int crc32c(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
      }
    }
    return ~crc;
  }

  /** The event files of a folder, in the order in which they are read. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().contains("tfevents"))
          .sorted()
          .toList();
    }
  }

  /** All events of a folder. */
  static List<Event> events(Path folder) throws IOException {
    List<Event> events = new ArrayList<>();
    for (Path file : files(folder)) {
      for (byte[] record : records(file)) {
        events.add(Event.parseFrom(record));
      }
    }
    return events;
  }

  /** A value of a summary and its step. */
  record Point(long step, Summary.Value value) {}

  /** The values of a tag. */
  static List<Point> points(Path folder, String tag) throws IOException {
    List<Point> points = new ArrayList<>();
    for (Event event : events(folder)) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (value.getTag().equals(tag)) {
          points.add(new Point(event.getStep(), value));
        }
      }
    }
    return points;
  }
}
