package dev.layerwise.interop.published;

import java.net.URI;
import java.nio.file.Path;

/** Hears how the search for a data set and its download go. Nothing need be done with any of it. */
public interface DownloadListener {
  /** Hears nothing. */
  DownloadListener NONE = new DownloadListener() {};

  /** Another process is downloading into the same folder; this one waits for it. */
  default void waiting(Path folder) {}

  /**
   * A download begins, or goes on where an earlier one broke off.
   *
   * @param from the address
   * @param present the bytes that are there already
   * @param total the size of the file
   */
  default void started(URI from, long present, long total) {}

  /**
   * Some of the file came.
   *
   * @param from the address
   * @param present the bytes that are there now
   * @param total the size of the file
   * @param bytesPerSecond the mean rate since this download began; 0 if too little time has passed
   *     to tell
   */
  default void progressed(URI from, long present, long total, double bytesPerSecond) {}

  /** A file came whole, its checksum is right, and it is in its place. */
  default void finished(URI from, Path file) {}

  /** An address gave no file; another may follow. */
  default void failed(URI from, String answer) {}

  /** Something the user should know, such as a file that is not the published one. */
  default void warned(String message) {}
}
