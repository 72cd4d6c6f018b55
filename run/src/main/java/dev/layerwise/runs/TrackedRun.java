package dev.layerwise.runs;

import dev.layerwise.train.TrainingListener;

/**
 * A run as a tracker follows it: the events of the training, then one of {@link #ended}, {@link
 * #failed} or neither (the run was paused, and may be trained on later), then {@link #close}. All
 * methods are called by the training thread and must neither throw nor wait for anything slow.
 */
public interface TrackedRun extends TrainingListener, AutoCloseable {
  /** The run has ended, and its directory is complete. */
  default void ended(RunSummary summary) {}

  /** The run broke off with an error; it may be resumed if it had a checkpoint. */
  default void failed(Throwable reason) {}

  /** No more is heard of the run. */
  @Override
  default void close() {}
}
