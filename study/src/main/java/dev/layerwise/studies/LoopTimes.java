package dev.layerwise.studies;

import dev.layerwise.data.DataException;
import dev.layerwise.record.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The training loops of a study's settings, ours and NumPy's, timed in turns.
 *
 * @param numpy the version of NumPy
 * @param python the version of Python
 * @param kernels the kernels of ours
 * @param times a setting each
 */
public record LoopTimes(String numpy, String python, String kernels, List<LoopTime> times) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Copies the list. */
  public LoopTimes {
    times = List.copyOf(times);
  }

  /** The time of a variant, if it was taken. */
  public Optional<LoopTime> of(int variant) {
    return times.stream().filter(time -> time.variant() == variant).findFirst();
  }

  /**
   * Reads what was measured; nothing if nothing was.
   *
   * @throws DataException if the file is damaged
   */
  public static Optional<LoopTimes> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readString(file), LoopTimes.class));
    } catch (JacksonException e) {
      throw new DataException(
          file + ": is no record of times (" + e.getOriginalMessage() + "); delete it", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  void write(Path file) {
    AtomicFiles.writeString(file, JSON.writeValueAsString(this) + "\n");
  }
}
