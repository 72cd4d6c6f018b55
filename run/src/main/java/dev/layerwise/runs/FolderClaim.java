package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A claim on a folder, by a lock on a file in it; a process that dies lets go of it by itself.
 *
 * <p>Systems forget all locks that a process has on a file as soon as it closes any channel to it.
 * So a file that this process has locked is never opened a second time.
 */
public final class FolderClaim implements AutoCloseable {
  /** The files that this process has locked; also what orders looking and claiming. */
  private static final Set<Path> HELD = new HashSet<>();

  private final FileChannel channel;
  private final Path file;

  private FolderClaim(FileChannel channel, Path file) {
    this.channel = channel;
    this.file = file;
  }

  /**
   * Claims.
   *
   * @param file the file to lock, made if it is not there
   * @return the claim, or null if somebody else has it, in this process or in another
   * @throws IOException if the file cannot be opened or locked
   */
  public static @Nullable FolderClaim of(Path file) throws IOException {
    synchronized (HELD) {
      if (isHeldHere(file)) {
        return null;
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = tryLock(channel);
        if (lock == null) {
          channel.close();
          return null;
        }
        Path real = file.toRealPath();
        HELD.add(real);
        return new FolderClaim(channel, real);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
  }

  /** Whether somebody has claimed the folder of a file, in this process or in another. */
  public static boolean isHeld(Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    synchronized (HELD) {
      // Taken for a moment, and let go of; whoever claims the folder just then tries again.
      try {
        if (isHeldHere(file)) {
          return true;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          return tryLock(channel) == null;
        }
      } catch (IOException e) {
        return false;
      }
    }
  }

  private static boolean isHeldHere(Path file) throws IOException {
    return Files.exists(file) && HELD.contains(file.toRealPath());
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /**
   * Lets go.
   *
   * @throws DataException if the file cannot be closed
   */
  @Override
  public void close() {
    synchronized (HELD) {
      HELD.remove(file);
      try {
        channel.close();
      } catch (IOException e) {
        throw new DataException(file + ": the lock cannot be let go of: " + e.getMessage(), e);
      }
    }
  }
}
