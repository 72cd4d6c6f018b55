package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.record.AtomicFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the small files of a run, each at once or not at all. */
public final class RunFiles {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final ObjectMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private RunFiles() {}

  static void writeText(Path file, String text) {
    AtomicFiles.writeString(file, text);
  }

  static void writeJson(Path file, Object value) {
    writeText(file, toPrettyJson(value));
  }

  /** A value as JSON for people: a line for each entry, and one at the end. */
  public static String toPrettyJson(Object value) {
    return PRETTY.writeValueAsString(value) + "\n";
  }

  /** A value as one line of JSON. */
  public static String toJson(@Nullable Object value) {
    return JSON.writeValueAsString(value);
  }

  /**
   * Reads the summary of a finished run.
   *
   * @throws DataException if it is damaged
   */
  public static RunSummary readSummary(RunDirectory directory) {
    return read(directory.summary(), RunSummary.class, "the summary");
  }

  /**
   * Reads where and from what a run was made.
   *
   * @throws DataException if it is damaged
   */
  public static Environment readEnvironment(RunDirectory directory) {
    return read(directory.environment(), Environment.class, "the environment");
  }

  private static <T> T read(Path file, Class<T> type, String what) {
    try {
      return JSON.readValue(file.toFile(), type);
    } catch (JacksonException e) {
      throw new DataException(
          file
              + ": cannot be read as "
              + what
              + " of a run: "
              + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("")
              + "; put back the whole file, or train again",
          e);
    }
  }
}
