package dev.layerwise.runs;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of all settings, as files, options and programs give them, and the description that
 * they make.
 *
 * <p>Checks what a library would silently make fit: 2.5 epochs would be 2. Calls the constructor by
 * hand: by reflection, with so many types, it takes as long as the rest of the description.
 */
final class SettingValues {
  private final Map<String, Object> values;
  private final Map<String, Object> defaults;
  private final Map<String, RecordComponent> settings = new HashMap<>();

  /**
   * Values that have not been checked.
   *
   * @param defaults what may be null in these may be null in the values
   */
  SettingValues(Map<String, Object> values, Map<String, Object> defaults) {
    this.values = values;
    this.defaults = defaults;
    for (RecordComponent setting : RunSpec.class.getRecordComponents()) {
      settings.put(setting.getName(), setting);
    }
  }

  /**
   * The description.
   *
   * @throws IllegalArgumentException if a setting is of the wrong type or out of range
   */
  RunSpec toSpec() {
    return new RunSpec(
        get("data"),
        get("labels"),
        get("dataDir"),
        get("dataSize"),
        get("dataNoise"),
        get("dataSeed"),
        get("labelColumn"),
        get("columns"),
        get("header"),
        get("imageSize"),
        get("test"),
        get("validation"),
        get("train"),
        get("stratified"),
        get("scaling"),
        get("layers"),
        get("activation"),
        get("batchNorm"),
        get("batchNormRate"),
        get("batchNormEpsilon"),
        get("inputDropout"),
        get("dropout"),
        get("l2"),
        get("l2Scaling"),
        get("initializer"),
        get("loss"),
        get("optimizer"),
        get("momentum"),
        get("learningRate"),
        get("schedule"),
        get("warmupSteps"),
        get("clipNorm"),
        get("batchSize"),
        get("shuffle"),
        get("shift"),
        get("epochs"),
        get("maxSteps"),
        get("maxSeconds"),
        get("validateEvery"),
        get("patienceSteps"),
        get("patienceEpochs"),
        get("minDelta"),
        get("keepBest"),
        get("keepGoing"),
        get("seed"),
        get("init"),
        get("threads"),
        get("kernels"));
  }

  /** A setting's value; the type that the caller takes it for is that of the setting. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  private <T> T get(String name) {
    return (T) value(Objects.requireNonNull(settings.get(name)), values.get(name));
  }

  /** A value of the setting's type; a single one may stand for a list. */
  private @Nullable Object value(RecordComponent setting, @Nullable Object value) {
    if (value == null && defaults.get(setting.getName()) == null) {
      return null;
    }
    boolean list = setting.getType() == List.class;
    Class<?> type = elementType(setting);
    List<@Nullable Object> elements = new ArrayList<>();
    if (list && value instanceof Collection<?> several) {
      elements.addAll(several);
    } else {
      elements.add(value);
    }
    for (int i = 0; i < elements.size(); i++) {
      Object element = elements.get(i);
      if (element == null || !fits(type, element)) {
        throw new IllegalArgumentException(
            setting.getName()
                + ": expected "
                + expectation(type)
                + (list ? " or a list of such" : "")
                + ", got "
                + RunFiles.toJson(value));
      }
      elements.set(i, element(type, element));
    }
    return list ? elements : elements.getFirst();
  }

  /** The type of a setting, or that of the elements of a list. */
  private static Class<?> elementType(RecordComponent setting) {
    return setting.getGenericType() instanceof ParameterizedType of
        ? (Class<?>) of.getActualTypeArguments()[0]
        : setting.getType();
  }

  private static boolean fits(Class<?> type, Object value) {
    if (type == String.class) {
      return value instanceof String || value instanceof Number || value instanceof Boolean;
    }
    if (type == boolean.class) {
      return value instanceof Boolean;
    }
    if (type == double.class || type == Double.class) {
      return value instanceof Number;
    }
    if (value instanceof Long number) {
      return type == long.class || number == number.intValue();
    }
    return value instanceof Integer || value instanceof Short || value instanceof Byte;
  }

  private static Object element(Class<?> type, Object value) {
    if (type == String.class) {
      return value.toString();
    }
    if (!(value instanceof Number number)) {
      return value;
    }
    if (type == double.class || type == Double.class) {
      return number.doubleValue();
    }
    // Two returns: a conditional expression would make a long of both.
    if (type == long.class) {
      return number.longValue();
    }
    return number.intValue();
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
}
