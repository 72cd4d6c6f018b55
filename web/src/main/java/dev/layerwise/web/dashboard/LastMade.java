package dev.layerwise.web.dashboard;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Keeps the last few things that were made of folders, as long as these do not change. One is made
 * at a time: what takes long takes both cores anyway.
 */
final class LastMade<T> {
  private record Made<T>(String stamp, T value) {}

  private final Map<Path, Made<T>> made;

  LastMade(int most) {
    this.made = lastUsed(most);
  }

  /** A map that keeps those entries that were used last. */
  static <V> Map<Path, V> lastUsed(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Path, V> eldest) {
        return size() > most;
      }
    };
  }

  T get(Path folder, Supplier<T> maker) {
    return get(folder, "", maker);
  }

  /**
   * What was made of a folder, or is made now.
   *
   * @param state tells of changes that the time of the folder itself does not show
   */
  synchronized T get(Path folder, String state, Supplier<T> maker) {
    String stamp = stamp(folder) + " " + state;
    Made<T> known = made.get(folder);
    if (known == null || !known.stamp().equals(stamp)) {
      known = new Made<>(stamp, maker.get());
      made.put(folder, known);
    }
    return known.value();
  }

  private static String stamp(Path folder) {
    try {
      return Files.getLastModifiedTime(folder).toString();
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
