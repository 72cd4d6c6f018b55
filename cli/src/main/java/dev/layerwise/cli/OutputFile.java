package dev.layerwise.cli;

import dev.layerwise.data.DataException;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.record.RecordException;
import dev.layerwise.runs.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that what a command writes does not take the place of what it reads, nor of what makes
 * a run, nor of what a run was trained on: a name that was mistyped would destroy what no command
 * can bring back.
 */
final class OutputFile {
  /** Folders in which one of these lies are runs, sweeps or studies. */
  static final Set<String> DESCRIPTIONS = Set.of("run.yaml", "sweep.yaml", "study.yaml");

  private OutputFile() {}

  /**
   * Refuses a file that a command is to write if it is one that must stay. Other files that exist
   * may be written anew.
   *
   * @param option the option that names the file
   * @param out the file, or null if none is to be written
   * @param inputs what the command reads: files, folders, or names of data sets
   * @throws DataException if it must stay
   * @throws RecordException if the folder that it is to lie in does not exist
   */
  static void requireFree(String option, @Nullable Path out, @Nullable Object... inputs) {
    if (out == null) {
      return;
    }
    requireFolder(out);
    if (!Files.isRegularFile(out)) {
      return;
    }
    if (isRecord(out)) {
      throw new DataException(
          out
              + ": is a part of what was trained, and would be overwritten; name another file ("
              + option
              + ")");
    }
    for (Object input : inputs) {
      if (input != null && isRead(input.toString(), out)) {
        throw new DataException(
            out
                + ": is read by this command, and would be overwritten; name another file ("
                + option
                + ")");
      }
      if (input != null && DataOfRuns.of(input.toString()).anyMatch(name -> isRead(name, out))) {
        throw new DataException(
            out
                + ": holds data of "
                + input
                + ", and would be overwritten; name another file ("
                + option
                + ")");
      }
    }
  }

  /** Long work must not end with a file that has no place. */
  private static void requireFolder(Path out) {
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw AtomicFiles.explain(out, new NoSuchFileException(folder.toString()));
    }
  }

  /** Whether a file is one of those that make a run, a sweep or a study. */
  private static boolean isRecord(Path file) {
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path name = file.getFileName();
    if (folder == null || name == null) {
      return false;
    }
    if (DESCRIPTIONS.contains(name.toString())) {
      return true;
    }
    RunDirectory run = new RunDirectory(folder);
    Path path = folder.resolve(name);
    return Files.exists(run.description())
        && Stream.of(
                run.metrics(),
                run.model(),
                run.checkpoint(),
                run.summary(),
                run.environment(),
                run.layers())
            .anyMatch(path::equals);
  }

  /**
   * Whether a file is an input, or one of two that are joined by a comma, or in a folder of data.
   */
  private static boolean isRead(String input, Path file) {
    return Stream.concat(Stream.of(input), Stream.of(input.split(",", 2)))
        .anyMatch(name -> isOrHolds(name, file));
  }

  private static boolean isOrHolds(String input, Path file) {
    try {
      Path path = Path.of(input);
      if (input.isEmpty() || !Files.exists(path)) {
        return false;
      }
      boolean ofRun = DESCRIPTIONS.stream().anyMatch(name -> Files.exists(path.resolve(name)));
      return Files.isDirectory(path)
          ? !ofRun && file.toRealPath().startsWith(path.toRealPath())
          : Files.isSameFile(path, file);
    } catch (InvalidPathException | IOException e) {
      // What cannot be found cannot be overwritten; whoever reads or writes it says what is wrong.
      return false;
    }
  }
}
