package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Suggestions;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;
import tools.jackson.dataformat.yaml.util.StringQuotingChecker;

/** Reads and writes descriptions: YAML for people, JSON for machines (YAML readers take both). */
public final class RunSpecs {
  private static final ObjectMapper JSON = JsonMapper.shared();
  private static final YAMLMapper YAML =
      YAMLMapper.builder(YAMLFactory.builder().stringQuotingChecker(new NumbersQuoted()).build())
          .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

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

  private static final String FORM = "expected YAML with a line 'setting: value' for each setting";

  private static final ObjectNode DEFAULTS = JSON.valueToTree(RunSpec.DEFAULT);

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
      JsonNode tree = YAML.readTree(Files.readString(file));
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
      return YAML.convertValue(tree, new TypeReference<Map<String, Object>>() {});
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
    return new IllegalArgumentException(
        "there is no setting '" + key + "'" + Suggestions.didYouMean(key, SETTINGS));
  }

  /**
   * Makes the record by its constructor. The library would do so as well, by way of as many adapted
   * method handles as there are settings, which took a tenth of a second of every start.
   */
  private static RunSpec bind(ObjectNode tree) {
    RecordComponent[] settings = RunSpec.class.getRecordComponents();
    Class<?>[] types = new Class<?>[settings.length];
    @Nullable Object[] values = new @Nullable Object[settings.length];
    for (int i = 0; i < settings.length; i++) {
      JsonNode value = tree.get(settings[i].getName());
      checkType(settings[i], value);
      types[i] = settings[i].getType();
      values[i] = value(elementType(settings[i]), types[i] == List.class, value);
    }
    try {
      return RunSpec.class.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException wrong) {
        throw wrong;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A setting of a type that has been checked; a single value may stand for a list. */
  private static @Nullable Object value(Class<?> type, boolean list, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    if (list) {
      return value.isArray()
          ? value.values().stream().map(element -> element(type, element)).toList()
          : List.of(element(type, value));
    }
    return element(type, value);
  }

  private static Object element(Class<?> type, JsonNode value) {
    if (type == String.class) {
      return value.asString();
    }
    if (type == boolean.class) {
      return value.booleanValue();
    }
    if (type == double.class || type == Double.class) {
      return value.doubleValue();
    }
    // Two returns: a conditional expression would make a long of both.
    if (type == long.class) {
      return value.longValue();
    }
    return value.intValue();
  }

  /** The type of a setting, or that of the elements of a list. */
  private static Class<?> elementType(RecordComponent setting) {
    return setting.getGenericType() instanceof ParameterizedType of
        ? (Class<?>) of.getActualTypeArguments()[0]
        : setting.getType();
  }

  /** Checks here what the library would silently make fit: 2.5 epochs would be 2. */
  private static void checkType(RecordComponent setting, JsonNode value) {
    String name = setting.getName();
    if (value.isNull() && DEFAULTS.get(name).isNull()) {
      return;
    }
    boolean list = List.class.isAssignableFrom(setting.getType());
    Class<?> type = elementType(setting);
    boolean fits = fits(type, value);
    if (list && value.isArray()) {
      fits = value.values().stream().allMatch(element -> fits(type, element));
    }
    if (!fits) {
      throw new IllegalArgumentException(
          name
              + ": expected "
              + expectation(type)
              + (list ? " or a list of such" : "")
              + ", got "
              + value);
    }
  }

  private static boolean fits(Class<?> type, JsonNode value) {
    if (type == String.class) {
      return value.isString() || value.isNumber() || value.isBoolean();
    }
    if (type == boolean.class) {
      return value.isBoolean();
    }
    if (type == double.class || type == Double.class) {
      return value.isNumber();
    }
    return value.isIntegralNumber()
        && (type == long.class ? value.canConvertToLong() : value.canConvertToInt());
  }

  private static String expectation(Class<?> type) {
    if (type == String.class) {
      return "text";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    return type == double.class || type == Double.class ? "a number" : "a whole number";
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

  /**
   * Settings, or anything made of maps, lists and plain values, as YAML that is read as the same.
   */
  public static String toYaml(Map<String, ?> settings) {
    return YAML.writeValueAsString(settings);
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
