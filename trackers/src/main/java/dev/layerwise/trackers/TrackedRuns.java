package dev.layerwise.trackers;

import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.TrackedRun;
import dev.layerwise.train.Divergence;
import dev.layerwise.train.StopReason;
import dev.layerwise.train.TrainingResult;
import dev.layerwise.train.TrainingState;
import java.util.List;

/** One run as several trackers follow it. */
record TrackedRuns(List<TrackedRun> all) implements TrackedRun {
  @Override
  public void started(Started event) {
    all.forEach(run -> run.started(event));
  }

  // Indexed loops where a million calls must leave no garbage: no lambda, no iterator.

  @Override
  public void stepFinished(
      long step, int epoch, int rows, double loss, int correct, double learningRate) {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).stepFinished(step, epoch, rows, loss, correct, learningRate);
    }
  }

  @Override
  public void safePoint(TrainingState state) {
    for (int i = 0; i < all.size(); i++) {
      all.get(i).safePoint(state);
    }
  }

  @Override
  public void validated(Validated event) {
    all.forEach(run -> run.validated(event));
  }

  @Override
  public void epochFinished(EpochFinished event) {
    all.forEach(run -> run.epochFinished(event));
  }

  @Override
  public void diverged(Divergence divergence) {
    all.forEach(run -> run.diverged(divergence));
  }

  @Override
  public void stopping(TrainingState state, StopReason reason) {
    all.forEach(run -> run.stopping(state, reason));
  }

  @Override
  public void finished(TrainingResult result) {
    all.forEach(run -> run.finished(result));
  }

  @Override
  public void ended(RunSummary summary) {
    all.forEach(run -> run.ended(summary));
  }

  @Override
  public void failed(Throwable reason) {
    all.forEach(run -> run.failed(reason));
  }

  @Override
  public void close() {
    all.forEach(TrackedRun::close);
  }
}
