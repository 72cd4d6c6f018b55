package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.record.AtomicFiles;
import java.io.StringWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the small files of a run, each at once or not at all. */
public final class RunFiles {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** For reading, and for writing what is not plain. */
  private static final class Mappers {
    static final ObjectMapper JSON = JsonMapper.builder().build();
    static final ObjectMapper PRETTY =
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  }

  /** Of text in lines. */
  private static final class PrettyContext extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      return new DefaultPrettyPrinter();
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }

  private RunFiles() {}

  static void writeText(Path file, String text) {
    AtomicFiles.writeString(file, text);
  }

  static void writeJson(Path file, Object value) {
    writeText(file, toPrettyJson(value));
  }

  /** A value as JSON for people: a line for each entry, and one at the end. */
  public static String toPrettyJson(Object value) {
    String text =
        PlainValues.arePlain(value)
            ? plain(FACTORY, new PrettyContext(), value)
            : Mappers.PRETTY.writeValueAsString(value);
    return text + "\n";
  }

  /** A value as one line of JSON. */
  public static String toJson(@Nullable Object value) {
    return PlainValues.arePlain(value)
        ? plain(FACTORY, ObjectWriteContext.empty(), value)
        : Mappers.JSON.writeValueAsString(value);
  }

  /** A plain value as text of the factory's format. */
  static String plain(
      TokenStreamFactory factory, ObjectWriteContext context, @Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = factory.createGenerator(context, text)) {
      PlainValues.write(out, value);
    }
    return text.toString();
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
      return Mappers.JSON.readValue(file.toFile(), type);
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
