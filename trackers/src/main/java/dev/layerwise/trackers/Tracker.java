package dev.layerwise.trackers;

import dev.layerwise.runs.RunTracker;

/** A tracker with a name, which may work in the background until it is closed. */
public interface Tracker extends RunTracker, AutoCloseable {
  /** What people call it, such as {@code MLflow}. */
  String name();

  /** Finishes what it still does in the background; waits a bounded time, and does not throw. */
  @Override
  default void close() {}
}
