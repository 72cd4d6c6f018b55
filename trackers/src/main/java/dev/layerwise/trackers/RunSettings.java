package dev.layerwise.trackers;

import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The settings of a run as trackers show them: a flat map of numbers, booleans and texts. */
public final class RunSettings {
  /** Settings that say where a run computes and finds its data, and change no bit of its result. */
  private static final Set<String> PLACE = Set.of("threads", "kernels", "dataDir");

  private RunSettings() {}

  /**
   * The settings by name, defaults included, without those of no effect on the result and those
   * that are not set. A list of one value is that value; others are joined, {@code 20-7-5}; an
   * empty one is {@code none}.
   */
  public static Map<String, Object> of(RunSpec spec) {
    Map<String, Object> settings = new LinkedHashMap<>();
    RunSpecs.toSettings(spec)
        .forEach((name, value) -> {
          if (value != null && !PLACE.contains(name)) {
            settings.put(name, plain(value));
          }
        });
    return settings;
  }

  private static Object plain(Object value) {
    return switch (value) {
      case List<?> list when list.isEmpty() -> "none";
      case List<?> list when list.size() == 1 && list.getFirst() != null -> list.getFirst();
      case List<?> list -> list.stream().map(String::valueOf).collect(Collectors.joining("-"));
      case Number number -> number;
      case Boolean flag -> flag;
      default -> value.toString();
    };
  }
}
