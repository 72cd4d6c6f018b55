package dev.layerwise.interop.published;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Dataset.ImageShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets that are on this machine already. */
class PublishedSetLoaderTest {
  @TempDir Path folder;

  private final SmallSet set = new SmallSet();
  private final List<String> warnings = new ArrayList<>();

  private PublishedSetLoader loader(Path... searched) {
    Map<Path, String> places = new LinkedHashMap<>();
    for (Path place : searched) {
      places.put(place, "the data directory given");
    }
    DownloadListener listener =
        new DownloadListener() {
          @Override
          public void warned(String message) {
            warnings.add(message);
          }
        };
    return new PublishedSetLoader(new DataPlaces(places, folder.resolve("cache")), true, listener);
  }

  private Path fill(String place, String suffix) throws IOException {
    Path files = Files.createDirectories(folder.resolve(place).resolve("small"));
    for (Map.Entry<String, byte[]> entry : set.contents().entrySet()) {
      String name = entry.getKey().replace(".gz", suffix);
      Files.write(
          files.resolve(name), suffix.equals(".gz") ? set.file(entry.getKey()) : entry.getValue());
    }
    return folder.resolve(place);
  }

  @ParameterizedTest
  @ValueSource(strings = {".gz", ""})
  void aFolderOfTheUsersIsUsed(String suffix) throws IOException {
    LoadedSet loaded = loader(fill("data", suffix)).load(set.published());
    assertEquals(60, loaded.training().size());
    assertEquals("small", loaded.training().name());
    assertEquals("small (test)", loaded.test().name());
    assertTrue(loaded.sources().stream().allMatch(LoadedSet.Source::published));
    assertEquals(List.of(), warnings);
  }

  @Test
  void whatHasBeenReadAheadIsTheSame() throws IOException {
    Path data = fill("data", ".gz");
    LoadedSet expected = loader(data).load(set.published());
    PublishedSetLoader.readAhead(
        set.published(), new DataPlaces(Map.of(data, "the data directory"), folder));
    LoadedSet loaded = loader(data).load(set.published());
    assertEquals(expected.training().sha256(), loaded.training().sha256());
    assertEquals(expected.sources(), loaded.sources());
  }

  @Test
  void whatHasBeenReadAheadElsewhereIsNotUsed() throws IOException {
    Path guessed = fill("guessed", ".gz");
    Path wanted = fill("wanted", "");
    PublishedSetLoader.readAhead(
        set.published(), new DataPlaces(Map.of(guessed, "the data directory"), folder));
    LoadedSet loaded = loader(wanted).load(set.published());
    assertTrue(loaded.sources().stream().allMatch(source -> source.path().startsWith(wanted)));
  }

  @Test
  void namesWithADotAreKnown() throws IOException {
    Path data = fill("data", "");
    Path files = data.resolve("small");
    Files.move(files.resolve("t10k-images-idx3-ubyte"), files.resolve("t10k-images.idx3-ubyte"));
    assertEquals(10, loader(data).load(set.published()).test().size());
  }

  @Test
  void theFirstFolderThatHasAllFourWins() throws IOException {
    Path incomplete = fill("incomplete", ".gz");
    Files.delete(incomplete.resolve("small").resolve("t10k-labels-idx1-ubyte.gz"));
    Path whole = fill("whole", ".gz");
    Path never = fill("never", ".gz");
    LoadedSet loaded = loader(incomplete, whole, never).load(set.published());
    assertTrue(loaded.sources().getFirst().path().startsWith(whole));
    assertEquals(
        List.of(
            incomplete.resolve("small") + ": is not used, for it lacks t10k-labels-idx1-ubyte.gz"),
        warnings);
  }

  @Test
  void theCacheIsUsedToo() throws IOException {
    Path cache = fill("cache", ".gz");
    LoadedSet loaded = loader().load(set.published());
    assertTrue(loaded.sources().getFirst().path().startsWith(cache));
  }

  @Test
  void otherContentIsUsedWithAWarning() throws IOException {
    Path data = fill("data", ".gz");
    Path labels = data.resolve("small").resolve("train-labels-idx1-ubyte.gz");
    byte[] other = set.contents().get("train-labels-idx1-ubyte.gz").clone();
    other[8] = 1;
    Files.write(labels, SmallSet.gzip(other));
    LoadedSet loaded = loader(data).load(set.published());
    assertEquals(1, loaded.training().requireLabels()[0]);
    assertFalse(loaded.sources().get(1).published());
    assertEquals(1, warnings.size());
    assertTrue(
        warnings
            .getFirst()
            .startsWith(labels + ": its content is not that of the published small"));
  }

  @Test
  void aDamagedFileOfTheUsersIsTold() throws IOException {
    Path data = fill("data", ".gz");
    Path images = data.resolve("small").resolve("train-images-idx3-ubyte.gz");
    Files.write(images, Arrays.copyOf(Files.readAllBytes(images), 3000));
    String message =
        assertThrows(DataException.class, () -> loader(data).load(set.published())).getMessage();
    assertTrue(message.startsWith(images + ": the compressed data end too early"), message);
  }

  @Test
  void setsAreKnownByName() {
    assertEquals(List.of("mnist", "fashion-mnist"), PublishedSets.names());
    assertEquals(PublishedSets.MNIST, PublishedSets.find("mnist").orElseThrow());
    assertTrue(PublishedSets.find("cifar").isEmpty());
    for (PublishedSet published : PublishedSets.all()) {
      assertEquals(10, published.classNames().size());
      for (PublishedFile file : published.files()) {
        assertTrue(file.sha256().matches("[0-9a-f]{64}") && file.md5().matches("[0-9a-f]{32}"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist", "fashion-mnist"})
  void thePublishedFilesAreRecognised(String name) {
    PublishedSet published = PublishedSets.find(name).orElseThrow();
    LoadedSet loaded = loader(publishedData()).load(published);
    assertTrue(loaded.sources().stream().allMatch(LoadedSet.Source::published));
    for (int i = 0; i < 4; i++) {
      assertEquals(published.files().get(i).sha256(), loaded.sources().get(i).sha256());
      assertEquals(published.files().get(i).bytes(), loaded.sources().get(i).bytes());
    }
    assertEquals(60_000, loaded.training().size());
    assertEquals(new ImageShape(28, 28), loaded.test().image());
    int[] counts = loaded.test().classCounts();
    if (name.equals("fashion-mnist")) {
      int[] even = new int[10];
      Arrays.fill(even, 1000);
      assertArrayEquals(even, counts);
      assertEquals(
          "Ankle boot", loaded.training().classNames().get(loaded.training().requireLabels()[0]));
    } else {
      assertEquals(980, counts[0]);
      assertEquals(5, loaded.training().requireLabels()[0]);
    }
    assertEquals(List.of(), warnings);
  }

  /** The folder of the published sets; a test that asks for it is skipped where there is none. */
  private static Path publishedData() {
    Path found = Path.of(System.getProperty("layerwise.data.dir", "none"));
    String variable = System.getenv(DataPlaces.VARIABLE);
    if (!Files.isDirectory(found) && variable != null) {
      found = Path.of(variable);
    }
    Path above = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(found) && above != null) {
      found = above.resolve("shared").resolve("data");
      above = above.getParent();
    }
    assumeTrue(
        Files.isDirectory(found.resolve("mnist")),
        "needs the published files: set LAYERWISE_DATA_DIR to a folder that holds mnist/ and"
            + " fashion-mnist/");
    return found;
  }
}
