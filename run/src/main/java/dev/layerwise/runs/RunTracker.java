package dev.layerwise.runs;

/**
 * Follows runs beside their run directories: the seam for experiment trackers. A tracker sees what
 * everybody may see, the description, the events and the record of a run; it changes nothing, and
 * nothing that goes wrong with it is the training's concern.
 */
public interface RunTracker {
  /** Follows nothing. */
  RunTracker NONE = _ -> new TrackedRun() {};

  /**
   * Begins to follow a run that is about to be trained, or trained on. Called by the training
   * thread, so it must not wait for anything slow.
   */
  TrackedRun follow(RunInfo run);
}
