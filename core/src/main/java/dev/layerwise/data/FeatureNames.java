package dev.layerwise.data;

import java.util.List;
import java.util.regex.Pattern;

/** Names of features, compared as people mean them. */
public final class FeatureNames {
  /** What a feature of a table without a header is called. */
  private static final Pattern UNNAMED = Pattern.compile("column \\d+");

  private FeatureNames() {}

  /**
   * The first feature that has another name, counted from 0, or -1: upper and lower case are the
   * same, and names that are not known are no others.
   *
   * @param expected one for each feature, or none
   * @param names as many, or none
   */
  public static int firstOther(List<String> expected, List<String> names) {
    for (int i = 0; i < Math.min(names.size(), expected.size()); i++) {
      String name = names.get(i).strip();
      String own = expected.get(i).strip();
      boolean known = !UNNAMED.matcher(name).matches() && !UNNAMED.matcher(own).matches();
      if (known && !name.equalsIgnoreCase(own)) {
        return i;
      }
    }
    return -1;
  }
}
