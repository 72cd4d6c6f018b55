package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each line once, whatever happens to the file. */
class MetricsTailTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("metrics.jsonl");
  }

  private void append(String text) throws IOException {
    Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void linesComeWhenTheyAreWhole() throws IOException {
    MetricsTail tail = new MetricsTail(file(), 0);
    assertEquals(List.of(), tail.next());
    append("one\ntwo\nthr");
    assertEquals(List.of("one", "two"), tail.next());
    assertEquals(List.of(), tail.next());
    append("ee\n");
    assertEquals(List.of("three"), tail.next());
    assertEquals(3, tail.lines());
  }

  @Test
  void whatWasSeenIsSkipped() throws IOException {
    append("one\ntwo\nthree\n");
    assertEquals(List.of("three"), new MetricsTail(file(), 2).next());
    MetricsTail ahead = new MetricsTail(file(), 4);
    assertEquals(List.of(), ahead.next());
    append("four\nfive\n");
    assertEquals(List.of("five"), ahead.next());
  }

  /** A resumed training cuts lines off and writes them again, with other times. */
  @Test
  void linesThatAreWrittenAgainAreNotRepeated() throws IOException {
    append("one\ntwo 1.25 s\nthree 2.5 s\n");
    MetricsTail tail = new MetricsTail(file(), 0);
    assertEquals(3, tail.next().size());
    Files.writeString(file(), "one\n");
    assertEquals(List.of(), tail.next());
    append("two 1 s\n");
    assertEquals(List.of(), tail.next());
    append("three 2.75000001 s\nfour\n");
    assertEquals(List.of("four"), tail.next());
    append("five\n");
    assertEquals(List.of("five"), tail.next());
  }

  /** The same between two looks, when the file is as long as before or longer. */
  @Test
  void aChangeThatNobodySawIsNoticed() throws IOException {
    append("one\ntwo 1.25 s\nthree 2.5 s\n");
    MetricsTail tail = new MetricsTail(file(), 0);
    assertEquals(3, tail.next().size());
    Files.writeString(file(), "one\ntwo 1 s\nthree 2.75 s\nfour\nfive\n");
    assertEquals(List.of("four", "five"), tail.next());
  }
}
