package dev.layerwise.interop.published;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.layerwise.data.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataPlacesTest {
  @TempDir Path folder;

  private Path cache(String system, Map<String, String> environment) {
    return DataPlaces.of(null, environment, system, folder).cache();
  }

  @Test
  void theFolderGivenComesBeforeTheVariable() throws Exception {
    Path given = Files.createDirectory(folder.resolve("given"));
    Path named = Files.createDirectory(folder.resolve("named"));
    DataPlaces places =
        DataPlaces.of(given, Map.of("LAYERWISE_DATA_DIR", named.toString()), "Linux", folder);
    assertEquals(List.of(given, named), List.copyOf(places.searched().keySet()));
    assertEquals(
        Map.of(),
        DataPlaces.of(null, Map.of("LAYERWISE_DATA_DIR", " "), "Linux", folder).searched());
  }

  @Test
  void aFolderThatIsNotThereIsTold() throws Exception {
    Path missing = folder.resolve("missing");
    assertEquals(
        missing
            + ": the data directory is not there; it should hold a folder for every published"
            + " set, such as mnist/",
        assertThrows(DataException.class, () -> DataPlaces.of(missing, Map.of(), "Linux", folder))
            .getMessage());
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertEquals(
        file
            + ": LAYERWISE_DATA_DIR is no directory; it should hold a folder for every published"
            + " set, such as mnist/",
        assertThrows(
                DataException.class,
                () ->
                    DataPlaces.of(
                        null, Map.of("LAYERWISE_DATA_DIR", file.toString()), "Linux", folder))
            .getMessage());
  }

  @Test
  void everySystemHasItsCache() {
    assertEquals(folder.resolve(".cache/layerwise"), cache("Linux", Map.of()));
    assertEquals(
        folder.resolve("x/layerwise"),
        cache("Linux", Map.of("XDG_CACHE_HOME", folder.resolve("x").toString())));
    assertEquals(
        folder.resolve(".cache/layerwise"), cache("Linux", Map.of("XDG_CACHE_HOME", "relative")));
    assertEquals(folder.resolve("Library/Caches/layerwise"), cache("Mac OS X", Map.of()));
    assertEquals(
        folder.resolve("local/layerwise"),
        cache("Windows 11", Map.of("LOCALAPPDATA", folder.resolve("local").toString())));
    assertEquals(folder.resolve("AppData/Local/layerwise"), cache("Windows 11", Map.of()));
  }
}
