package dev.layerwise.studies;

import dev.layerwise.data.Suggestions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The studies there are. */
public final class Studies {
  /** Their names, in the order of the reports. */
  public static final List<String> NAMES =
      List.of(
          "deep-net",
          "logistic-points",
          "two-layer",
          "learning-rate",
          "hidden-units",
          "early-stopping",
          "fashion",
          "batch-size");

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private Studies() {}

  /**
   * The study with this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Study named(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "there is no study '"
              + name
              + "'"
              + Suggestions.didYouMean(name, NAMES)
              + " (there are "
              + String.join(", ", NAMES)
              + ")");
    }
    return YAML.readValue(description(name), Study.class);
  }

  /** The file that describes a study, as it is. */
  public static String description(String name) {
    return resource(name + ".yaml");
  }

  /** A text that comes with the program. */
  static String resource(String name) {
    try (InputStream in = Studies.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
