package dev.layerwise.cli;

import dev.layerwise.data.Suggestions;
import dev.layerwise.runs.RunSpecs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads {@code --vary batchSize=16,64}. */
final class VaryOption {
  private VaryOption() {}

  /** The values of each setting, in the order given. */
  static Map<String, List<Object>> parse(List<String> options) {
    Map<String, List<Object>> grid = new LinkedHashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 1 || equals == option.length() - 1) {
        throw new IllegalArgumentException(
            "vary: expected a setting and its values, such as batchSize=16,64, got '"
                + option
                + "'");
      }
      String name = setting(option.substring(0, equals).strip());
      List<Object> values = new ArrayList<>();
      for (String part : option.substring(equals + 1).split(",", -1)) {
        values.add(name.equals("layers") ? layers(part.strip()) : value(name, part.strip()));
      }
      if (grid.put(name, values) != null) {
        throw new IllegalArgumentException(
            "vary: " + name + " is there twice; give all its values at once");
      }
    }
    return grid;
  }

  /** A setting by its name, or by that of its option: {@code batch-size}. */
  private static String setting(String name) {
    String known = name;
    for (String setting : RunSpecs.SETTINGS) {
      String option = setting.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      known = name.equals(option) || name.equals("--" + option) ? setting : known;
    }
    if (!RunSpecs.SETTINGS.contains(known)) {
      throw new IllegalArgumentException(
          "vary: there is no setting '"
              + name
              + "'"
              + Suggestions.didYouMean(name, RunSpecs.SETTINGS));
    }
    return known;
  }

  /** Hidden units such as {@code 20-7-5}; commas divide the values. */
  private static List<Integer> layers(String text) {
    if (text.equals("none")) {
      return List.of();
    }
    try {
      return List.of(text.split("-", -1)).stream().map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "vary: layers: expected hidden units such as 20-7-5, or none, got '" + text + "'", e);
    }
  }

  private static Object value(String name, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "vary: " + name + ": expected values divided by commas, got an empty one");
    }
    if (text.matches("[+-]?[0-9]{1,9}")) {
      return Integer.valueOf(text);
    }
    if (text.matches("[+-]?[0-9]+")) {
      return Long.valueOf(text);
    }
    if (text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?")) {
      return Double.valueOf(text);
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> text;
    };
  }
}
