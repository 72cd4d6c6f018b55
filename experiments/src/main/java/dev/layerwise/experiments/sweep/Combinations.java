package dev.layerwise.experiments.sweep;

import dev.layerwise.experiments.sweep.SweepSpec.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Combines what a sweep varies: every listed variant with every grid point with every draw. */
final class Combinations {
  private final SweepSpec spec;

  Combinations(SweepSpec spec) {
    this.spec = spec;
  }

  /** The variants, in order; the first parts of the description vary slowest. */
  List<Variant> variants() {
    List<Variant> combined =
        spec.variants().isEmpty() ? List.of(new Variant(null, Map.of())) : spec.variants();
    long count = combined.size();
    for (Map.Entry<String, List<Object>> setting : spec.grid().entrySet()) {
      count *= setting.getValue().size();
      if (count > SweepSpec.MOST_TRIALS) {
        throw SweepSpec.tooMany(count);
      }
      List<Map<String, Object>> values =
          setting.getValue().stream().map(value -> Map.of(setting.getKey(), value)).toList();
      combined = with(combined, values);
    }
    RandomSearch random = spec.random();
    if (random != null) {
      if (count * random.trials() > SweepSpec.MOST_TRIALS) {
        throw SweepSpec.tooMany(count * random.trials());
      }
      combined = with(combined, random.draws());
    }
    return combined;
  }

  private static List<Variant> with(List<Variant> variants, List<Map<String, Object>> more) {
    List<Variant> combined = new ArrayList<>();
    for (Variant variant : variants) {
      for (Map<String, Object> settings : more) {
        Map<String, Object> both = new LinkedHashMap<>(variant.settings());
        both.putAll(settings);
        combined.add(new Variant(variant.name(), both));
      }
    }
    return combined;
  }
}
