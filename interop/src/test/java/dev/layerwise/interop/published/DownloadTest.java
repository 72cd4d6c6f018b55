package dev.layerwise.interop.published;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  private static final String FIRST = "train-images-idx3-ubyte.gz";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path cache;

  private final SmallSet set = new SmallSet();
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private MirrorServer first;
  private MirrorServer second;

  @BeforeEach
  void start() throws IOException {
    first = new MirrorServer();
    second = new MirrorServer();
  }

  @AfterEach
  void stop() throws IOException {
    first.close();
    second.close();
  }

  private LoadedSet load(URI... mirrors) {
    return loader(PATIENCE).load(set.published(mirrors));
  }

  private PublishedSetLoader loader(Duration patience) {
    DownloadListener listener =
        new DownloadListener() {
          private long last;

          @Override
          public void started(URI from, long present, long total) {
            heard.add("started " + name(from) + " at " + present);
            last = present;
          }

          @Override
          public void progressed(URI from, long present, long total, double bytesPerSecond) {
            assertTrue(last < present && present <= total, last + " " + present + " " + total);
            assertTrue(bytesPerSecond >= 0);
            last = present;
          }

          @Override
          public void finished(URI from, Path file) {
            assertTrue(Files.exists(file));
            heard.add("finished " + name(from));
          }

          @Override
          public void failed(URI from, String answer) {
            heard.add("failed " + name(from) + ": " + answer);
          }

          private String name(URI from) {
            return from.getPath().substring(1);
          }
        };
    return new PublishedSetLoader(new DataPlaces(Map.of(), cache), false, patience, listener);
  }

  private String failure(URI... mirrors) {
    return assertThrows(DataException.class, () -> load(mirrors)).getMessage();
  }

  private Path place(String name) {
    return cache.resolve("small").resolve(name);
  }

  @Test
  void allFilesComeAndAreKept() throws IOException {
    set.on(first);
    LoadedSet loaded = load(first.address());
    assertEquals(60, loaded.training().size());
    assertEquals(10, loaded.test().size());
    assertEquals(List.of("no", "yes"), loaded.test().classNames());
    assertEquals(4, loaded.sources().size());
    LoadedSet.Source source = loaded.sources().getFirst();
    assertEquals(place(FIRST), source.path());
    assertTrue(source.published());
    assertEquals(Files.size(source.path()), source.bytes());
    assertArrayEquals(set.file(FIRST), Files.readAllBytes(source.path()));
    assertEquals(4, first.requests().size());
    assertEquals(List.of("started " + FIRST + " at 0", "finished " + FIRST), heard.subList(0, 2));

    assertEquals(loaded.training().features(), load(first.address()).training().features());
    assertEquals(4, first.requests().size(), "the second time all is there");
    try (Stream<Path> files = Files.list(cache.resolve("small"))) {
      assertTrue(files.noneMatch(file -> file.toString().endsWith(".part")));
    }
  }

  @Test
  void theNextMirrorIsAskedWhereOneRefuses() throws IOException {
    first.answering(403);
    set.on(second);
    assertEquals(60, load(first.address(), second.address()).training().size());
    assertEquals("failed " + FIRST + ": HTTP 403", heard.getFirst());
  }

  @Test
  void whereAllRefuseOneMessageSaysWhatIsWantedAndWhere() throws IOException {
    first.answering(403);
    second.answering(404);
    String message = failure(first.address(), second.address());
    PublishedSet published = set.published();
    for (PublishedFile file : published.files()) {
      assertTrue(message.contains(file.name()), message);
      assertTrue(message.contains(file.sha256()), message);
      assertTrue(message.contains(file.md5()), message);
    }
    assertTrue(message.startsWith("small: its files are not on this machine"), message);
    assertTrue(message.contains(cache.resolve("small").toString()), message);
    assertTrue(message.contains("LAYERWISE_DATA_DIR"), message);
    assertTrue(message.contains(first.address() + FIRST + ": HTTP 403"), message);
    assertTrue(message.contains(second.address() + FIRST + ": HTTP 404"), message);
    assertEquals(1, first.requests().size(), "after the first file the others are not tried");
    assertFalse(Files.exists(place(FIRST)));
  }

  @Test
  void withoutAServerTheMessageSaysSo() throws IOException {
    URI nobody = first.address();
    first.close();
    String message = failure(nobody);
    assertTrue(message.contains(nobody + FIRST + ": no connection"), message);
  }

  @Test
  void offlineNothingIsAsked() {
    PublishedSetLoader loader =
        new PublishedSetLoader(new DataPlaces(Map.of(), cache), true, DownloadListener.NONE);
    PublishedSet published = set.published(first.address());
    String message = assertThrows(DataException.class, () -> loader.load(published)).getMessage();
    assertTrue(message.contains("the network is not to be used"), message);
    assertTrue(message.contains(first.address().toString()), message);
    assertEquals(List.of(), first.requests());
    assertFalse(Files.exists(cache.resolve("small")));
  }

  @Test
  void aBrokenDownloadGoesOnWhereItStopped() throws IOException {
    set.on(first).breakingAfter(1000);
    String message = failure(first.address());
    assertTrue(message.contains("broke off after 1000 of "), message);
    assertEquals(1000, Files.size(place(FIRST + ".part")));
    assertFalse(Files.exists(place(FIRST)));

    first.mended();
    assertEquals(60, load(first.address()).training().size());
    assertTrue(first.requests().contains(FIRST + " bytes=1000-"), first.requests().toString());
    assertTrue(heard.contains("started " + FIRST + " at 1000"), heard.toString());
  }

  @Test
  void aDownloadGoesOnAtTheNextMirror() throws IOException {
    set.on(first).breakingAfter(1000);
    set.on(second);
    assertEquals(60, load(first.address(), second.address()).training().size());
    assertEquals(FIRST + " bytes=1000-", second.requests().getFirst());
  }

  @Test
  void aServerWithoutRangesStartsAnew() throws IOException {
    set.on(first).breakingAfter(1000);
    failure(first.address());
    first.mended().ignoringRanges();
    assertEquals(60, load(first.address()).training().size());
    assertTrue(heard.contains("started " + FIRST + " at 0"), heard.toString());
  }

  @Test
  void aPartOfSomethingElseIsDroppedAndFetchedAnew() throws IOException {
    Files.createDirectories(cache.resolve("small"));
    Files.write(place(FIRST + ".part"), new byte[1000]);
    set.on(first);
    assertEquals(60, load(first.address()).training().size());
    assertEquals(List.of(FIRST + " bytes=1000-", FIRST), first.requests().subList(0, 2));
  }

  @Test
  void aWrongFileIsNotKept() throws IOException {
    byte[] wrong = set.file(FIRST);
    wrong[wrong.length / 2] ^= 1;
    set.on(first).offering(FIRST, wrong);
    String message = failure(first.address());
    assertTrue(message.contains(FIRST + ": wrong checksum: SHA-256 "), message);
    assertFalse(Files.exists(place(FIRST)));
    assertFalse(Files.exists(place(FIRST + ".part")));
    set.on(second);
    assertEquals(60, load(first.address(), second.address()).training().size());
  }

  @Test
  void aPageInsteadOfAFileIsNamed() {
    String page = "<html><body>Please accept the terms of this network</body></html>";
    set.on(first).offering(FIRST, page.getBytes(StandardCharsets.UTF_8));
    String message = failure(first.address());
    assertTrue(message.contains("no gzip file came, but an HTML or XML page"), message);
  }

  @Test
  void filesOfAnotherSizeAreNotKept() throws IOException {
    byte[] file = set.file(FIRST);
    set.on(first).offering(FIRST, Arrays.copyOf(file, file.length + 1));
    assertTrue(failure(first.address()).contains("sends more than the " + file.length + " bytes"));
    first.offering(FIRST, Arrays.copyOf(file, file.length - 1));
    assertTrue(failure(first.address()).contains("ended after " + (file.length - 1) + " of"));
    assertFalse(Files.exists(place(FIRST)));
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() throws IOException {
    set.on(first).fallingSilentAfter(2000);
    set.on(second);
    PublishedSet published = set.published(first.address(), second.address());
    assertEquals(60, loader(Duration.ofMillis(500)).load(published).training().size());
    assertTrue(
        heard.stream().anyMatch(line -> line.contains("fell silent after 2000 of")),
        heard.toString());
  }

  @Test
  void aDamagedFileInTheCacheIsFetchedAgain() throws IOException {
    set.on(first);
    load(first.address());
    Files.write(place(FIRST), new byte[] {1, 2, 3});
    assertEquals(60, load(first.address()).training().size());
    assertEquals(5, first.requests().size(), first.requests().toString());
    assertArrayEquals(set.file(FIRST), Files.readAllBytes(place(FIRST)));
  }

  @Test
  void aCacheThatCannotBeWrittenIsTold() throws IOException {
    Path file = Files.writeString(cache.resolve("a-file"), "in the way");
    PublishedSetLoader loader =
        new PublishedSetLoader(new DataPlaces(Map.of(), file), false, DownloadListener.NONE);
    PublishedSet published = set.published(first.address());
    String message = assertThrows(DataException.class, () -> loader.load(published)).getMessage();
    assertTrue(message.contains(file.resolve("small") + ": cannot be written"), message);
  }

  @Test
  void twoThreadsFetchAFileOnce() throws InterruptedException {
    set.on(first);
    List<Thread> threads = new ArrayList<>();
    List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 3; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() ->
                  sizes.add(
                      new PublishedSetLoader(
                              new DataPlaces(Map.of(), cache), false, DownloadListener.NONE)
                          .load(set.published(first.address()))
                          .training()
                          .size())));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(60, 60, 60), sizes);
    assertEquals(4, first.requests().size(), first.requests().toString());
  }

  /** Both start with an empty cache; whoever is second waits for the lock and finds the files. */
  @Test
  void twoProcessesFetchAFileOnce() throws IOException, InterruptedException {
    set.on(first);
    Process one = AnotherProcess.start(cache, first.address());
    Process two = AnotherProcess.start(cache, first.address());
    assertEquals("60", AnotherProcess.output(one));
    assertEquals("60", AnotherProcess.output(two));
    assertEquals(4, first.requests().size(), first.requests().toString());
  }
}
