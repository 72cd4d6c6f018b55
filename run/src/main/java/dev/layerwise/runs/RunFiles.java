package dev.layerwise.runs;

import dev.layerwise.record.AtomicFiles;
import java.nio.file.Path;
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
    writeText(file, PRETTY.writeValueAsString(value) + "\n");
  }

  /** A value as one line of JSON. */
  public static String toJson(Object value) {
    return JSON.writeValueAsString(value);
  }

  /** Reads the summary of a finished run. */
  public static RunSummary readSummary(RunDirectory directory) {
    return JSON.readValue(directory.summary().toFile(), RunSummary.class);
  }
}
