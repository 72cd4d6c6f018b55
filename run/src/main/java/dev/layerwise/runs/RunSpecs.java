package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Suggestions;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

/** Reads and writes descriptions: YAML for people, JSON for machines (YAML readers take both). */
public final class RunSpecs {
  private static final YAMLFactory YAML =
      YAMLFactory.builder()
          .stringQuotingChecker(new NumbersQuoted())
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** For reading, and for writing what is not plain. */
  private static final class Mapper {
    static final YAMLMapper YAML = new YAMLMapper(RunSpecs.YAML);
  }

  /**
   * Quotes every text that begins like a number or has signs that YAML takes for ends of lines, so
   * that a file called {@code 1e3} is read as what was written.
   */
  private static final class NumbersQuoted extends StringQuotingChecker.Default {
    private static final long serialVersionUID = 1;

    @Override
    public boolean needToQuoteValue(String value) {
      return super.needToQuoteValue(value)
          || value.matches("(?s)[-+.]?[0-9].*|(?i)[-+]?\\.(inf|nan)")
          || value.codePoints().anyMatch(RunSpecs::needsEscape);
    }
  }

  private static boolean needsEscape(int sign) {
    int type = Character.getType(sign);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** The names of all settings, in order. */
  public static final List<String> SETTINGS =
      Arrays.stream(RunSpec.class.getRecordComponents()).map(RecordComponent::getName).toList();

  private static final Map<String, Object> DEFAULTS = toSettings(RunSpec.DEFAULT);

  private static final String FORM = "expected YAML with a line 'setting: value' for each setting";

  private RunSpecs() {}

  /**
   * The settings that a configuration file holds, unchecked; a file may leave out what it does not
   * change.
   */
  public static Map<String, Object> readSettings(Path file) {
    if (Files.isDirectory(file)) {
      throw new DataException(file + ": is a folder; a configuration file is needed here");
    }
    try {
      JsonNode tree = Mapper.YAML.readTree(Files.readString(file));
      if (tree.isMissingNode() || tree.isNull()) {
        return Map.of();
      }
      if (!tree.isObject()) {
        throw new DataException(
            file
                + ": "
                + FORM
                + ", got "
                + (tree.isArray() ? "a list" : tree.isString() ? "a text" : tree.toString()));
      }
      return Mapper.YAML.convertValue(tree, new TypeReference<Map<String, Object>>() {});
    } catch (NoSuchFileException e) {
      throw new DataException(file + ": there is no such configuration file", e);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (JacksonException e) {
      throw new DataException(file + ": " + place(e) + problem(e) + "; " + FORM, e);
    }
  }

  private static String place(JacksonException e) {
    return e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
  }

  /** The parser's words without the pieces of the file that it shows between them. */
  private static String problem(JacksonException e) {
    return e.getOriginalMessage()
        .lines()
        .filter(line -> !line.startsWith(" "))
        .map(String::strip)
        .collect(Collectors.joining(", "));
  }

  /**
   * Builds a description: the defaults, changed by each map of settings in turn.
   *
   * @throws IllegalArgumentException if a setting is unknown, of the wrong type or out of range
   */
  @SafeVarargs
  public static RunSpec of(Map<String, Object>... layers) {
    Map<String, Object> settings = new HashMap<>(DEFAULTS);
    for (Map<String, Object> layer : layers) {
      for (Map.Entry<String, Object> setting : layer.entrySet()) {
        if (!SETTINGS.contains(setting.getKey())) {
          throw unknown(setting.getKey());
        }
        settings.put(setting.getKey(), setting.getValue());
      }
    }
    return new SettingValues(settings, DEFAULTS).toSpec();
  }

  private static IllegalArgumentException unknown(String key) {
    return new IllegalArgumentException(
        "there is no setting '" + key + "'" + Suggestions.didYouMean(key, SETTINGS));
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
    Map<String, Object> settings = toSettings(spec);
    settings.values().removeIf(Objects::isNull);
    return "# Run again with: layerwise train --config FILE\n" + toYaml(settings);
  }

  /**
   * Settings, or anything made of maps, lists and plain values, as YAML that is read as the same.
   */
  public static String toYaml(Map<String, ?> settings) {
    return PlainValues.arePlain(settings)
        ? RunFiles.plain(YAML, ObjectWriteContext.empty(), settings)
        : Mapper.YAML.writeValueAsString(settings);
  }

  /**
   * The settings by name, in order: texts, numbers, truth values, lists of those, and null for what
   * is not set.
   */
  @SuppressWarnings("NullAway") // Values may be null; who looks one up by its name knows whether.
  public static Map<String, Object> toSettings(RunSpec spec) {
    Map<String, Object> settings = new LinkedHashMap<>();
    try {
      for (RecordComponent setting : RunSpec.class.getRecordComponents()) {
        settings.put(setting.getName(), setting.getAccessor().invoke(spec));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return settings;
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
