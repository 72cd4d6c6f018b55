package dev.layerwise.runs;

import dev.layerwise.data.Digits;
import dev.layerwise.data.PointSets;
import java.util.ArrayList;
import java.util.List;

/** The names by which data sets are asked for. */
public final class DataNames {
  /** The published sets. */
  public static final List<String> PUBLISHED = List.of("mnist", "fashion-mnist");

  private DataNames() {}

  /** Whether a name is that of a built-in set, which is made and not read. */
  static boolean areMade(String name) {
    return all().contains(name) && !PUBLISHED.contains(name);
  }

  /** All names, built-in sets first. */
  public static List<String> all() {
    List<String> names = new ArrayList<>();
    names.add(Digits.NAME);
    for (PointSets.Kind kind : PointSets.Kind.values()) {
      names.add(kind.label());
    }
    names.addAll(PUBLISHED);
    return names;
  }
}
