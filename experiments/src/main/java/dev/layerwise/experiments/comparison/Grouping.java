package dev.layerwise.experiments.comparison;

import dev.layerwise.experiments.sweep.Trial;
import dev.layerwise.runs.RunSpecs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Runs put together that differ in nothing but their seeds.
 *
 * @param differing the settings in which the groups differ
 * @param variants the groups, in the order of their first runs
 * @param notes what was left out, and what had not ended
 */
record Grouping(List<String> differing, List<ComparedVariant> variants, List<String> notes) {
  /** Settings that do not change what is learnt: whom the seed belongs to, and the machine. */
  private static final Set<String> NO_DIFFERENCE = Set.of("seed", "threads", "dataDir");

  static Grouping of(List<ComparedRun> runs) {
    Map<Map<String, Object>, Map<Long, ComparedRun>> groups = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    for (ComparedRun run : runs) {
      Map<String, Object> settings = new LinkedHashMap<>(RunSpecs.toSettings(run.spec()));
      settings.keySet().removeAll(NO_DIFFERENCE);
      Map<Long, ComparedRun> bySeed = groups.computeIfAbsent(settings, _ -> new TreeMap<>());
      ComparedRun twin = bySeed.putIfAbsent(run.spec().seed(), run);
      if (twin != null) {
        boolean better = run.complete() && !twin.complete();
        ComparedRun kept = better ? run : twin;
        ComparedRun left = better ? twin : run;
        bySeed.put(run.spec().seed(), kept);
        String note =
            left.isIn(kept.directory().path())
                ? kept.directory().path() + " is named more than once, and counts once."
                : left.directory().path()
                    + " has the settings and the seed of "
                    + kept.directory().path()
                    + " and is left out"
                    + (better ? ", since it had not come to its end." : ".");
        if (!notes.contains(note)) {
          notes.add(note);
        }
      }
    }
    groups
        .values()
        .forEach(bySeed ->
            bySeed.values().stream()
                .filter(ComparedRun::stopped)
                .forEach(run ->
                    notes.add(
                        run.directory().path()
                            + ": was stopped after "
                            + run.summary().steps()
                            + " steps, before its training had ended, and is compared as it was"
                            + " left.")));
    List<String> differing = differing(groups.keySet());
    List<ComparedVariant> variants = new ArrayList<>();
    groups.forEach((settings, bySeed) -> {
      Map<String, Object> shown = new LinkedHashMap<>();
      for (String name : differing) {
        Object value = settings.get(name);
        shown.put(name, value == null ? "default" : value);
      }
      List<ComparedRun> members =
          bySeed.values().stream()
              .sorted(Comparator.comparingLong(run -> run.spec().seed()))
              .toList();
      variants.add(new ComparedVariant(label(members, shown), shown, members));
    });
    return new Grouping(differing, distinct(variants), notes);
  }

  private static List<String> differing(Set<Map<String, Object>> all) {
    List<String> names = new ArrayList<>();
    for (String setting : RunSpecs.SETTINGS) {
      long values = all.stream().map(settings -> settings.get(setting)).distinct().count();
      if (values > 1) {
        names.add(setting);
      }
    }
    return names;
  }

  private static String label(List<ComparedRun> members, Map<String, Object> settings) {
    List<String> names =
        members.stream().map(ComparedRun::name).filter(Objects::nonNull).distinct().toList();
    if (names.size() == 1) {
      return names.getFirst();
    }
    return settings.isEmpty() ? "all runs" : Trial.describe(settings);
  }

  /** Two sweeps may call different settings by one name. */
  private static List<ComparedVariant> distinct(List<ComparedVariant> variants) {
    List<ComparedVariant> distinct = new ArrayList<>();
    for (ComparedVariant variant : variants) {
      boolean twice =
          variants.stream().filter(other -> other.label().equals(variant.label())).count() > 1;
      distinct.add(
          twice
              ? new ComparedVariant(
                  variant.label() + " (" + Trial.describe(variant.settings()) + ")",
                  variant.settings(),
                  variant.runs())
              : variant);
    }
    return distinct;
  }
}
