package dev.layerwise.web.http;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON as the server reads and writes it. NaN and infinities, which JSON does not have, are null.
 */
public final class Json {
  private static final int DEEPEST = 50;

  /** What the library says of its own settings and places, which nobody who sent a body knows. */
  private static final Pattern OF_THE_LIBRARY =
      Pattern.compile(
          " \\(start marker at .*|: enable `.*|: [^:]* require enabling `.*|, from `[^`]*`");

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new Finite<>())
                  .addSerializer(double.class, new Finite<>())
                  .addSerializer(Float.class, new Finite<>())
                  .addSerializer(float.class, new Finite<>()))
          .build();

  private Json() {}

  /** A value as JSON. */
  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** A value as one line of JSON. */
  public static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /**
   * Reads what a client sent.
   *
   * @throws Problem if it is no JSON
   */
  public static JsonNode read(byte[] body) {
    try {
      JsonNode value = MAPPER.readTree(body);
      if (value.isMissingNode()) {
        throw Problem.badRequest("body", "expected JSON", "nothing", null);
      }
      return value;
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  /**
   * Does what reads a body piece by piece.
   *
   * @throws Problem if it is no JSON
   */
  public static void reading(Runnable reader) {
    try {
      reader.run();
    } catch (JacksonException e) {
      throw malformed(e);
    }
  }

  private static Problem malformed(JacksonException e) {
    String said = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    TokenStreamLocation location = e.getLocation();
    String place =
        location == null || location.getLineNr() < 1
            ? ""
            : ", line " + location.getLineNr() + ", column " + location.getColumnNr();
    return Problem.badRequest(
        "body" + place, "expected JSON", null, OF_THE_LIBRARY.matcher(said).replaceAll(""));
  }

  /** A value as another type, such as a map or a tree. */
  public static <T> T convert(Object value, Class<T> type) {
    return MAPPER.convertValue(value, type);
  }

  private static final class Finite<T extends Number> extends ValueSerializer<T> {
    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      double number = value.doubleValue();
      if (!Double.isFinite(number)) {
        out.writeNull();
      } else if (value instanceof Float single) {
        out.writeNumber(single);
      } else {
        out.writeNumber(number);
      }
    }
  }
}
