package dev.layerwise.interop.onnx;

import dev.layerwise.data.Dataset.ImageShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The texts of a file's metadata; what is not as expected counts as not there. */
final class Texts {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Texts() {}

  /** A JSON array of texts. */
  static @Nullable List<String> list(@Nullable String json) {
    if (json == null) {
      return null;
    }
    try {
      return List.of(JSON.readValue(json, String[].class));
    } catch (JacksonException | NullPointerException e) {
      return null;
    }
  }

  /** Height and width such as {@code 28x28}. */
  static @Nullable ImageShape image(@Nullable String text) {
    if (text == null || !text.matches("[1-9][0-9]{0,4}x[1-9][0-9]{0,4}")) {
      return null;
    }
    int separator = text.indexOf('x');
    return new ImageShape(
        Integer.parseInt(text, 0, separator, 10),
        Integer.parseInt(text, separator + 1, text.length(), 10));
  }

  static Map<String, String> withPrefix(Map<String, String> texts, String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    texts.forEach((name, text) -> {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), text);
      }
    });
    return found;
  }
}
