package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.MetricsHistory.Added;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsAddedTest {
  private static final String LINE =
      "{\"event\":\"epoch\",\"step\":%d,\"epoch\":1,\"trainLoss\":0.5}\n";

  @TempDir Path folder;

  private RunDirectory run() {
    return new RunDirectory(folder);
  }

  private void append(String text) throws IOException {
    Files.writeString(run().metrics(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void aLogThatGrowsIsReadLineByLine() throws IOException {
    assertEquals(new Added(java.util.List.of(), 0, 0), MetricsHistory.readAdded(run(), 0));
    append(LINE.formatted(1) + LINE.formatted(2) + LINE.formatted(3).substring(0, 20));
    Added first = MetricsHistory.readAdded(run(), 0);
    assertEquals(2, first.lines().size());
    assertEquals(2 * LINE.formatted(1).length(), first.end());
    assertEquals(first.end(), MetricsHistory.readAdded(run(), first.end()).end());
    append(LINE.formatted(3).substring(20));
    Added second = MetricsHistory.readAdded(run(), first.end());
    assertEquals(3, second.lines().getFirst().step());
    assertEquals(0.5, second.lines().getFirst().number("trainLoss"));
    assertEquals(Files.size(run().metrics()), second.end());
    assertEquals(first.end(), second.lastAt());
  }

  @Test
  void aDamagedLineIsNamedByItsPlace() throws IOException {
    append(LINE.formatted(1) + "{\"event\":\n");
    DataException e = assertThrows(DataException.class, () -> MetricsHistory.readAdded(run(), 0));
    assertTrue(e.getMessage().contains("byte " + LINE.formatted(1).length()), e.getMessage());
  }

  @Test
  void aTrialIsCalledByItsSweep() throws IOException {
    Path sweep = folder.resolve("batch-size");
    Path trial = Files.createDirectories(sweep.resolve("trials/004"));
    RunInfo alone = TestRuns.info(new RunDirectory(trial));
    assertEquals("004", alone.name());
    Files.writeString(sweep.resolve("sweep.yaml"), "name: batch-size\n");
    assertEquals("batch-size/004", TestRuns.info(new RunDirectory(trial)).name());
    assertEquals("batch-size", TestRuns.info(new RunDirectory(trial)).sweep());
  }
}
