package dev.layerwise.web.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.data.DataException;
import dev.layerwise.runs.FolderClaim;
import dev.layerwise.runs.LiveHistory;
import dev.layerwise.runs.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunIndexTest {
  private static final String DAY = "2026-11-21T10:00:00Z";

  @TempDir Path root;

  private Set<String> ids(RunIndex index) {
    index.refresh();
    return index.snapshot().entries().keySet();
  }

  @Test
  void runsAreFoundWhereverTheyLie() throws IOException {
    Folders.run(root.resolve("a"), 32, 0.9, DAY);
    Folders.run(root.resolve("group/b"), 16, 0.8, DAY);
    Folders.run(root.resolve(".hidden/c"), 16, 0.8, DAY);
    Files.createDirectories(root.resolve("empty"));
    Files.writeString(root.resolve("a-file"), "x");
    try (RunIndex index = RunIndex.open(root)) {
      assertEquals(Set.of("a", "group/b"), ids(index));
      Entry a = index.find("a").orElseThrow();
      assertEquals(Status.DONE, a.status());
      assertEquals(0.9, a.value("testAccuracy"));
      assertEquals(32, a.value("batchSize"));
      assertEquals("784-64-10", a.network());
      assertEquals(DAY, a.started());
      // The default batch size is no change.
      assertEquals(List.of("epochs", "layers"), a.changes());
    }
  }

  /** Requests may be under way when the server closes. */
  @Test
  void aClosedIndexKnowsWhatItKnew() throws IOException {
    Folders.run(root.resolve("a"), 32, 0.9, DAY);
    RunIndex index = RunIndex.open(root);
    assertEquals(Set.of("a"), ids(index));
    index.close();
    Folders.run(root.resolve("b"), 32, 0.9, DAY);
    assertEquals(Set.of("a"), ids(index));
    assertEquals(Optional.empty(), index.current("b"));
  }

  @Test
  void whatAnEndedRunMeasuredIsNotKept() throws IOException {
    Folders.run(root.resolve("a"), 32, 0.9, DAY);
    try (RunIndex index = RunIndex.open(root)) {
      Entry run = index.find("a").orElseThrow();
      LiveHistory history = index.history(run);
      assertSame(history, index.history(run));
      index.refresh();
      assertNotSame(history, index.history(run));
    }
  }

  @Test
  void aStudyHoldsSweepsAndASweepHoldsRuns() throws IOException {
    Path study = Files.createDirectories(root.resolve("study"));
    Files.writeString(
        study.resolve("study.yaml"), "study: batch-size\nquick: true\nsettings: {}\n");
    Path sweep = Files.createDirectories(study.resolve("runs"));
    Files.writeString(
        sweep.resolve("sweep.yaml"), "base: {data: moons}\ngrid: {batchSize: [8, 16]}\n");
    Folders.run(sweep.resolve("trials/001"), 8, 0.9, DAY);
    try (RunIndex index = RunIndex.open(root)) {
      assertEquals(Set.of("study", "study/runs", "study/runs/trials/001"), ids(index));
      Entry whole = index.find("study").orElseThrow();
      assertEquals("study", whole.kind());
      assertEquals("batch-size", whole.value("study"));
      assertEquals(Status.STOPPED, whole.status());
      assertEquals(1.0, whole.value("trialsDone"));
      assertEquals("mnist", whole.value("data"));
      Entry part = index.find("study/runs").orElseThrow();
      assertEquals("sweep", part.kind());
      assertEquals(2.0, part.value("trials"));
      assertEquals(1.0, part.value("trialsDone"));
      // In what all its runs share it can be filtered, and in nothing else.
      assertEquals("moons", part.value("data"));
      assertNull(part.value("batchSize"));
      assertEquals(Optional.of(whole), index.whole(part));
      Entry run = index.find("study/runs/trials/001").orElseThrow();
      assertEquals("trial", run.kind());
      assertEquals(Optional.of(part), index.whole(run));
      assertEquals(Optional.empty(), index.whole(whole));

      Files.writeString(study.resolve("study.yaml"), "study: no-such-study\n");
      index.refresh();
      assertEquals(Status.DAMAGED, index.find("study").orElseThrow().status());
    }
  }

  @Test
  void aFolderThatIsNotThereHoldsNothing() {
    try (RunIndex index = RunIndex.open(root.resolve("later"))) {
      assertEquals(Set.of(), ids(index));
    }
  }

  @Test
  void changesAreSeen() throws IOException {
    try (RunIndex index = RunIndex.open(root)) {
      assertEquals(Set.of(), ids(index));
      long before = index.snapshot().version();
      Folders.run(root.resolve("a"), 32, 0.9, DAY);
      assertEquals(Set.of("a"), ids(index));
      assertTrue(index.snapshot().version() > before);
      long then = index.snapshot().version();
      index.refresh();
      assertEquals(then, index.snapshot().version());
      Words.write(root.resolve("a"), List.of("paper"), "a note");
      index.refresh();
      assertEquals(List.of("paper"), index.find("a").orElseThrow().tags());
      Files.move(root.resolve("a"), root.resolve("b"));
      assertEquals(Set.of("b"), ids(index));
    }
  }

  @Test
  void whatWasReadIsKeptForTheNextTime() throws IOException {
    Folders.run(root.resolve("a"), 32, 0.9, DAY);
    try (RunIndex index = RunIndex.open(root)) {
      ids(index);
    }
    // The folder is as it was; what is in it is not looked at again.
    var time = Files.getLastModifiedTime(root.resolve("a"));
    Files.writeString(root.resolve("a/summary.json"), "damaged");
    Files.setLastModifiedTime(root.resolve("a"), time);
    try (RunIndex index = RunIndex.open(root)) {
      assertEquals(Status.DONE, index.find("a").orElseThrow().status());
      index.rebuild();
      assertEquals(Status.DAMAGED, index.find("a").orElseThrow().status());
    }
  }

  @Test
  void aDamagedDatabaseIsMadeAnew() throws IOException {
    Folders.run(root.resolve("a"), 32, 0.9, DAY);
    Path folder = Files.createDirectories(root.resolve(RunIndex.OWN_FOLDER));
    Files.writeString(folder.resolve("index.mv"), "this is no database at all".repeat(500));
    try (RunIndex index = RunIndex.open(root)) {
      assertEquals(Set.of("a"), ids(index));
    }
  }

  @Test
  void twoServersOverOneFolder() throws IOException {
    Folders.run(root.resolve("a"), 32, 0.9, DAY);
    try (RunIndex first = RunIndex.open(root);
        RunIndex second = RunIndex.open(root)) {
      assertEquals(Set.of("a"), ids(first));
      assertEquals(Set.of("a"), ids(second));
    }
  }

  @Test
  void damagedRunsSayWhy() throws IOException {
    Path run = Folders.run(root.resolve("a"), 32, 0.9, DAY);
    Files.writeString(run.resolve("run.yaml"), "batchSize: [");
    Path other = Folders.run(root.resolve("b"), 32, 0.9, DAY);
    Files.writeString(other.resolve("run.yaml"), "nonsense: 3\n");
    try (RunIndex index = RunIndex.open(root)) {
      Entry entry = index.find("a").orElseThrow();
      assertEquals(Status.DAMAGED, entry.status());
      assertTrue(entry.problem().contains("run.yaml"), entry.problem());
      assertTrue(index.find("b").orElseThrow().problem().contains("nonsense"));
    }
  }

  @Test
  void aRunWhoseLockIsHeldIsLive() throws IOException {
    Path folder = Folders.run(root.resolve("a"), 32, 0.9, DAY);
    Files.delete(folder.resolve("summary.json"));
    try (RunIndex index = RunIndex.open(root)) {
      assertEquals(Status.STOPPED, index.find("a").orElseThrow().status());
      try (FolderClaim _ = new RunDirectory(folder).lock()) {
        index.refresh();
        Entry live = index.find("a").orElseThrow();
        assertEquals(Status.LIVE, live.status());
        assertEquals(0.8, live.value("trainAccuracy"));
        Path log = folder.resolve("metrics.jsonl");
        String first = Files.readString(log);
        Files.writeString(log, first + first.replace("0.8", "0.85") + "{\"event\":\"epo");
        index.refresh();
        assertEquals(0.85, index.find("a").orElseThrow().value("trainAccuracy"));
        // Killed and resumed from an earlier step, a run writes some lines again.
        Files.writeString(log, first.replace("0.8", "0.7"));
        index.refresh();
        assertEquals(0.7, index.find("a").orElseThrow().value("trainAccuracy"));
      }
      index.refresh();
      assertEquals(Status.STOPPED, index.find("a").orElseThrow().status());
    }
  }

  /** Who is about to stop or resume a run must not act upon what was true a moment ago. */
  @Test
  void theCurrentEntryIsReadAgain() throws IOException {
    Path folder = Folders.run(root.resolve("a"), 32, 0.9, DAY);
    Files.delete(folder.resolve("summary.json"));
    try (RunIndex index = RunIndex.open(root)) {
      try (FolderClaim _ = new RunDirectory(folder).lock()) {
        index.refresh();
      }
      long before = index.snapshot().version();
      assertEquals(Status.LIVE, index.snapshot().entries().get("a").status());
      assertEquals(Status.STOPPED, index.current("a").orElseThrow().status());
      assertEquals(Status.STOPPED, index.snapshot().entries().get("a").status());
      assertTrue(index.snapshot().version() > before);
      assertEquals(Optional.empty(), index.current("b"));
    }
  }

  /** Others resume what has ended, or delete it, when nobody looks at the list. */
  @Test
  void theCurrentEntryOfWhatHasEndedIsReadAgain() throws IOException {
    Path folder = Folders.run(root.resolve("a"), 32, 0.9, DAY);
    try (RunIndex index = RunIndex.open(root)) {
      assertEquals(Status.DONE, index.find("a").orElseThrow().status());
      try (FolderClaim _ = new RunDirectory(folder).lock()) {
        assertEquals(Status.LIVE, index.current("a").orElseThrow().status());
      }
      assertEquals(Status.DONE, index.current("a").orElseThrow().status());
      Files.move(folder, root.resolve(".gone"));
      assertEquals(Optional.empty(), index.current("a"));
    }
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    Folders.run(root.resolve("elsewhere/a"), 32, 0.9, DAY);
    Path runs = Files.createDirectories(root.resolve("runs"));
    Files.createSymbolicLink(runs.resolve("link"), root.resolve("elsewhere"));
    Files.createSymbolicLink(runs.resolve("circle"), runs);
    try (RunIndex index = RunIndex.open(runs)) {
      assertEquals(Set.of(), ids(index));
    }
  }

  @Test
  void idsLeadNowhereElse() throws IOException {
    Folders.run(root.resolve("outside"), 32, 0.9, DAY);
    Folders.run(root.resolve("runs/inside"), 32, 0.9, DAY);
    try (RunIndex index = RunIndex.open(root.resolve("runs"))) {
      for (String id : List.of("../outside", "inside/../../outside", "/etc", "", ".", "..")) {
        assertEquals(Optional.empty(), index.find(id), id);
      }
    }
  }

  @Test
  void theBinGivesBack() throws IOException {
    Folders.run(root.resolve("group/a"), 32, 0.9, DAY);
    Bin bin = new Bin(root);
    try (RunIndex index = RunIndex.open(root)) {
      Bin.Item item = bin.put("group/a");
      assertEquals(Set.of(), ids(index));
      assertEquals("group/a", bin.items().getFirst().id());
      assertEquals("group/a", bin.restore(item.key()));
      assertEquals(Set.of("group/a"), ids(index));
      assertEquals(List.of(), bin.items());

      Bin.Item again = bin.put("group/a");
      Folders.run(root.resolve("group/a"), 16, 0.5, DAY);
      assertThrows(DataException.class, () -> bin.restore(again.key()));
      assertTrue(bin.destroy(again.key()));
      assertFalse(bin.destroy(again.key()));
      assertNull(bin.restore("../../group"));
      assertEquals(Set.of("group/a"), ids(index));
    }
  }

  /** A name may be as long as a file system allows. */
  @Test
  void theBinTakesLongNames() throws IOException {
    String id = "x".repeat(250);
    Folders.run(root.resolve(id), 32, 0.9, DAY);
    Bin bin = new Bin(root);
    assertEquals(id, bin.restore(bin.put(id).key()));
    assertTrue(Files.exists(root.resolve(id).resolve("run.yaml")));
  }

  /** Ten thousand runs: all are there, a second look reads none of them, a restart neither. */
  @Test
  void tenThousandRuns() throws IOException {
    Folders.runs(root, 10_000);
    long[] millis = new long[3];
    try (RunIndex index = RunIndex.open(root)) {
      long began = System.nanoTime();
      assertEquals(10_000, ids(index).size());
      millis[0] = (System.nanoTime() - began) / 1_000_000;
      // Runs that would not survive being read: they are not.
      Path first = root.resolve("run-00000");
      var time = Files.getLastModifiedTime(first);
      Files.writeString(first.resolve("run.yaml"), "damaged: [");
      Files.setLastModifiedTime(first, time);
      began = System.nanoTime();
      index.refresh();
      millis[1] = (System.nanoTime() - began) / 1_000_000;
      assertEquals(Status.DONE, index.find("run-00000").orElseThrow().status());
      began = System.nanoTime();
      var passes = Filter.parse("batchSize<64 and testAccuracy>0.9");
      long found = index.snapshot().entries().values().stream().filter(passes).count();
      millis[2] = (System.nanoTime() - began) / 1_000_000;
      assertTrue(found > 500 && found < 3000, "found " + found);
    }
    try (RunIndex index = RunIndex.open(root)) {
      long began = System.nanoTime();
      assertEquals(10_000, ids(index).size());
      long again = (System.nanoTime() - began) / 1_000_000;
      assertEquals(Status.DONE, index.find("run-00000").orElseThrow().status());
      Files.writeString(
          Files.createDirectories(Path.of("target")).resolve("index-times.txt"),
          "10,000 runs: first reading "
              + millis[0]
              + " ms, second look "
              + millis[1]
              + " ms, filter "
              + millis[2]
              + " ms, first look after a restart "
              + again
              + " ms\n");
    }
  }
}
