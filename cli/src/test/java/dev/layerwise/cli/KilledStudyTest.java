package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.cli.Cli.Outcome;
import dev.layerwise.interop.published.DownloadListener;
import dev.layerwise.runs.DataSources;
import dev.layerwise.studies.Studies;
import dev.layerwise.studies.StudyOptions;
import dev.layerwise.studies.StudyPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study in a process of its own that does not live to see its end. */
class KilledStudyTest {
  @TempDir Path folder;

  private static String[] command(Path out) {
    return new String[] {"study", "logistic-points", "--out", out.toString(), "--parallel", "2"};
  }

  /** The summaries of the trials that have ended, in all sweeps. */
  private static Map<Path, FileTime> ended(Path study) throws IOException {
    Map<Path, FileTime> ended = new HashMap<>();
    try (Stream<Path> files = Files.walk(study, 4)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.endsWith("summary.json") && file.toString().contains("trials")) {
          ended.put(file, Files.getLastModifiedTime(file));
        }
      }
    }
    return ended;
  }

  /** A table without the times, which alone may differ. */
  private static List<String> table(Path study, String name) throws IOException {
    List<String> lines = Files.readAllLines(study.resolve("tables/" + name + ".csv"));
    int time = List.of(lines.getFirst().split(",")).indexOf("train time");
    return time < 0
        ? lines
        : lines.stream()
            .map(line -> line.replaceFirst("^((?:[^,]*,){" + time + "})[^,]*,", "$1"))
            .toList();
  }

  @Test
  void aStudyKilledInEverySweepEndsInTheTablesOfOneLeftAlone() throws Exception {
    Path killed = folder.resolve("killed");
    // Begun here, since a folder must exist to be watched.
    StudyPlan.of(Studies.named("logistic-points"), StudyOptions.DEFAULT, killed)
        .begin(DataSources.keeping(DownloadListener.NONE));
    int kills = 0;
    for (String sweep : List.of("runs", "tuned")) {
      Files.createDirectory(killed.resolve(sweep));
      Map<Path, FileTime> before = ended(killed);
      try (ChildProcess child = ChildProcess.start(folder.resolve("printed"), command(killed))) {
        // After its journal tells of a second trial there are others left to train.
        if (child.awaitLines(killed.resolve(sweep + "/journal.jsonl"), 3)) {
          child.kill();
          kills++;
        }
      }
      assertFalse(Files.exists(killed.resolve("report.html")), "it came to its end");
      Map<Path, FileTime> after = ended(killed);
      before.forEach((summary, time) -> assertEquals(time, after.get(summary), summary::toString));
    }
    assertEquals(2, kills);
    Outcome rest = Cli.run("study", killed.toString());
    assertEquals(0, rest.exitCode(), rest.err());

    Path alone = folder.resolve("alone");
    Outcome left = Cli.run(command(alone));
    assertEquals(0, left.exitCode(), left.err());
    for (String name : List.of("rates", "tuned-table")) {
      assertEquals(table(alone, name), table(killed, name));
    }
    assertTrue(table(alone, "rates").size() > 3);
  }
}
