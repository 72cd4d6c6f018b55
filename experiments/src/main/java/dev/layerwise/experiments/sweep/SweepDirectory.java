package dev.layerwise.experiments.sweep;

import dev.layerwise.data.DataException;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.FolderClaim;
import dev.layerwise.runs.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a sweep; its files are described in {@code docs/sweep-directory.md}.
 *
 * @param path the folder
 */
public record SweepDirectory(Path path) {
  private static final String LOCK = "sweep.lock";
  private static final String TRIALS = "trials";

  /** Whether a folder is that of a sweep. */
  public static boolean isSweep(Path path) {
    return Files.isRegularFile(new SweepDirectory(path).description());
  }

  /** Whether a run directory is that of a trial of a sweep. */
  public static boolean holdsAsTrial(Path run) {
    Path trials = run.toAbsolutePath().normalize().getParent();
    return trials != null && trials.endsWith(TRIALS) && isSweep(trials.resolve(".."));
  }

  /** Opens the folder of an existing sweep. */
  public static SweepDirectory open(Path path) {
    if (!isSweep(path)) {
      throw new DataException(
          path
              + (Files.exists(path)
                  ? ": is no sweep directory: it holds no sweep.yaml"
                  : ": there is no such sweep"));
    }
    return new SweepDirectory(path);
  }

  /**
   * Checks that a sweep could be written into a folder, or continued there; makes nothing.
   *
   * @throws DataException if the folder holds something else, such as another sweep
   */
  public void requireUsableFor(SweepSpec spec) {
    if (!isSweep(path)) {
      if (!holdsOnlyItsLock()) {
        RunDirectory.requireUsable(path);
      }
      return;
    }
    SweepSpec present = SweepFile.read(description(), Map.of());
    String difference = difference(present, spec);
    if (difference != null) {
      throw new DataException(
          path
              + ": holds another sweep: "
              + difference
              + "; name another folder (--out), or continue that one as it was (layerwise sweep "
              + path
              + ")");
    }
  }

  /** A process may be killed after it claimed the folder and before it wrote anything. */
  private boolean holdsOnlyItsLock() {
    try (Stream<Path> entries = Files.list(path)) {
      return entries.map(Path::getFileName).map(String::valueOf).toList().equals(List.of(LOCK));
    } catch (IOException e) {
      return false;
    }
  }

  private static @Nullable String difference(SweepSpec present, SweepSpec wanted) {
    List<Trial> before = present.trials();
    List<Trial> now = wanted.trials();
    if (before.size() != now.size()) {
      return "it has " + before.size() + " trials, this one " + now.size();
    }
    for (int i = 0; i < now.size(); i++) {
      if (!before.get(i).spec().equals(now.get(i).spec())) {
        return "trial " + (i + 1) + " is described otherwise (" + now.get(i).label() + ")";
      }
    }
    if (present.select() != wanted.select()) {
      return "its best is chosen by " + present.select().words();
    }
    return Objects.equals(present.pruning(), wanted.pruning())
        ? null
        : "it is pruned by another rule";
  }

  /** Writes the description, unless it is there. */
  void begin(SweepSpec spec) {
    if (!Files.exists(description())) {
      AtomicFiles.writeString(description(), SweepFile.toYaml(spec));
    }
  }

  /** The description, which can be run again as it is. */
  public Path description() {
    return path.resolve("sweep.yaml");
  }

  /** What happened, a JSON object a line. */
  public Path journal() {
    return path.resolve("journal.jsonl");
  }

  /** What the journal holds, an event each, in order; half a line at its end does not count. */
  public List<Map<String, Object>> events() {
    return Journal.read(journal());
  }

  /** The run directory of a trial. */
  public Path trial(int number) {
    return path.resolve(TRIALS).resolve(String.format(Locale.ROOT, "%03d", number));
  }

  /** The description of the best run, which can be run again as it is. */
  public Path best() {
    return path.resolve("best.yaml");
  }

  /** The table of the trials in a format: csv, json, md or tex. */
  public Path table(String format) {
    return path.resolve("table." + format);
  }

  /** The table of the variants, over their seeds, in a format: csv, md or tex. */
  public Path variants(String format) {
    return path.resolve("variants." + format);
  }

  /**
   * Claims the sweep for this process until the claim is closed; a process that dies lets go of it
   * by itself.
   *
   * @throws DataException if another process is running it
   */
  public FolderClaim lock() {
    try {
      Files.createDirectories(path);
      FolderClaim claim = FolderClaim.of(path.resolve(LOCK));
      if (claim == null) {
        throw new DataException(
            path
                + ": another process is running this sweep right now; wait for it, or name another"
                + " folder (--out)");
      }
      return claim;
    } catch (IOException e) {
      throw AtomicFiles.explain(path.resolve(LOCK), e);
    }
  }
}
