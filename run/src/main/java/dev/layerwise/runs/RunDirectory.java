package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The folder that a training writes and everything else reads; its files are described in {@code
 * docs/run-directory.md}.
 *
 * @param path the folder
 */
public record RunDirectory(Path path) {
  private static final int LOCK_ATTEMPTS = 4;
  private static final long LOCK_PAUSE = 20_000_000L;

  /** Makes the folder, which must not hold anything yet. */
  public static RunDirectory create(Path path) {
    requireUsable(path);
    try {
      Files.createDirectories(path);
      return new RunDirectory(path);
    } catch (IOException e) {
      throw new DataException(path + ": cannot make the output directory: " + e.getMessage(), e);
    }
  }

  /**
   * Checks that a run could be written into a folder, which need not exist; makes nothing.
   *
   * @throws DataException if it holds something, a file is in the way, or it may not be written to
   */
  public static void requireUsable(Path path) {
    Path present = path.toAbsolutePath();
    while (!Files.exists(present) && present.getParent() != null) {
      present = present.getParent();
    }
    if (!Files.isDirectory(present)) {
      throw new DataException(
          present + ": is a file, and a folder is needed here; name another (--out)");
    }
    if (!Files.isWritable(present)) {
      throw new DataException(
          path
              + ": the output directory cannot be written to; check its permissions or name another"
              + " (--out)");
    }
    if (present.equals(path.toAbsolutePath()) && !isEmpty(path)) {
      throw new DataException(path + ": the output directory already exists and " + occupied(path));
    }
  }

  private static boolean isEmpty(Path folder) {
    RunDirectory run = new RunDirectory(folder);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        if (!run.isBeginning(entry)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether a file is what a training leaves that could not begin, such as on a full disk. */
  private boolean isBeginning(Path file) throws IOException {
    return (file.equals(lockFile()) || file.equals(metrics())) && Files.size(file) == 0;
  }

  private static String occupied(Path path) {
    return Files.exists(new RunDirectory(path).description())
        ? "holds a run; name another (--out), or continue that run (layerwise resume " + path + ")"
        : "is not empty; name another (--out)";
  }

  /** Opens the folder of an existing run. */
  public static RunDirectory open(Path path) {
    RunDirectory run = new RunDirectory(path);
    if (!Files.isRegularFile(run.description())) {
      String reason = "there is no such run";
      if (Files.isDirectory(path)) {
        reason = "is no run directory: it holds no run.yaml";
      } else if (Files.exists(path)) {
        reason = "is a file; name the run directory that holds it";
      }
      throw new DataException(path + ": " + reason);
    }
    return run;
  }

  /** The description of the run, which can be run again as it is. */
  public Path description() {
    return path.resolve("run.yaml");
  }

  /** What was measured, a JSON object a line. */
  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  /** The best weights. */
  public Path model() {
    return path.resolve("model.safetensors");
  }

  /** The state to resume from. */
  public Path checkpoint() {
    return path.resolve("checkpoint.safetensors");
  }

  /** The result; there once the run has ended. */
  public Path summary() {
    return path.resolve("summary.json");
  }

  /** Where and from what the run was made. */
  public Path environment() {
    return path.resolve("environment.json");
  }

  /** How far the training is; there while it runs. */
  public Path progress() {
    return path.resolve("progress.json");
  }

  /** How the layers fare, a JSON object for each recorded epoch. */
  public Path layers() {
    return path.resolve("layers.jsonl");
  }

  /** Asks the training to stop, whichever process it runs in, once this file is there. */
  public Path stopRequest() {
    return path.resolve("run.stop");
  }

  /**
   * Asks the training to stop after the step under way and to keep its best weights, whichever
   * process it runs in; it looks twice a second.
   */
  public void requestStop() {
    try {
      Files.write(stopRequest(), new byte[0]);
    } catch (IOException e) {
      throw new DataException(stopRequest() + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /** Whether a process is training this run right now. */
  public boolean isBeingTrained() {
    return FolderClaim.isHeld(lockFile());
  }

  private Path lockFile() {
    return path.resolve("run.lock");
  }

  /**
   * Claims the run for this process until the claim is closed; a process that dies lets go of it by
   * itself.
   *
   * @throws DataException if another process is training it
   */
  public FolderClaim lock() {
    try {
      FolderClaim claim = FolderClaim.of(lockFile());
      for (int attempt = 1; claim == null && attempt < LOCK_ATTEMPTS; attempt++) {
        // Somebody may only be looking whether the run is being trained.
        LockSupport.parkNanos(LOCK_PAUSE);
        claim = FolderClaim.of(lockFile());
      }
      if (claim == null) {
        throw new DataException(path + ": another process is training this run right now");
      }
      return claim;
    } catch (IOException e) {
      throw new DataException(path + ": cannot claim the run: " + e.getMessage(), e);
    }
  }
}
