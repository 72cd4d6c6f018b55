package dev.layerwise.experiments.sweep;

/**
 * Where trials are trained: threads of this process ({@link LocalExecutor}), or machines elsewhere.
 * Tasks go in and outcomes come out, both plain data; what a trial has learnt lies in its run
 * directory.
 */
public interface TrialExecutor extends AutoCloseable {
  /** Is told what becomes of a task; may be called by any thread. */
  interface Watcher {
    /** A trial goes on; called a few times a second at most. */
    void progressed(TrialProgress progress);

    /** A task has ended, one way or the other; called once for each task. */
    void ended(TrialOutcome outcome);
  }

  /** How many tasks may be under way at a time. */
  int slots();

  /** Where and how it computes, for people. */
  String describe();

  /** Begins a task and returns at once. Whatever goes wrong with it is an outcome. */
  void submit(TrialTask task, Watcher watcher);

  /** Asks all tasks under way to save their checkpoints and end. */
  void requestStop();

  /** Lets go of threads and connections; all tasks have ended. */
  @Override
  void close();
}
