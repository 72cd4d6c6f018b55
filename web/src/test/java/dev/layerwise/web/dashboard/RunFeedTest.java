package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.web.http.EventStream;
import dev.layerwise.web.index.Folders;
import dev.layerwise.web.index.RunIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One reading of a log for all who listen, each from where it was. */
class RunFeedTest {
  private static final int LINES = 2500;
  private static final Pattern LINE =
      Pattern.compile("id: (\\d+)\nevent: line\ndata: \\{[^\n]*\"step\":(\\d+),[^\n]*\\}\n\n");

  @TempDir Path folder;

  /** A client that leaves when it has heard how the run is. */
  private static final class Listener implements EventStream {
    final List<Long> lines = new ArrayList<>();
    int sendings;
    boolean knows;

    @Override
    public void send(byte[] frames) throws IOException {
      sendings++;
      String text = new String(frames, StandardCharsets.UTF_8);
      Matcher line = LINE.matcher(text);
      while (line.find()) {
        lines.add(Long.parseLong(line.group(1)));
        assertEquals(line.group(1), line.group(2));
      }
      if (text.contains("event: state")) {
        knows = true;
        throw new IOException("gone");
      }
    }

    @Override
    public void beat() throws IOException {
      throw new IOException("nothing was sent for long");
    }
  }

  private static List<Long> hears(RunFeed feed, long seen) {
    Listener listener = new Listener();
    assertThrows(IOException.class, () -> feed.send(seen, listener));
    assertTrue(listener.knows, "it was not told how the run is");
    assertTrue(listener.sendings <= 3, "sent in " + listener.sendings + " pieces");
    return listener.lines;
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private static String lines(int from, int to) {
    StringBuilder lines = new StringBuilder();
    for (int step = from; step <= to; step++) {
      lines.append("{\"event\":\"epoch\",\"step\":").append(step).append(",\"epoch\":1}\n");
    }
    return lines.toString();
  }

  @Test
  void everyListenerGetsWhatItHasNotSeen() throws IOException {
    Path run = Folders.run(folder.resolve("a"), 32, 0.9, "2026-11-21T10:00:00Z");
    Files.writeString(run.resolve("metrics.jsonl"), lines(1, LINES));
    try (RunIndex index = RunIndex.open(folder)) {
      RunFeed feed = new RunFeed(index, index.find("a").orElseThrow());
      assertEquals(numbers(1, LINES), hears(feed, 0));
      assertEquals(numbers(401, LINES), hears(feed, 400));
      assertEquals(numbers(LINES - 1, LINES), hears(feed, LINES - 2));
      assertEquals(List.of(), hears(feed, LINES));
      // One that saw lines which a resumed training has not written again yet.
      assertEquals(List.of(), hears(feed, LINES + 7));
    }
  }

  /** Also of a training that ends while it is looked at. */
  @Test
  void theEndIsToldAfterTheLastLine() throws IOException {
    Path log = Files.writeString(folder.resolve("metrics.jsonl"), lines(1, 3));
    RunFeed feed =
        new RunFeed(
            "a",
            log,
            () -> {
              try {
                Files.writeString(log, lines(4, 5), StandardOpenOption.APPEND);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return "{\"status\":\"done\"}";
            });
    assertEquals(numbers(1, 5), hears(feed, 0));
  }

  /** A training was killed, and begins to write again what its checkpoint did not know of. */
  @Test
  void howARunIsIsToldWhileLinesAreMissing() throws IOException {
    Path log = Files.writeString(folder.resolve("metrics.jsonl"), lines(1, LINES));
    RunFeed feed = new RunFeed("a", log, () -> "{}");
    assertEquals(numbers(1, LINES), hears(feed, 0));
    Files.writeString(log, lines(1, 100));
    assertEquals(numbers(51, 100), hears(feed, 50));
    Files.writeString(log, lines(101, LINES), StandardOpenOption.APPEND);
    assertEquals(numbers(101, LINES), hears(feed, 100));
  }

  @Test
  void aFeedIsOverWhenTheLastListenerLeaves() throws IOException {
    Folders.run(folder.resolve("a"), 32, 0.9, "2026-11-21T10:00:00Z");
    try (RunIndex index = RunIndex.open(folder)) {
      RunFeed feed = new RunFeed(index, index.find("a").orElseThrow()).join().join();
      assertEquals(false, feed.leave());
      assertEquals(true, feed.leave());
    }
  }
}
