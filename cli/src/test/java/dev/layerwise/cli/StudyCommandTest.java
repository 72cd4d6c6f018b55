package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyCommandTest {
  @TempDir Path folder;

  @Test
  void theListNamesEveryStudyAndShowPrintsItsDescription() {
    Outcome list = Cli.run("study", "list");
    assertEquals(0, list.exitCode(), list.err());
    assertTrue(list.out().contains("batch-size"), list.out());
    assertTrue(list.out().contains("logistic-points"), list.out());
    Outcome show = Cli.run("study", "show", "early-stopping");
    assertEquals(0, show.exitCode(), show.err());
    assertTrue(show.out().contains("patienceSteps: 100"), show.out());
    Outcome json = Cli.run("study", "show", "early-stopping", "--json");
    assertEquals(0, json.exitCode(), json.err());
    assertTrue(json.out().startsWith("{\"name\":\"early-stopping\","), json.out());
    assertTrue(json.out().contains("\"patienceSteps\":100"), json.out());
  }

  @Test
  void aQuickStudyEndsInAReportAndCanBeWrittenAgain() throws Exception {
    Path out = folder.resolve("points");
    Outcome first = Cli.run("study", "logistic-points", "--quick", "--out", out.toString());
    assertEquals(0, first.exitCode(), first.err());
    assertTrue(first.out().contains("Good (rate 0.02) "), first.out());
    assertTrue(Files.size(out.resolve("report.html")) > 50_000);
    assertTrue(Files.exists(out.resolve("tables/rates.csv")));

    byte[] table = Files.readAllBytes(out.resolve("tables/rates.csv"));
    Outcome again =
        Cli.run("study", "logistic-points", "--quick", "--out", out.toString(), "--json");
    assertEquals(0, again.exitCode(), again.err());
    Map<String, Object> summary = again.json(folder);
    assertEquals(true, summary.get("finished"));
    assertEquals(
        new String(table, java.nio.charset.StandardCharsets.UTF_8),
        Files.readString(out.resolve("tables/rates.csv")));

    Files.delete(out.resolve("report.html"));
    Outcome report = Cli.run("report", out.toString());
    assertEquals(0, report.exitCode(), report.err());
    assertTrue(Files.exists(out.resolve("report.html")));
  }

  @Test
  void mistakesAreNamed() {
    Outcome unknown = Cli.run("study", "batchsize");
    assertEquals(2, unknown.exitCode());
    assertTrue(unknown.err().contains("batch-size"), unknown.err());
    Outcome folderWithoutStudy = Cli.run("study", folder.toString());
    assertEquals(3, folderWithoutStudy.exitCode(), folderWithoutStudy.err());
    Outcome nothing = Cli.run("study", "show");
    assertEquals(2, nothing.exitCode());
    Outcome repeats = Cli.run("study", "batch-size", "--repeats", "0");
    assertEquals(2, repeats.exitCode());
    assertTrue(repeats.err().contains("repeats"), repeats.err());
  }
}
