package dev.layerwise.experiments.sweep;

import dev.layerwise.random.RandomStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Settings drawn at random. The draws follow from the seed alone, and more trials begin with the
 * draws of fewer.
 *
 * @param trials how many draws, all different
 * @param seed the seed of the draws; it has nothing to do with the seeds of the trainings
 * @param settings what each setting is drawn from
 */
public record RandomSearch(int trials, long seed, Map<String, Distribution> settings) {
  /** So many repetitions in a row, and the space is taken to be exhausted. */
  private static final int LONGEST_REPETITION = 1000;

  /** Copies the settings. */
  public RandomSearch {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    if (trials < 1) {
      throw new IllegalArgumentException("random: trials: expected at least 1, got " + trials);
    }
    if (settings.isEmpty()) {
      throw new IllegalArgumentException(
          "random: settings: expected at least one setting with what it is drawn from, such as"
              + " learningRate: {log-uniform: [0.001, 1]}");
    }
  }

  /**
   * The draws.
   *
   * @throws IllegalArgumentException if there are fewer different ones than trials
   */
  public List<Map<String, Object>> draws() {
    Set<Map<String, Object>> draws = new LinkedHashSet<>();
    int repeated = 0;
    for (int index = 0; draws.size() < trials; index++) {
      Map<String, Object> draw = new LinkedHashMap<>();
      for (Map.Entry<String, Distribution> setting : settings.entrySet()) {
        // A stream for each setting: with one setting more, the others are drawn as before.
        RandomStream random = RandomStream.of(seed, "random search " + setting.getKey(), index);
        draw.put(setting.getKey(), setting.getValue().draw(random));
      }
      repeated = draws.add(draw) ? 0 : repeated + 1;
      if (repeated == LONGEST_REPETITION) {
        throw new IllegalArgumentException(
            "random: trials: "
                + trials
                + " different draws are asked for, and there seem to be no more than "
                + draws.size()
                + "; ask for that many, or try them all in a grid");
      }
    }
    return new ArrayList<>(draws);
  }
}
