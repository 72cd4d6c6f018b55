package dev.layerwise.interop;

import dev.layerwise.data.DataException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The names that files give classes. */
public final class ClassNames {
  private ClassNames() {}

  /**
   * The names, if all are different: of two classes of one name, which is meant would be chance.
   *
   * @param where the file and what of it holds the names, for messages
   * @throws DataException if a name occurs twice
   */
  public static List<String> distinct(String where, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new DataException(
            where
                + ": two classes are called '"
                + name
                + "', and a name must tell a class from all others; rename one of them");
      }
    }
    return List.copyOf(names);
  }
}
