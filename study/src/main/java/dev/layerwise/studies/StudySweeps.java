package dev.layerwise.studies;

import dev.layerwise.experiments.sweep.SweepFile;
import dev.layerwise.experiments.sweep.SweepSpec;
import dev.layerwise.studies.Study.Points;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the sweeps of a study out of its file and the options. */
final class StudySweeps {
  private static final String EPOCHS = "epochs";
  private static final int MOST_QUICK_TRIALS = 4;

  private final Study study;
  private final StudyOptions options;
  private final StudyDirectory directory;

  StudySweeps(Study study, StudyOptions options, StudyDirectory directory) {
    this.study = study;
    this.options = options;
    this.directory = directory;
  }

  /** A sweep by its name. */
  SweepSpec spec(String name) {
    Map<String, Object> raw = new LinkedHashMap<>(study.sweeps().get(name));
    Map<String, Object> base = map(raw.getOrDefault("base", Map.of()));
    Points points = study.points();
    if (points != null) {
      base.put("data", directory.points("training").toString());
      base.put("test", directory.points("test").toString());
      if (name.startsWith(Study.TUNED)) {
        base.put("validation", directory.points("validation").toString());
      }
    }
    if (!study.pooled().isEmpty()) {
      base.put("data", directory.pooled("images").toString());
      base.put("labels", directory.pooled("labels").toString());
    }
    raw.put("base", base);
    // The search is a means to find settings; what --repeats asks for is certainty about results.
    if (options.repeats() != null && !name.startsWith(Study.TUNED)) {
      raw.remove("seeds");
      raw.put("repeats", options.repeats());
    }
    if (options.quick()) {
      makeQuick(raw);
    }
    try {
      return SweepFile.of(raw, study.name() + "-" + name, null, options.settings());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "study " + study.name() + ", sweep " + name + ": " + e.getMessage(), e);
    }
  }

  private void makeQuick(Map<String, Object> raw) {
    Map<String, Object> base = shorter(map(raw.getOrDefault("base", Map.of())));
    base.putAll(study.quick().settings());
    raw.put("base", base);
    if (options.repeats() == null) {
      raw.remove("seeds");
      raw.remove("repeats");
    }
    if (raw.get("variants") instanceof List<?> listed) {
      List<Object> variants = new ArrayList<>();
      listed.forEach(variant -> variants.add(shorter(map(variant))));
      raw.put("variants", variants);
    }
    if (raw.get("random") instanceof Map<?, ?> random) {
      Map<String, Object> search = map(random);
      search.computeIfPresent(
          "trials", (_, trials) -> Math.min(MOST_QUICK_TRIALS, ((Number) trials).intValue()));
      raw.put("random", search);
    }
  }

  private Map<String, Object> shorter(Map<String, Object> settings) {
    if (settings.get(EPOCHS) instanceof Number epochs) {
      int divisor = study.quick().epochsDividedBy();
      settings.put(EPOCHS, (epochs.intValue() + divisor - 1) / divisor);
    }
    return settings;
  }

  private static Map<String, Object> map(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((key, entry) -> map.put(String.valueOf(key), entry));
    return map;
  }
}
