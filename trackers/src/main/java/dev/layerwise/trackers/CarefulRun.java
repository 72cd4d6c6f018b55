package dev.layerwise.trackers;

import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.TrackedRun;
import dev.layerwise.train.Divergence;
import dev.layerwise.train.StopReason;
import dev.layerwise.train.TrainingResult;
import dev.layerwise.train.TrainingState;

/** A tracked run of which a first failure is told, and which hears nothing more after it. */
final class CarefulRun implements TrackedRun {
  private final String name;
  private final TrackedRun run;
  private final Notices notices;
  private boolean failed;

  CarefulRun(String name, TrackedRun run, Notices notices) {
    this.name = name;
    this.run = run;
    this.notices = notices;
  }

  /** What is told of a tracker's failure. */
  static String complaint(String name, RuntimeException failure) {
    String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return name + ": " + reason + "; the training went on without it";
  }

  private void carefully(Runnable call) {
    if (!failed) {
      try {
        call.run();
      } catch (RuntimeException e) {
        fail(e);
      }
    }
  }

  private void fail(RuntimeException e) {
    failed = true;
    notices.warn(complaint(name, e));
  }

  @Override
  public void started(Started event) {
    carefully(() -> run.started(event));
  }

  // The two that are called at every step make no lambda.

  @Override
  public void stepFinished(
      long step, int epoch, int rows, double loss, int correct, double learningRate) {
    if (!failed) {
      try {
        run.stepFinished(step, epoch, rows, loss, correct, learningRate);
      } catch (RuntimeException e) {
        fail(e);
      }
    }
  }

  @Override
  public void safePoint(TrainingState state) {
    if (!failed) {
      try {
        run.safePoint(state);
      } catch (RuntimeException e) {
        fail(e);
      }
    }
  }

  @Override
  public void validated(Validated event) {
    carefully(() -> run.validated(event));
  }

  @Override
  public void epochFinished(EpochFinished event) {
    carefully(() -> run.epochFinished(event));
  }

  @Override
  public void diverged(Divergence divergence) {
    carefully(() -> run.diverged(divergence));
  }

  @Override
  public void stopping(TrainingState state, StopReason reason) {
    carefully(() -> run.stopping(state, reason));
  }

  @Override
  public void finished(TrainingResult result) {
    carefully(() -> run.finished(result));
  }

  @Override
  public void ended(RunSummary summary) {
    carefully(() -> run.ended(summary));
  }

  @Override
  public void failed(Throwable reason) {
    carefully(() -> run.failed(reason));
  }

  @Override
  public void close() {
    try {
      run.close();
    } catch (RuntimeException e) {
      if (!failed) {
        fail(e);
      }
    }
  }
}
