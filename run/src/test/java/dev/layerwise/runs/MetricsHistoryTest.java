package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsHistoryTest {
  @TempDir Path folder;

  private MetricsHistory read(String text) throws IOException {
    Files.writeString(folder.resolve("metrics.jsonl"), text);
    return MetricsHistory.read(new RunDirectory(folder));
  }

  @Test
  void holdsWhatATrainingHasWritten() throws IOException {
    RunSummary summary = TestRuns.train(folder.resolve("run"), TestRuns.spec());
    MetricsHistory history = MetricsHistory.read(RunDirectory.open(folder.resolve("run")));
    assertEquals(4, history.of("epoch").size());
    assertEquals(summary.steps(), history.of("epoch").getLast().step());
    assertTrue(history.of("epoch").getLast().number("seconds") > 0);
    assertTrue(
        history.of("validation").stream()
            .anyMatch(line -> "true".equals(line.texts().get("best"))));
  }

  @Test
  void leavesOutALineThatIsNotWholeYet() throws IOException {
    MetricsHistory history =
        read(
            """
            {"event":"epoch","step":10,"epoch":1,"trainLoss":0.5,"validationLoss":null}
            {"event":"epoch","step":20,"ep\
            """);
    assertEquals(1, history.lines().size());
    assertEquals(0.5, history.lines().getFirst().number("trainLoss"));
    assertTrue(Double.isNaN(history.lines().getFirst().number("validationLoss")));
    assertTrue(Double.isNaN(history.lines().getFirst().number("neverMeasured")));
  }

  @Test
  void namesADamagedLine() {
    DataException damaged =
        assertThrows(
            DataException.class,
            () -> read("{\"event\":\"epoch\",\"step\":1,\"epoch\":1}\n{\"event\":7}\n{}\n"));
    assertTrue(damaged.getMessage().contains("line 2"), damaged.getMessage());
  }

  @Test
  void isEmptyWithoutALog() {
    assertEquals(0, MetricsHistory.read(new RunDirectory(folder)).lines().size());
  }
}
