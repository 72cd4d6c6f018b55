package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.web.http.EventStream;
import dev.layerwise.web.index.Folders;
import dev.layerwise.web.index.RunIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
        throw new IOException("gone");
      }
    }

    @Override
    public void beat() {}
  }

  private static List<Long> hears(RunFeed feed, long seen) {
    Listener listener = new Listener();
    assertThrows(IOException.class, () -> feed.send(seen, listener));
    assertTrue(listener.sendings <= 3, "sent in " + listener.sendings + " pieces");
    return listener.lines;
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  @Test
  void everyListenerGetsWhatItHasNotSeen() throws IOException {
    Path run = Folders.run(folder.resolve("a"), 32, 0.9, "2026-11-21T10:00:00Z");
    StringBuilder log = new StringBuilder();
    for (int step = 1; step <= LINES; step++) {
      log.append("{\"event\":\"epoch\",\"step\":").append(step).append(",\"epoch\":1}\n");
    }
    Files.writeString(run.resolve("metrics.jsonl"), log);
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
