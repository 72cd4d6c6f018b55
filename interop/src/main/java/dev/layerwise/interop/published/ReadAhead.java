package dev.layerwise.interop.published;

import dev.layerwise.data.DataFiles;
import dev.layerwise.data.Dataset;
import dev.layerwise.data.Idx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The parts of loading a published set that need nobody's decision, on a thread of their own: to
 * unpack the training file takes longer than all the rest, and longer than the program takes to
 * understand what is wanted.
 */
final class ReadAhead {
  /** What was begun before it was asked for. */
  private static final AtomicReference<@Nullable ReadAhead> OFFERED = new AtomicReference<>();

  private final PublishedSet set;
  private final List<Path> files;
  private final FutureTask<Dataset> training;
  private final FutureTask<Map<Path, String>> checksums;

  /**
   * Prepares; nothing is read yet.
   *
   * @param files the four files, or none if there is nothing to read
   */
  ReadAhead(PublishedSet set, List<Path> files) {
    this.set = set;
    this.files = files;
    this.training = new FutureTask<>(this::readTraining);
    this.checksums = new FutureTask<>(this::computeChecksums);
  }

  /** Begins, and keeps it for whoever takes it. */
  static void offer(ReadAhead ahead) {
    OFFERED.set(ahead);
    ahead.begin();
  }

  /** What has been offered if it is about these files, or else a new one. */
  static ReadAhead take(PublishedSet set, List<Path> files) {
    ReadAhead offered = OFFERED.getAndSet(null);
    return offered != null && offered.set.name().equals(set.name()) && offered.files.equals(files)
        ? offered
        : new ReadAhead(set, files);
  }

  /** Begins in the background; what has been begun is not begun again. */
  void begin() {
    Thread.ofPlatform()
        .name("layerwise-reader")
        .daemon()
        .start(() -> {
          training.run();
          checksums.run();
        });
  }

  /** Computes the checksums on the calling thread, unless the background is at it. */
  void checksum() {
    checksums.run();
  }

  private Dataset readTraining() {
    return Idx.readDataset(set.name(), files.get(0), files.get(1), set.classNames());
  }

  private Map<Path, String> computeChecksums() {
    Map<Path, String> known = new HashMap<>();
    for (Path file : files) {
      known.put(file, DataFiles.sha256(file));
    }
    return known;
  }

  /** The training set; read now if that has not begun. */
  Dataset training() {
    training.run();
    return resultOf(training);
  }

  /** The checksum of a file, one of these or another. */
  String sha256(Path file) {
    String known = files.contains(file) ? resultOf(checksums).get(file) : null;
    return known != null ? known : DataFiles.sha256(file);
  }

  /** Waits for a task, and throws what it has thrown. */
  static <T> T resultOf(FutureTask<T> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
