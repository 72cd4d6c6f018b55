package dev.layerwise.runs;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes texts, numbers, truth values, lists and maps of them, and records that say they are plain,
 * as JSON or YAML.
 *
 * <p>A training writes nothing else. The library that writes any object first learns what there is
 * to know of its class, and sets up calendars and time zones for the dates that might be in it: a
 * twelfth of the time that a start takes.
 */
final class PlainValues {
  /**
   * A record whose components are plain values. Each is written under its name, and left out if it
   * is null.
   */
  interface PlainRecord {}

  private PlainValues() {}

  /** Whether a value and all that it holds can be written here. */
  static boolean arePlain(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.keySet().stream().allMatch(String.class::isInstance)
          && map.values().stream().allMatch(PlainValues::arePlain);
    }
    if (value instanceof List<?> list) {
      return list.stream().allMatch(PlainValues::arePlain);
    }
    return value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof Float
        || value instanceof int[]
        || value instanceof PlainRecord;
  }

  /** Writes a plain value. */
  static void write(JsonGenerator out, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      map.forEach((key, element) -> write(out.writeName((String) key), element));
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      list.forEach(element -> write(out, element));
      out.writeEndArray();
    } else if (value instanceof int[] numbers) {
      out.writeArray(numbers, 0, numbers.length);
    } else if (value instanceof PlainRecord components) {
      writeRecord(out, components);
    } else {
      writeScalar(out, value);
    }
  }

  private static void writeScalar(JsonGenerator out, @Nullable Object value) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else if (value instanceof Integer number) {
      out.writeNumber(number.intValue());
    } else if (value instanceof Long number) {
      out.writeNumber(number.longValue());
    } else if (value instanceof Float number) {
      out.writeNumber(number.floatValue());
    } else if (value instanceof Double number) {
      out.writeNumber(number.doubleValue());
    } else {
      throw new IllegalArgumentException("not a plain value: " + value.getClass());
    }
  }

  private static void writeRecord(JsonGenerator out, PlainRecord components) {
    out.writeStartObject();
    try {
      for (RecordComponent component : components.getClass().getRecordComponents()) {
        Object value = component.getAccessor().invoke(components);
        if (value != null) {
          write(out.writeName(component.getName()), value);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    out.writeEndObject();
  }
}
