package dev.layerwise.experiments.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the part {@code random} of a sweep file. */
final class RandomSearchReader {
  private static final List<String> KINDS =
      List.of("uniform", "log-uniform", "integer", "log-integer", "choice");

  private RandomSearchReader() {}

  static RandomSearch read(@Nullable Object value) {
    Map<String, Object> random = Values.map("random", value);
    Values.requireKnown("random", random.keySet(), List.of("trials", "seed", "settings"));
    if (!random.containsKey("trials")) {
      throw new IllegalArgumentException("random: say how many draws to make (trials: 20)");
    }
    Map<String, Object> raw =
        Values.map("random: settings", random.getOrDefault("settings", Map.of()));
    Values.requireSettings("random: settings", raw);
    Map<String, Distribution> settings = new LinkedHashMap<>();
    raw.forEach((setting, from) -> settings.put(setting, distribution("random: " + setting, from)));
    return new RandomSearch(
        Values.smallNumber("random: trials", random.get("trials")),
        Values.wholeNumber("random: seed", random.getOrDefault("seed", 1)),
        settings);
  }

  private static Distribution distribution(String where, Object value) {
    if (!(value instanceof Map<?, ?> map) || map.size() != 1) {
      throw Values.expected(
          where,
          "one of " + String.join(", ", KINDS) + ", such as {log-uniform: [0.001, 1]}",
          value);
    }
    Map<String, Object> one = Values.map(where, value);
    Values.requireKnown(where, one.keySet(), KINDS);
    String kind = one.keySet().iterator().next();
    String place = where + ": " + kind;
    List<Object> values = Values.list(place, one.get(kind));
    if (!kind.equals("choice") && values.size() != 2) {
      throw Values.expected(place, "two bounds such as [1, 10]", values);
    }
    try {
      return switch (kind) {
        case "uniform" ->
            new Distribution.Uniform(bound(place, values, 0), bound(place, values, 1));
        case "log-uniform" ->
            new Distribution.LogUniform(bound(place, values, 0), bound(place, values, 1));
        case "integer" ->
            new Distribution.WholeNumber(whole(place, values, 0), whole(place, values, 1));
        case "log-integer" ->
            new Distribution.LogWholeNumber(whole(place, values, 0), whole(place, values, 1));
        default -> new Distribution.Choice(values);
      };
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new IllegalArgumentException(
          message.startsWith(place) ? message : place + ": " + message, e);
    }
  }

  private static double bound(String place, List<Object> values, int index) {
    return Values.number(place, values.get(index));
  }

  private static int whole(String place, List<Object> values, int index) {
    return Values.smallNumber(place, values.get(index));
  }
}
