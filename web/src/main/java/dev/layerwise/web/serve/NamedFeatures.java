package dev.layerwise.web.serve;

import dev.layerwise.data.Suggestions;
import dev.layerwise.web.http.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The features of one example after the other, by their names and in any order; upper and lower
 * case are the same unless two features differ by nothing else.
 */
final class NamedFeatures {
  private final List<String> names;
  private final Map<String, Integer> places;
  private final float[] values;
  private final boolean[] present;

  private NamedFeatures(List<String> names, Map<String, Integer> places) {
    this.names = names;
    this.places = places;
    this.values = new float[names.size()];
    this.present = new boolean[names.size()];
  }

  /** The features of such names, or null if they cannot be told by their names. */
  static @Nullable NamedFeatures of(List<String> names) {
    Map<String, Integer> places = places(names, new TreeMap<>(String.CASE_INSENSITIVE_ORDER));
    if (places.size() < names.size()) {
      places = places(names, new TreeMap<>());
    }
    boolean distinct = places.size() == names.size();
    return distinct && !names.isEmpty() ? new NamedFeatures(names, places) : null;
  }

  private static Map<String, Integer> places(List<String> names, Map<String, Integer> places) {
    for (int j = 0; j < names.size(); j++) {
      places.put(names.get(j).strip(), j);
    }
    return places;
  }

  /** Begins an example. */
  void begin() {
    Arrays.fill(present, false);
  }

  /**
   * Sets a feature of the example.
   *
   * @param where the example, for messages
   * @throws Problem if there is no such feature, or it is there already
   */
  void set(String where, String name, float value) {
    Integer place = places.get(name.strip());
    if (place == null) {
      throw Problem.badRequest(
          where,
          "expected features as they are called in training",
          name,
          Suggestions.nearest(name, names)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("GET /v1/model lists them"));
    }
    if (present[place]) {
      throw Problem.badRequest(where, "expected every feature once", name + " twice", null);
    }
    present[place] = true;
    values[place] = value;
  }

  /**
   * Adds the example to others.
   *
   * @throws Problem if one of its features is missing
   */
  void addTo(ExampleRows examples, String where) {
    for (int j = 0; j < present.length; j++) {
      if (!present[j]) {
        throw Problem.badRequest(
            where, "expected the feature '" + names.get(j) + "'", "an example without it", null);
      }
    }
    for (float value : values) {
      examples.add(value);
    }
  }
}
