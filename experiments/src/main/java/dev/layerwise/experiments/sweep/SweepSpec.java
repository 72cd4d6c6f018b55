package dev.layerwise.experiments.sweep;

import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The description of a sweep: a base run, and what varies. The trials are all combinations of a
 * listed variant, a point of the grid, a random draw and a seed; of these four, what is not given
 * counts as one.
 *
 * @param name what people call it
 * @param base the settings of the base run that are not the defaults
 * @param variants settings put over the base, in turn; empty for none
 * @param grid values for each setting, all combined; the last setting varies fastest
 * @param random settings drawn at random, or null
 * @param seeds the seeds that each variant is trained with
 * @param select what the best is chosen by
 * @param pruning when hopeless trials are given up, or null for never
 */
public record SweepSpec(
    String name,
    Map<String, Object> base,
    List<Variant> variants,
    Map<String, List<Object>> grid,
    @Nullable RandomSearch random,
    List<Long> seeds,
    Selection select,
    @Nullable Pruning pruning) {

  /** More would be a mistake in the description sooner than a wish. */
  public static final int MOST_TRIALS = 10_000;

  /**
   * Settings that belong together.
   *
   * @param name what people call them, or null
   * @param settings the settings by name
   */
  public record Variant(@Nullable String name, Map<String, Object> settings) {
    /** Copies the settings. */
    public Variant {
      settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
  }

  /** Copies the parts; {@link #trials} checks the settings. */
  public SweepSpec {
    base = Collections.unmodifiableMap(new LinkedHashMap<>(base));
    variants = List.copyOf(variants);
    grid = Collections.unmodifiableMap(new LinkedHashMap<>(grid));
    seeds = List.copyOf(seeds);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")) {
      throw new IllegalArgumentException(
          "name: expected letters, digits, '.', '_', '+' and '-', at most 100, since it names a"
              + " folder, got '"
              + name
              + "'");
    }
    if (seeds.isEmpty() || seeds.stream().distinct().count() < seeds.size()) {
      throw new IllegalArgumentException("seeds: expected different seeds, got " + seeds);
    }
    if (pruning != null && select == Selection.TRAIN_LOSS) {
      throw new IllegalArgumentException(
          "prune: trials are pruned by what they are chosen by, and the training loss of a few"
              + " mini-batches says too little; choose by validation (select:"
              + " validation-accuracy)");
    }
    if (pruning != null && seeds.size() > 1) {
      throw new IllegalArgumentException(
          "prune: a variant whose unlucky seeds were pruned would look better than it is; prune"
              + " with one seed, then repeat the best with several");
    }
  }

  /** The names of the settings that vary, but for the seed, in the order of the description. */
  public List<String> varied() {
    Set<String> names = new LinkedHashSet<>();
    variants.forEach(variant -> names.addAll(variant.settings().keySet()));
    names.addAll(grid.keySet());
    if (random != null) {
      names.addAll(random.settings().keySet());
    }
    return List.copyOf(names);
  }

  /** Whether variants have names. */
  public boolean named() {
    return variants.stream().anyMatch(variant -> variant.name() != null);
  }

  /**
   * The trials, in order.
   *
   * @throws IllegalArgumentException if a setting is unknown, of the wrong type or out of range,
   *     two trials are the same, or there are too many
   */
  public List<Trial> trials() {
    List<Variant> all = new Combinations(this).variants();
    if ((long) all.size() * seeds.size() > MOST_TRIALS) {
      throw tooMany((long) all.size() * seeds.size());
    }
    List<Trial> trials = new ArrayList<>();
    Map<Map<String, Object>, Integer> seen = new LinkedHashMap<>();
    for (int k = 0; k < all.size(); k++) {
      for (long seed : seeds) {
        Trial trial = trial(trials.size() + 1, k + 1, all.get(k), seed);
        Map<String, Object> full = RunSpecs.toSettings(trial.spec());
        Integer twin = seen.putIfAbsent(full, k + 1);
        if (twin != null) {
          throw new IllegalArgumentException(
              "variants "
                  + twin
                  + " and "
                  + (k + 1)
                  + " are the same run ("
                  + trial.label()
                  + "); take one away");
        }
        trials.add(trial);
      }
    }
    return trials;
  }

  static IllegalArgumentException tooMany(long trials) {
    return new IllegalArgumentException(
        "there would be "
            + trials
            + " trials, and "
            + MOST_TRIALS
            + " are the most; make the grid smaller, or draw from it (random, choice)");
  }

  private Trial trial(int number, int variant, Variant settings, long seed) {
    RunSpec spec;
    try {
      spec = RunSpecs.of(base, settings.settings(), Map.of("seed", seed));
    } catch (IllegalArgumentException e) {
      String which =
          settings.settings().isEmpty()
              ? "base"
              : "variant " + variant + " (" + Trial.describe(settings.settings()) + ")";
      throw new IllegalArgumentException(which + ": " + e.getMessage(), e);
    }
    requireSelectable(spec);
    Map<String, Object> effective = RunSpecs.toSettings(spec);
    Map<String, Object> shown = new LinkedHashMap<>();
    varied().forEach(name -> shown.put(name, shown(effective.get(name))));
    return new Trial(number, variant, settings.name(), label(settings.name(), shown), shown, spec);
  }

  /** A name stands for the settings that are listed under it. */
  private String label(@Nullable String variantName, Map<String, Object> shown) {
    Map<String, Object> rest = new LinkedHashMap<>(shown);
    if (variantName != null) {
      variants.forEach(listed -> rest.keySet().removeAll(listed.settings().keySet()));
    }
    String words = Trial.describe(rest);
    if (variantName == null) {
      return words.isEmpty() ? "as described" : words;
    }
    return words.isEmpty() ? variantName : variantName + ", " + words;
  }

  /** A list of one is what was written as a single value; a setting that is not set is said so. */
  private static Object shown(@Nullable Object value) {
    if (value instanceof List<?> list && list.size() == 1) {
      return shown(list.getFirst());
    }
    return value == null ? "default" : value;
  }

  private void requireSelectable(RunSpec spec) {
    boolean validated = !spec.validation().strip().matches("0+(\\.0*)?\\s*%?");
    if (!validated && select != Selection.TRAIN_LOSS) {
      throw new IllegalArgumentException(
          "select: the best is chosen by "
              + select.words()
              + ", and validation is "
              + spec.validation()
              + "; hold some examples out (validation: 0.2), or choose by the training loss"
              + " (select: train-loss)");
    }
  }
}
