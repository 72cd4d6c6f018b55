package dev.layerwise.interop.published;

import dev.layerwise.data.DataException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folders in which published sets are looked for. Each holds a folder for every set, named
 * after it.
 *
 * @param searched the folders to look into first, in this order, and what a person calls each
 * @param cache the folder to look into last, and to download into
 */
public record DataPlaces(Map<Path, String> searched, Path cache) {
  /** The environment variable that names a folder of data sets. */
  public static final String VARIABLE = "LAYERWISE_DATA_DIR";

  /** Copies the map, keeping its order. */
  public DataPlaces {
    searched = Collections.unmodifiableMap(new LinkedHashMap<>(searched));
  }

  /**
   * The places on this machine: a folder given by the user, the one that the environment variable
   * {@code LAYERWISE_DATA_DIR} names, and the user's cache.
   *
   * @param dataDir the folder given, or null
   * @throws DataException if one of the two is named and is no folder
   */
  public static DataPlaces standard(@Nullable Path dataDir) {
    return of(
        dataDir,
        System.getenv(),
        System.getProperty("os.name", ""),
        Path.of(System.getProperty("user.home", "")));
  }

  static DataPlaces of(
      @Nullable Path dataDir, Map<String, String> environment, String system, Path home) {
    Map<Path, String> searched = new LinkedHashMap<>();
    if (dataDir != null) {
      searched.put(requireFolder(dataDir, "the data directory"), "the data directory given");
    }
    String variable = environment.get(VARIABLE);
    if (variable != null && !variable.isBlank()) {
      searched.putIfAbsent(requireFolder(path(variable, VARIABLE), VARIABLE), VARIABLE);
    }
    return new DataPlaces(searched, cache(environment, system, home));
  }

  private static Path requireFolder(Path folder, String what) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          folder
              + ": "
              + what
              + " is "
              + (Files.exists(folder) ? "no directory" : "not there")
              + "; it should hold a folder for every published set, such as mnist/");
    }
    return folder;
  }

  private static Path cache(Map<String, String> environment, String system, Path home) {
    String os = system.toLowerCase(Locale.ROOT);
    if (os.startsWith("mac")) {
      return home.resolve("Library").resolve("Caches").resolve("layerwise");
    }
    String named =
        environment.getOrDefault(os.startsWith("windows") ? "LOCALAPPDATA" : "XDG_CACHE_HOME", "");
    // The XDG specification has relative paths ignored.
    if (!named.isBlank() && path(named, "cache").isAbsolute()) {
      return Path.of(named).resolve("layerwise");
    }
    return os.startsWith("windows")
        ? home.resolve("AppData").resolve("Local").resolve("layerwise")
        : home.resolve(".cache").resolve("layerwise");
  }

  private static Path path(String text, String variable) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new DataException(variable + ": '" + text + "' is no path: " + e.getReason(), e);
    }
  }
}
