package dev.layerwise.experiments.sweep;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Suggestions;
import dev.layerwise.experiments.sweep.SweepSpec.Variant;
import dev.layerwise.runs.RunDirectory;
import dev.layerwise.runs.RunSpecs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes descriptions of sweeps; the form is documented in {@code
 * docs/sweep-directory.md}.
 */
public final class SweepFile {
  private static final List<String> KEYS =
      List.of("name", "base", "variants", "grid", "random", "repeats", "seeds", "select", "prune");
  private static final int MOST_REPEATS = 1000;

  private SweepFile() {}

  /**
   * Reads a file and checks all of it, every trial included.
   *
   * @param overrides settings put over those of the base, from the command line
   * @throws IllegalArgumentException if something in it is wrong; the message names file and key
   * @throws DataException if it cannot be read, or is no YAML
   */
  public static SweepSpec read(Path file, Map<String, Object> overrides) {
    return read(file, overrides, Map.of());
  }

  /**
   * Reads a file and checks all of it, as {@link #read(Path, Map)} does.
   *
   * @param overrides settings put over those of the base
   * @param keys put over the keys of the file itself, such as {@code repeats}
   */
  public static SweepSpec read(Path file, Map<String, Object> overrides, Map<String, Object> keys) {
    Map<String, Object> raw = new LinkedHashMap<>(RunSpecs.readSettings(file));
    if (keys.containsKey("repeats")) {
      raw.remove("seeds");
    }
    raw.putAll(keys);
    try {
      return of(raw, stem(file), file.toAbsolutePath().getParent(), overrides);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName()).replaceAll("\\.[A-Za-z]+$", "");
    return name.replaceAll("[^A-Za-z0-9._+-]", "-");
  }

  /**
   * Makes a description of what a file holds.
   *
   * @param raw its content
   * @param name the name, if the content has none
   * @param folder where files are that the content names, or null
   * @param overrides settings put over those of the base
   * @throws IllegalArgumentException if something in it is wrong; the message names the key
   */
  public static SweepSpec of(
      Map<String, Object> raw, String name, @Nullable Path folder, Map<String, Object> overrides) {
    Values.requireKnown("", raw.keySet(), KEYS);
    Map<String, Object> base = new LinkedHashMap<>(base(raw.get("base"), folder));
    base.putAll(overrides);
    Values.requireSettings("base", base);
    List<Variant> variants = variants(raw.get("variants"));
    Map<String, List<Object>> grid = grid(raw.get("grid"));
    RandomSearch random =
        raw.containsKey("random") ? RandomSearchReader.read(raw.get("random")) : null;
    requireOnce(variants, grid, random);
    List<Long> seeds = seeds(raw, base, variants, grid, random);
    SweepSpec spec =
        new SweepSpec(
            Values.text("name", raw.getOrDefault("name", name)),
            base,
            variants,
            grid,
            random,
            seeds,
            select(raw, base),
            PruningReader.read(raw.get("prune")));
    spec.trials();
    if (variants.isEmpty() && grid.isEmpty() && random == null && seeds.size() == 1) {
      throw new IllegalArgumentException(
          "nothing varies; say what does, such as grid: {batchSize: [16, 64]}, variants, random or"
              + " repeats");
    }
    return spec;
  }

  private static Map<String, Object> base(@Nullable Object value, @Nullable Path folder) {
    if (value instanceof String named) {
      Path path = folder == null ? Path.of(named) : folder.resolve(named);
      Path file = Files.isDirectory(path) ? new RunDirectory(path).description() : path;
      if (!Files.exists(file)) {
        throw new IllegalArgumentException(
            "base: expected settings, or a file with settings such as a run's run.yaml; there is no"
                + " file "
                + file);
      }
      try {
        return RunSpecs.changes(RunSpecs.read(file));
      } catch (IllegalArgumentException | DataException e) {
        throw new IllegalArgumentException("base: " + e.getMessage(), e);
      }
    }
    return value == null ? Map.of() : Values.map("base", value);
  }

  private static List<Variant> variants(@Nullable Object value) {
    List<Variant> variants = new ArrayList<>();
    if (value == null) {
      return variants;
    }
    for (Object entry : Values.list("variants", value)) {
      String where = "variants, entry " + (variants.size() + 1);
      Map<String, Object> settings = new LinkedHashMap<>(Values.map(where, entry));
      Object name = settings.remove("name");
      Values.requireSettings(where, settings);
      variants.add(
          new Variant(name == null ? null : Values.text(where + ": name", name), settings));
    }
    long names = variants.stream().map(Variant::name).filter(name -> name != null).count();
    if (names > 0 && variants.stream().map(Variant::name).distinct().count() < variants.size()) {
      throw new IllegalArgumentException(
          "variants: two have the same name, or one has none while others have; give each its own");
    }
    return variants;
  }

  private static Map<String, List<Object>> grid(@Nullable Object value) {
    Map<String, List<Object>> grid = new LinkedHashMap<>();
    if (value == null) {
      return grid;
    }
    Map<String, Object> entries = Values.map("grid", value);
    Values.requireSettings("grid", entries);
    entries.forEach((setting, values) -> {
      List<Object> list = Values.list("grid: " + setting, values);
      for (Object one : list) {
        if (list.indexOf(one) != list.lastIndexOf(one)) {
          throw new IllegalArgumentException("grid: " + setting + ": " + one + " is there twice");
        }
      }
      grid.put(setting, list);
    });
    return grid;
  }

  private static void requireOnce(
      List<Variant> variants, Map<String, List<Object>> grid, @Nullable RandomSearch random) {
    for (String setting : grid.keySet()) {
      if (variants.stream().anyMatch(variant -> variant.settings().containsKey(setting))) {
        throw twice(setting, "variants", "grid");
      }
    }
    if (random != null) {
      for (String setting : random.settings().keySet()) {
        if (grid.containsKey(setting)) {
          throw twice(setting, "grid", "random");
        }
        if (variants.stream().anyMatch(variant -> variant.settings().containsKey(setting))) {
          throw twice(setting, "variants", "random");
        }
      }
    }
  }

  private static IllegalArgumentException twice(String setting, String one, String other) {
    return new IllegalArgumentException(
        setting + ": is varied by " + one + " and by " + other + "; keep one of them");
  }

  private static List<Long> seeds(
      Map<String, Object> raw,
      Map<String, Object> base,
      List<Variant> variants,
      Map<String, List<Object>> grid,
      @Nullable RandomSearch random) {
    boolean varied =
        grid.containsKey("seed")
            || (random != null && random.settings().containsKey("seed"))
            || variants.stream().anyMatch(variant -> variant.settings().containsKey("seed"));
    if (varied) {
      throw new IllegalArgumentException(
          "seed: the best of several seeds would be luck; repeat every variant over them instead"
              + " (repeats: 5, or seeds: [1, 2, 3])");
    }
    if (raw.containsKey("repeats") && raw.containsKey("seeds")) {
      throw new IllegalArgumentException(
          "repeats: the seeds are named by 'seeds' as well; keep one of them");
    }
    if (raw.containsKey("seeds")) {
      return Values.list("seeds", raw.get("seeds")).stream()
          .map(seed -> Values.wholeNumber("seeds", seed))
          .toList();
    }
    long first = Values.wholeNumber("base: seed", base.getOrDefault("seed", 1));
    long repeats = Values.wholeNumber("repeats", raw.getOrDefault("repeats", 1));
    if (repeats < 1 || repeats > MOST_REPEATS) {
      throw new IllegalArgumentException(
          "repeats: expected 1 to " + MOST_REPEATS + ", got " + repeats);
    }
    return LongStream.range(first, first + repeats).boxed().toList();
  }

  private static Selection select(Map<String, Object> raw, Map<String, Object> base) {
    Object value = raw.get("select");
    if (value == null) {
      return "loss".equals(base.get("keepBest"))
          ? Selection.VALIDATION_LOSS
          : Selection.VALIDATION_ACCURACY;
    }
    String label = Values.text("select", value);
    for (Selection selection : Selection.values()) {
      if (selection.label().equals(label)) {
        return selection;
      }
    }
    throw new IllegalArgumentException(
        "select: expected one of "
            + String.join(", ", Selection.labels())
            + ", got '"
            + label
            + "'"
            + Suggestions.didYouMean(label, Selection.labels())
            + (label.startsWith("test") ? "; the test set never chooses, it only judges" : ""));
  }

  /** The description as YAML, self-contained: what {@link #read} makes the same description of. */
  public static String toYaml(SweepSpec spec) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", spec.name());
    map.put("base", spec.base());
    if (!spec.variants().isEmpty()) {
      List<Map<String, Object>> variants = new ArrayList<>();
      for (Variant variant : spec.variants()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        if (variant.name() != null) {
          entry.put("name", variant.name());
        }
        entry.putAll(variant.settings());
        variants.add(entry);
      }
      map.put("variants", variants);
    }
    if (!spec.grid().isEmpty()) {
      map.put("grid", spec.grid());
    }
    RandomSearch random = spec.random();
    if (random != null) {
      Map<String, Object> settings = new LinkedHashMap<>();
      random.settings().forEach((setting, from) -> settings.put(setting, from.toMap()));
      Map<String, Object> search = new LinkedHashMap<>();
      search.put("trials", random.trials());
      search.put("seed", random.seed());
      search.put("settings", settings);
      map.put("random", search);
    }
    map.put("seeds", spec.seeds());
    map.put("select", spec.select().label());
    if (spec.pruning() != null) {
      map.put("prune", spec.pruning().toMap());
    }
    return "# Run again, or continue, with: layerwise sweep FILE\n" + RunSpecs.toYaml(map);
  }
}
