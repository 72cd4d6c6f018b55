package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.LiveHistory.Snapshot;
import dev.layerwise.runs.MetricsHistory.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveHistoryTest {
  @TempDir Path folder;
  private RunDirectory run;
  private LiveHistory history;

  @BeforeEach
  void begin() {
    run = new RunDirectory(folder);
    history = new LiveHistory(run);
  }

  private static String epoch(int epoch, double seconds) {
    return "{\"event\":\"epoch\",\"step\":"
        + 10 * epoch
        + ",\"epoch\":"
        + epoch
        + ",\"trainLoss\":0.5,\"seconds\":"
        + seconds
        + "}\n";
  }

  private static String validation(int epoch, boolean best) {
    return "{\"event\":\"validation\",\"step\":"
        + 10 * epoch
        + ",\"epoch\":"
        + epoch
        + ",\"validationLoss\":null,\"best\":"
        + best
        + "}\n";
  }

  private void append(String text) throws IOException {
    Files.writeString(run.metrics(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void aRunWithoutALogHasMeasuredNothing() {
    Snapshot nothing = history.read();
    assertEquals(0, nothing.lines());
    assertNull(nothing.last());
    assertEquals(List.of(), nothing.epochs());
  }

  @Test
  void whatIsAddedIsReadOn() throws IOException {
    append(validation(1, true) + epoch(1, 0.25) + validation(2, false).substring(0, 20));
    Snapshot first = history.read();
    assertEquals(2, first.lines());
    assertEquals(1, first.best().size());
    assertEquals(0.25, first.latest().get("seconds"));
    assertNull(first.latest().get("validationLoss"));
    append(validation(2, false).substring(20) + epoch(2, 0.5));
    append("{\"event\":\"divergence\",\"step\":25,\"epoch\":3,\"loss\":\"NaN\"}\n");
    Snapshot second = history.read();
    assertEquals(5, second.lines());
    assertEquals(List.of(1, 2), second.epochs().stream().map(Line::epoch).toList());
    assertEquals(2, second.validationCount());
    assertEquals(25, Objects.requireNonNull(second.divergence()).step());
    assertEquals(MetricsHistory.read(run).lines().getLast(), second.last());
    assertEquals(second, history.read());
  }

  /** However long the log: from its first part to its last line, evenly. */
  @Test
  void longLogsAreThinned() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int epoch = 1; epoch <= 10_001; epoch++) {
      text.append(validation(epoch, epoch % 100 == 0)).append(epoch(epoch, 0.25 * epoch));
      if (epoch % 1700 == 0) {
        append(text.toString());
        text.setLength(0);
        history.read();
      }
    }
    append(text.toString());
    Snapshot snapshot = history.read();
    assertEquals(20_002, snapshot.lines());
    assertEquals(10_001, snapshot.epochCount());
    List<Integer> epochs = snapshot.epochs().stream().map(Line::epoch).toList();
    assertTrue(epochs.size() <= LiveHistory.MOST + 2 && epochs.size() > LiveHistory.MOST / 2);
    // The best and the last one are there, whatever else is left out.
    assertEquals(List.of(10_000, 10_001), epochs.subList(epochs.size() - 2, epochs.size()));
    for (int i = 0; i < epochs.size() - 2; i++) {
      assertEquals(32 * (i + 1), epochs.get(i));
    }
    assertEquals(10_000, snapshot.best().getLast().epoch());
    // Whoever begins late keeps the same lines.
    assertEquals(snapshot, new LiveHistory(run).read());
  }

  /** A killed training is resumed: lines are cut off and written again, with other times. */
  @Test
  void aLogThatWasCutIsReadAnew() throws IOException {
    append(epoch(1, 1) + epoch(2, 2) + epoch(3, 3));
    history.read();
    Files.writeString(run.metrics(), epoch(1, 1));
    assertEquals(1, history.read().lines());
    append(epoch(2, 2) + epoch(3, 3));
    history.read();
    Files.writeString(run.metrics(), epoch(1, 1) + epoch(2, 2.25) + epoch(3, 3.5) + epoch(4, 4));
    Snapshot now = history.read();
    assertEquals(4, now.lines());
    assertEquals(2.25, now.epochs().get(1).number("seconds"));
    Files.delete(run.metrics());
    assertEquals(0, history.read().lines());
  }

  /** Servers that close interrupt who reads for them; a log is not damaged by that. */
  @Test
  void whoIsInterruptedReadsAllTheSame() throws IOException {
    append(epoch(1, 1));
    Thread.currentThread().interrupt();
    try {
      assertEquals(1, history.read().lines());
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  /** Also beyond what is read at once. */
  @Test
  void damageFarFromTheBeginningIsSaid() throws IOException {
    String line = epoch(1, 1);
    append(line.repeat((5 << 20) / line.length()) + "nonsense\n");
    assertThrows(DataException.class, history::read);
    assertThrows(DataException.class, history::read);
  }

  @Test
  void aDamagedLogIsSaid() throws IOException {
    append(epoch(1, 1) + "nonsense\n");
    assertThrows(DataException.class, history::read);
    Files.writeString(run.metrics(), epoch(1, 1));
    assertEquals(1, history.read().lines());
  }
}
