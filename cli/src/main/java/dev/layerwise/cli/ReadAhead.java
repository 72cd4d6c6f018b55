package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.interop.published.DataPlaces;
import dev.layerwise.interop.published.PublishedSet;
import dev.layerwise.interop.published.PublishedSetLoader;
import dev.layerwise.interop.published.PublishedSets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Begins to read the data of {@code train mnist} and the like before the command line has been
 * understood, which takes as long. It is a guess: who is wrong has read in vain, and no more.
 */
final class ReadAhead {
  private static final String DATA_DIR = "--data-dir";

  private ReadAhead() {}

  static void begin(String[] args) {
    if (args.length < 2 || !args[0].equals("train")) {
      return;
    }
    Optional<PublishedSet> set = PublishedSets.find(args[1]);
    if (set.isPresent()) {
      try {
        PublishedSetLoader.readAhead(set.get(), DataPlaces.standard(dataDir(args)));
      } catch (DataException | InvalidPathException e) {
        // It will be told when the command line has been understood.
      }
    }
  }

  private static @Nullable Path dataDir(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith(DATA_DIR + "=")) {
        return Path.of(args[i].substring(DATA_DIR.length() + 1));
      }
      if (args[i].equals(DATA_DIR) && i + 1 < args.length) {
        return Path.of(args[i + 1]);
      }
    }
    return null;
  }
}
