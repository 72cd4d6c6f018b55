package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run has measured so far: the lines of {@code metrics.jsonl}.
 *
 * @param lines in the order they happened
 */
public record MetricsHistory(List<Line> lines) {
  private static final ObjectMapper JSON = JsonMapper.shared();
  private static final int MOST_ADDED = 4 << 20;

  /**
   * One event.
   *
   * @param event what happened: {@code validation}, {@code epoch}, {@code divergence}
   * @param step the steps done by then
   * @param epoch the epoch, counted from 1
   * @param numbers everything that was measured, by name; NaN for what JSON could not hold
   * @param texts everything that is no number, by name
   */
  public record Line(
      String event, long step, int epoch, Map<String, Double> numbers, Map<String, String> texts) {
    /** Copies the maps. */
    public Line {
      numbers = Collections.unmodifiableMap(new LinkedHashMap<>(numbers));
      texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    /** A number, NaN if it was not measured. */
    public double number(String name) {
      return numbers.getOrDefault(name, Double.NaN);
    }
  }

  /** Copies the list. */
  public MetricsHistory {
    lines = List.copyOf(lines);
  }

  /** The events of one kind. */
  public List<Line> of(String event) {
    return lines.stream().filter(line -> line.event().equals(event)).toList();
  }

  /**
   * Reads the log of a run, which may be growing: a last line that is not whole yet is left out. A
   * run without a log has measured nothing.
   *
   * @throws DataException if a line is damaged; the message gives its number
   */
  public static MetricsHistory read(RunDirectory run) {
    Path file = run.metrics();
    List<Line> lines = new ArrayList<>();
    if (!Files.exists(file)) {
      return new MetricsHistory(lines);
    }
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String line = reader.readLine();
      for (int number = 1; line != null; number++) {
        String next = reader.readLine();
        try {
          lines.add(parse(line));
        } catch (JacksonException | IllegalArgumentException e) {
          if (next != null) {
            throw new DataException(
                file
                    + ": line "
                    + number
                    + ": expected a JSON object with event, step and epoch; the file is damaged:"
                    + " put back a copy of it, or train again",
                e);
          }
        }
        line = next;
      }
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return new MetricsHistory(lines);
  }

  /**
   * The lines that were added to a log which is being written.
   *
   * @param lines the whole lines after the given place
   * @param lastAt where the last of them begins, in bytes
   * @param end the place after the last of them
   */
  public record Added(List<Line> lines, long lastAt, long end) {
    /** Copies the list. */
    public Added {
      lines = List.copyOf(lines);
    }
  }

  /**
   * Reads what was added to the log of a run after a place; a line that is not whole yet is left
   * for the next time. At most some megabytes are read at a time.
   *
   * @param from where to begin, in bytes: 0, or the end of what was read before
   * @throws DataException if the file cannot be read, or a line is damaged
   */
  public static Added readAdded(RunDirectory run, long from) {
    Path file = run.metrics();
    if (!Files.exists(file)) {
      return new Added(List.of(), from, from);
    }
    byte[] bytes;
    // No channel: an interrupt of the reader would close it, and the log look damaged.
    try (InputStream log = Files.newInputStream(file)) {
      bytes = log.skip(from) < from ? new byte[0] : log.readNBytes(MOST_ADDED);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
    List<Line> lines = new ArrayList<>();
    int begin = 0;
    int last = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        try {
          lines.add(parse(new String(bytes, begin, i - begin, StandardCharsets.UTF_8)));
        } catch (JacksonException | IllegalArgumentException e) {
          throw new DataException(
              file
                  + ": byte "
                  + (from + begin)
                  + ": expected a JSON object with event, step and"
                  + " epoch; the file is damaged",
              e);
        }
        last = begin;
        begin = i + 1;
      }
    }
    return new Added(lines, from + last, from + begin);
  }

  // Token by token, without a tree: a page that watches has every line of a live log read.
  private static Line parse(String text) {
    String event = null;
    Number step = null;
    Number epoch = null;
    Map<String, Double> numbers = new LinkedHashMap<>();
    Map<String, String> texts = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("no object");
      }
      for (String name = json.nextName(); name != null; name = json.nextName()) {
        JsonToken value = json.nextToken();
        switch (name) {
          case "event" -> event = value == JsonToken.VALUE_STRING ? json.getString() : null;
          case "step" -> step = value.isNumeric() ? json.getNumberValue() : null;
          case "epoch" -> epoch = value.isNumeric() ? json.getNumberValue() : null;
          default -> {
            if (value.isNumeric()) {
              numbers.put(name, json.getDoubleValue());
            } else if (value == JsonToken.VALUE_NULL) {
              numbers.put(name, Double.NaN);
            } else if (value.isScalarValue()) {
              texts.put(name, json.getString());
            } else {
              json.skipChildren();
            }
          }
        }
      }
    }
    if (event == null || step == null || epoch == null) {
      throw new IllegalArgumentException("no event");
    }
    return new Line(event, step.longValue(), epoch.intValue(), numbers, texts);
  }
}
