package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Suggestions;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Reads and writes descriptions: YAML for people, JSON for machines (YAML readers take both). */
public final class RunSpecs {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY).build();
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .build();

  /** The names of all settings, in order. */
  public static final List<String> SETTINGS =
      Arrays.stream(RunSpec.class.getRecordComponents()).map(RecordComponent::getName).toList();

  private RunSpecs() {}

  /** The settings that a configuration file holds, unchecked; a file may leave out what it does not change. */
  public static Map<String, Object> readSettings(Path file) {
    try {
      Map<String, Object> settings =
          YAML.readValue(Files.readString(file), new TypeReference<Map<String, Object>>() {});
      return settings == null ? Map.of() : settings;
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": there is no such configuration file", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new DataException(
          file + ": expected YAML with a line 'setting: value' for each setting; " + e.getOriginalMessage()
              + place(e), e);
    }
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
  }

  /**
   * Builds a description: the defaults, changed by each map of settings in turn.
   *
   * @throws IllegalArgumentException if a setting is unknown, of the wrong type or out of range
   */
  @SafeVarargs
  public static RunSpec of(Map<String, Object>... layers) {
    ObjectNode tree = JSON.valueToTree(RunSpec.DEFAULT);
    for (Map<String, Object> layer : layers) {
      for (Map.Entry<String, Object> setting : layer.entrySet()) {
        if (!SETTINGS.contains(setting.getKey())) {
          throw unknown(setting.getKey());
        }
        tree.set(setting.getKey(), JSON.valueToTree(setting.getValue()));
      }
    }
    return bind(tree);
  }

  private static IllegalArgumentException unknown(String key) {
    String hint = Suggestions.nearest(key, SETTINGS).map(near -> "; did you mean " + near + "?").orElse("");
    return new IllegalArgumentException("there is no setting '" + key + "'" + hint);
  }

  private static RunSpec bind(ObjectNode tree) {
    try {
      return JSON.treeToValue(tree, RunSpec.class);
    } catch (DatabindException e) {
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        throw wrong;
      }
      String key = e.getPath().isEmpty() ? "" : e.getPath().getFirst().getPropertyName();
      JsonNode value = tree.get(key);
      throw new IllegalArgumentException(key + ": expected " + expectation(key) + ", got " + value, e);
    }
  }

  private static String expectation(String key) {
    for (RecordComponent component : RunSpec.class.getRecordComponents()) {
      if (component.getName().equals(key)) {
        String type = component.getGenericType().getTypeName();
        boolean list = type.startsWith("java.util.List");
        String element =
            type.contains("String")
                ? "text"
                : type.contains("boolean") ? "true or false" : type.toLowerCase(java.util.Locale.ROOT).contains("double") ? "a number" : "a whole number";
        return list ? element + " or a list of such" : element;
      }
    }
    return "another value";
  }

  /** Reads a complete or partial description. */
  public static RunSpec read(Path file) {
    try {
      return of(readSettings(file));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  /** The description as YAML; settings that are not set are left out. */
  public static String toYaml(RunSpec spec) {
    ObjectNode tree = JSON.valueToTree(spec);
    tree.removeNulls();
    return "# Run again with: layerwise train --config FILE\n" + YAML.writeValueAsString(tree);
  }

  /** The settings by name, as JSON values. */
  public static Map<String, Object> toSettings(RunSpec spec) {
    return JSON.convertValue(spec, new TypeReference<Map<String, Object>>() {});
  }

  /** The same description of other data. */
  static RunSpec withData(RunSpec spec, String data) {
    return of(toSettings(spec), Map.of("data", data));
  }

  /** The settings in which a description differs from the defaults, by name. */
  public static Map<String, Object> changes(RunSpec spec) {
    Map<String, Object> changes = new TreeMap<>(toSettings(spec));
    toSettings(RunSpec.DEFAULT).forEach((key, value) -> changes.remove(key, value));
    return changes;
  }
}
