package dev.layerwise.experiments.sweep;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the part {@code prune} of a sweep file. */
final class PruningReader {
  private static final String FORM =
      "'median', 'successive-halving' or a rule with its numbers, such as {rule: median, after: 2}";

  private PruningReader() {}

  static @Nullable Pruning read(@Nullable Object value) {
    if (value == null || value.equals("none") || value.equals(false)) {
      return null;
    }
    Map<String, Object> map =
        value instanceof String ? Map.of("rule", value) : Values.map("prune", value);
    return switch (String.valueOf(map.get("rule"))) {
      case "median" -> {
        Values.requireKnown("prune", map.keySet(), List.of("rule", "after", "every", "atLeast"));
        yield new Pruning.Median(
            number(map, "after", 1), number(map, "every", 1), number(map, "atLeast", 4));
      }
      case "successive-halving" -> {
        Values.requireKnown("prune", map.keySet(), List.of("rule", "first", "factor"));
        yield new Pruning.SuccessiveHalving(number(map, "first", 1), number(map, "factor", 3));
      }
      default -> throw Values.expected("prune", FORM, value);
    };
  }

  private static int number(Map<String, Object> map, String key, int otherwise) {
    return Values.smallNumber("prune: " + key, map.getOrDefault(key, otherwise));
  }
}
