package dev.layerwise.experiments.sweep;

/** Hears how a sweep goes. All methods are called by the thread that runs the sweep. */
public interface SweepListener {
  /** Hears nothing. */
  SweepListener NONE = new SweepListener() {};

  /**
   * The sweep begins, or is continued.
   *
   * @param found what was there already
   */
  default void started(SweepResult found) {}

  /** A trial begins, or goes on after an interruption. */
  default void trialStarted(Trial trial) {}

  /** A trial goes on. */
  default void progressed(TrialProgress progress) {}

  /** A trial waits until others have come as far. */
  default void trialWaits(Trial trial, int epoch) {}

  /** A trial has ended, one way or the other. */
  default void trialEnded(TrialResult result) {}

  /** Called about once a second, whatever happens. */
  default void tick() {}
}
