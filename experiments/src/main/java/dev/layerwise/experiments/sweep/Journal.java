package dev.layerwise.experiments.sweep;

import dev.layerwise.data.DataException;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.RunFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What happened to a sweep, a line of JSON for each event, in order. It is only ever added to, and
 * every line is on the disk before anything follows from it.
 */
final class Journal implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final Clock clock;

  private Journal(Path file, FileChannel channel, Clock clock) {
    this.file = file;
    this.channel = channel;
    this.clock = clock;
  }

  /** Opens a journal to add to; half a line at its end, left by a killed process, is cut off. */
  static Journal open(Path file, Clock clock) {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long end = bytes.length();
      while (end > 0) {
        bytes.seek(end - 1);
        if (bytes.read() == '\n') {
          break;
        }
        end--;
      }
      bytes.setLength(end);
    } catch (IOException e) {
      throw AtomicFiles.explain(file, e);
    }
    try {
      FileChannel channel = FileChannel.open(file, java.nio.file.StandardOpenOption.APPEND);
      return new Journal(file, channel, clock);
    } catch (IOException e) {
      throw AtomicFiles.explain(file, e);
    }
  }

  /** Adds an event with its details, and waits until it is on the disk. */
  void write(String event, Map<String, ?> details) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    line.put("event", event);
    line.putAll(details);
    byte[] bytes = (RunFiles.toJson(line) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(false);
    } catch (IOException e) {
      throw AtomicFiles.explain(file, e);
    }
  }

  /** The events of a journal; half a line at its end does not count. */
  static List<Map<String, Object>> read(Path file) {
    List<Map<String, Object>> events = new ArrayList<>();
    if (!Files.exists(file)) {
      return events;
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    for (String line : whole.lines().toList()) {
      try {
        events.add(
            JsonMapper.shared().readValue(line, new TypeReference<Map<String, Object>>() {}));
      } catch (JacksonException e) {
        throw new DataException(
            file
                + ": line "
                + (events.size() + 1)
                + " is damaged; put back the whole file, or run the sweep again in another folder"
                + " (--out)",
            e);
      }
    }
    return events;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw AtomicFiles.explain(file, e);
    }
  }
}
