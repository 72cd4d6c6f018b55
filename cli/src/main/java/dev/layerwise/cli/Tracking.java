package dev.layerwise.cli;

import dev.layerwise.runs.RunTracker;
import dev.layerwise.trackers.Notices;
import dev.layerwise.trackers.Notices.Notice;
import dev.layerwise.trackers.Tracker;
import dev.layerwise.trackers.Trackers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The trackers of a command, and what they have to say at its end. */
final class Tracking implements AutoCloseable {
  private final Trackers trackers;
  private final Notices notices;
  private final @Nullable Path events;
  private final Terminal terminal;
  private boolean closed;
  private boolean problems;

  /**
   * Keeps trackers.
   *
   * @param events the folder of event files, or null without
   */
  Tracking(List<Tracker> trackers, Notices notices, @Nullable Path events, Terminal terminal) {
    this.trackers = new Trackers(trackers, notices);
    this.notices = notices;
    this.events = events;
    this.terminal = terminal;
  }

  /** Who follows the runs. */
  RunTracker tracker() {
    return trackers;
  }

  /** Whether something was told that went wrong. */
  synchronized boolean hadProblems() {
    return problems;
  }

  /**
   * Waits a bounded time until all is sent, and tells where it is; the second time does nothing.
   * For those who must be done with it before the resource is closed: Ctrl-C waits for the work
   * alone.
   */
  synchronized void finish() {
    if (closed) {
      return;
    }
    closed = true;
    trackers.close();
    if (events != null && Files.isDirectory(events)) {
      terminal.entry("Tracked", "TensorBoard: tensorboard --logdir " + events);
    }
    for (Notice notice : notices.take()) {
      if (notice.problem()) {
        problems = true;
        terminal.out().flush();
        System.err.println("layerwise: " + Main.printable(notice.text()));
      } else {
        terminal.entry("Tracked", notice.text());
      }
    }
    terminal.out().flush();
  }

  @Override
  public void close() {
    finish();
  }
}
