package dev.layerwise.train;

import java.util.List;

/**
 * Tells several listeners, in order.
 *
 * @param all the listeners
 */
public record Listeners(List<TrainingListener> all) implements TrainingListener {
  /** Takes a copy of the list. */
  public Listeners {
    all = List.copyOf(all);
  }

  @Override
  public void started(Started event) {
    all.forEach(listener -> listener.started(event));
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
    all.forEach(listener -> listener.validated(event));
  }

  @Override
  public void epochFinished(EpochFinished event) {
    all.forEach(listener -> listener.epochFinished(event));
  }

  @Override
  public void diverged(Divergence divergence) {
    all.forEach(listener -> listener.diverged(divergence));
  }

  @Override
  public void stopping(TrainingState state, StopReason reason) {
    all.forEach(listener -> listener.stopping(state, reason));
  }

  @Override
  public void finished(TrainingResult result) {
    all.forEach(listener -> listener.finished(result));
  }
}
