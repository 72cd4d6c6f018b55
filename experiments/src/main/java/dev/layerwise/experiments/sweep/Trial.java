package dev.layerwise.experiments.sweep;

import dev.layerwise.experiments.table.Cells;
import dev.layerwise.runs.RunSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One training of a sweep.
 *
 * @param number its number, from 1, in the order of the description
 * @param variant the number of its variant, from 1: trials of a variant differ in their seed alone
 * @param name what the description calls the listed settings, or null
 * @param label the variant in words: {@code batch-norm, batchSize 16}
 * @param settings the settings that vary within the sweep, but for the seed, and their values here
 * @param spec the full description of the training
 */
public record Trial(
    int number,
    int variant,
    @Nullable String name,
    String label,
    Map<String, Object> settings,
    RunSpec spec) {
  /** Copies the settings. */
  public Trial {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Settings in words: {@code batchSize 16, l2 0.01}. */
  public static String describe(Map<String, Object> settings) {
    StringJoiner words = new StringJoiner(", ");
    settings.forEach((setting, value) -> {
      String text = Cells.plain(value);
      // Values that are lists would run into the next setting.
      words.add(setting + " " + text.replace(",", "-"));
    });
    return words.toString();
  }
}
