package dev.layerwise.trackers.tensorboard;

import dev.layerwise.data.DataException;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.RunInfo;
import dev.layerwise.runs.TrackedRun;
import dev.layerwise.trackers.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Writes event files for TensorBoard: a folder for each run in one folder that TensorBoard is
 * pointed at.
 */
public final class TensorBoardTracker implements Tracker {
  /** Says whose events a folder holds, so that a resumed run finds its folder again. */
  private static final String OWNER = "layerwise-run.txt";

  private final Path folder;
  private final Clock clock;

  /**
   * Makes one.
   *
   * @param folder what TensorBoard is pointed at ({@code --logdir})
   */
  public TensorBoardTracker(Path folder) {
    this(folder, Clock.systemUTC());
  }

  TensorBoardTracker(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Checks that a folder could be written to; makes nothing.
   *
   * @throws DataException if a file is in the way, or it may not be written to
   */
  public static void requireUsable(Path folder) {
    Path present = folder.toAbsolutePath();
    while (!Files.exists(present) && present.getParent() != null) {
      present = present.getParent();
    }
    if (!Files.isDirectory(present)) {
      throw new DataException(
          present
              + ": is a file, and TensorBoard's events need a folder; name another"
              + " (--tensorboard)");
    }
    if (!Files.isWritable(present)) {
      throw new DataException(
          folder
              + ": TensorBoard's events cannot be written there; check its permissions or name"
              + " another folder (--tensorboard)");
    }
  }

  @Override
  public String name() {
    return "TensorBoard";
  }

  @Override
  public TrackedRun follow(RunInfo run) {
    return new TensorBoardRun(run, claim(run), clock);
  }

  /**
   * The folder for the events of a run: named as the run, with a number if that name belongs to
   * another run.
   */
  private synchronized Path claim(RunInfo run) {
    String owner = run.directory().path().toAbsolutePath().normalize().toString();
    for (int number = 1; ; number++) {
      Path candidate = folder.resolve(number == 1 ? run.name() : run.name() + "-" + number);
      Path note = candidate.resolve(OWNER);
      try {
        if (!Files.exists(candidate)) {
          Files.createDirectories(candidate);
          Files.writeString(note, owner + "\n");
          return candidate;
        }
        if (Files.isRegularFile(note) && Files.readString(note).strip().equals(owner)) {
          return candidate;
        }
      } catch (IOException e) {
        throw AtomicFiles.explain(candidate, e);
      }
    }
  }
}
