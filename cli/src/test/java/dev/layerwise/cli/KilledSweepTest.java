package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.runs.FolderClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sweeps in a process of their own that does not live to see their end. */
class KilledSweepTest {
  private static final int KILLS = 5;

  @TempDir Path folder;

  private Path sweepFile(String pruning) throws IOException {
    return Files.writeString(
        folder.resolve("sweep.yaml"),
        """
        base:
          data: moons
          dataSize: 1000
          layers: [24, 12]
          batchNorm: after
          dropout: 0.1
          batchSize: 10
          epochs: 40
          validateEvery: 30
          kernels: scalar
        grid:
          optimizer: [sgd, momentum]
          learningRate: [0.003, 0.03, 0.3, 3e7]
        """
            + pruning);
  }

  private String[] command(Path sweep, Path out) {
    return new String[] {"sweep", sweep.toString(), "--out", out.toString(), "--parallel", "2"};
  }

  /** The table without the times, which alone may differ. */
  static List<String> table(Path sweep) throws IOException {
    List<String> lines = Files.readAllLines(sweep.resolve("table.csv"));
    int seconds = List.of(lines.getFirst().split(",")).indexOf("trainSeconds");
    assertTrue(seconds > 0, lines.getFirst());
    return lines.stream()
        .map(line -> line.replaceFirst("^((?:[^,]*,){" + seconds + "})[^,]*,", "$1"))
        .toList();
  }

  private static Map<Path, FileTime> ended(Path out) throws IOException {
    Map<Path, FileTime> ended = new HashMap<>();
    for (int trial = 1; trial <= 8; trial++) {
      Path summary = out.resolve("trials/00" + trial + "/summary.json");
      if (Files.exists(summary)) {
        ended.put(summary, Files.getLastModifiedTime(summary));
      }
    }
    return ended;
  }

  /** Each seed kills at other points: after lines of the journal, or of a trial's metrics. */
  @ParameterizedTest
  @CsvSource({
    "1, ''",
    "2, 'prune: {rule: median, after: 2, every: 2, atLeast: 2}'",
    "3, 'prune: {rule: successive-halving, first: 2, factor: 2}'"
  })
  void aSweepKilledAgainAndAgainEndsInTheTableOfOneLeftAlone(long seed, String pruning)
      throws Exception {
    Path file = sweepFile(pruning);
    Path killed = Files.createDirectory(folder.resolve("killed"));
    Path journal = killed.resolve("journal.jsonl");
    Random random = new Random(seed);
    int kills = 0;
    for (int attempt = 0; attempt < KILLS; attempt++) {
      Map<Path, FileTime> before = ended(killed);
      long written = Files.exists(journal) ? Files.readAllLines(journal).size() : 0;
      try (ChildProcess child =
          ChildProcess.start(folder.resolve("printed"), command(file, killed))) {
        if (!child.awaitLines(journal, written + 2 + random.nextInt(4))) {
          break;
        }
        Path metrics = killed.resolve("trials/00" + (1 + random.nextInt(8)) + "/metrics.jsonl");
        if (Files.exists(metrics) && random.nextBoolean()) {
          child.awaitLines(metrics, 1 + random.nextInt(40));
        }
        child.kill();
        kills++;
      }
      // What had ended was not touched.
      Map<Path, FileTime> after = ended(killed);
      before.forEach((summary, time) -> assertEquals(time, after.get(summary), summary::toString));
    }
    // How often is a race that a slow machine may lose; the first kill has nearly all trials left.
    assertTrue(kills >= 1, "never killed");
    Cli.Outcome last = Cli.run(command(file, killed));
    assertEquals(0, last.exitCode(), last.err());

    Path alone = folder.resolve("alone");
    Cli.Outcome left =
        Cli.run("sweep", file.toString(), "--out", alone.toString(), "--parallel", "1");
    assertEquals(0, left.exitCode(), left.err());
    assertEquals(table(alone), table(killed));
    assertTrue(table(alone).stream().anyMatch(line -> line.contains("diverged")), "no divergence");
    assertEquals(
        Files.readString(alone.resolve("best.yaml")),
        Files.readString(killed.resolve("best.yaml")));
  }

  @Test
  void ctrlCStopsASweepWhichGoesOnLater() throws Exception {
    assumeFalse(System.getProperty("os.name").startsWith("Windows"), "signals are sent with kill");
    Path file = sweepFile("");
    Path out = Files.createDirectory(folder.resolve("stopped"));
    try (ChildProcess child = ChildProcess.start(folder.resolve("printed"), command(file, out))) {
      assertTrue(child.awaitLines(out.resolve("journal.jsonl"), 3), child.printed());
      // TERM takes the same way as Ctrl-C, and nobody starts tests that ignore it.
      Process kill = new ProcessBuilder("kill", "-TERM", "" + child.pid()).inheritIO().start();
      assertTrue(kill.waitFor(30, TimeUnit.SECONDS));
      child.awaitEnd();
      assertTrue(child.printed().contains("to go on:  layerwise sweep " + out), child.printed());
    }
    assertTrue(
        Files.readString(out.resolve("journal.jsonl")).contains("sweep-stopped"), "no record");
    assertTrue(Files.readString(out.resolve("table.csv")).contains("unfinished"));
    Cli.Outcome rest = Cli.run("sweep", out.toString());
    assertEquals(0, rest.exitCode(), rest.err());
    assertFalse(Files.readString(out.resolve("table.csv")).contains("unfinished"));
  }

  @Test
  void twoSweepsInOneFolderAreRefused() throws Exception {
    Path file = sweepFile("");
    Path out = folder.resolve("out");
    try (FolderClaim _ = new SweepDirectory(out).lock()) {
      Cli.Outcome second = Cli.run(command(file, out));
      assertEquals(3, second.exitCode(), second.out());
      assertTrue(
          second.err().contains("another process is running this sweep right now"), second.err());
    }
    assertFalse(Files.exists(out.resolve("sweep.yaml")));
  }
}
