package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.RunSpecs;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What runs and sweeps name as their data. */
final class DataOfRuns {
  /** The settings that name files. */
  private static final List<String> FILES = List.of("data", "labels", "validation", "test", "init");

  private DataOfRuns() {}

  /**
   * The data of a run or sweep, as they are named there.
   *
   * @param place its directory, or a file in it; anything else has none
   */
  static Stream<String> of(String place) {
    try {
      Path path = Path.of(place).toAbsolutePath();
      Path folder = Files.isDirectory(path) ? path : path.getParent();
      return folder == null
          ? Stream.empty()
          : OutputFile.DESCRIPTIONS.stream()
              .map(folder::resolve)
              .filter(Files::isRegularFile)
              .flatMap(DataOfRuns::named);
    } catch (InvalidPathException e) {
      return Stream.empty(); // no place, but the name of a data set, say
    }
  }

  private static Stream<String> named(Path description) {
    Map<String, Object> settings;
    try {
      settings = RunSpecs.readSettings(description);
    } catch (DataException e) {
      return Stream.empty(); // whoever needs it says what is wrong with it
    }
    Object base = settings.get("base");
    Map<?, ?> trained = base instanceof Map<?, ?> map ? map : settings;
    return FILES.stream().map(trained::get).filter(Objects::nonNull).map(Object::toString);
  }
}
