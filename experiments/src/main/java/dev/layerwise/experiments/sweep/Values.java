package dev.layerwise.experiments.sweep;

import dev.layerwise.data.Suggestions;
import dev.layerwise.runs.RunSpecs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes values of a sweep file for what they should be; a message says where, and what came. */
final class Values {
  private Values() {}

  static Map<String, Object> map(String where, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> raw)) {
      throw expected(where, "lines 'name: value' (or {name: value, ...})", value);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : raw.entrySet()) {
      if (entry.getValue() == null) {
        throw expected(where + ": " + entry.getKey(), "a value", null);
      }
      map.put(String.valueOf(entry.getKey()), entry.getValue());
    }
    return map;
  }

  static List<Object> list(String where, @Nullable Object value) {
    if (!(value instanceof List<?> raw) || raw.isEmpty()) {
      throw expected(where, "a list such as [1, 2, 3]", value);
    }
    List<Object> list = new ArrayList<>();
    for (Object entry : raw) {
      if (entry == null) {
        throw expected(where, "a list without empty places", value);
      }
      list.add(entry);
    }
    return list;
  }

  static String text(String where, @Nullable Object value) {
    if (value == null || value instanceof List<?> || value instanceof Map<?, ?>) {
      throw expected(where, "a word", value);
    }
    return value.toString();
  }

  static long wholeNumber(String where, @Nullable Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw expected(where, "a whole number", value);
  }

  static int smallNumber(String where, @Nullable Object value) {
    long number = wholeNumber(where, value);
    if (number != (int) number) {
      throw expected(where, "a number below 2^31", value);
    }
    return (int) number;
  }

  static double number(String where, @Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw expected(where, "a number", value);
  }

  static void requireKnown(String where, Collection<String> names, List<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        String settings =
            RunSpecs.SETTINGS.contains(name)
                ? "; it is a setting of the run: write it under 'base'"
                : Suggestions.didYouMean(name, known);
        throw new IllegalArgumentException(
            (where.isEmpty() ? "" : where + ": ")
                + "there is no key '"
                + name
                + "', expected some of "
                + String.join(", ", known)
                + settings);
      }
    }
  }

  static void requireSettings(String where, Map<String, Object> settings) {
    for (String name : settings.keySet()) {
      if (!RunSpecs.SETTINGS.contains(name)) {
        throw new IllegalArgumentException(
            where
                + ": there is no setting '"
                + name
                + "'"
                + Suggestions.didYouMean(name, RunSpecs.SETTINGS));
      }
    }
  }

  static IllegalArgumentException expected(String where, String what, @Nullable Object value) {
    return new IllegalArgumentException(
        where + ": expected " + what + ", got " + (value == null ? "nothing" : "'" + value + "'"));
  }
}
