package dev.layerwise.train;

import java.util.Locale;

/** Why a training ended. */
public sealed interface StopReason {
  /** All epochs were done. */
  record EpochLimit(int epochs) implements StopReason {}

  /** All steps were done. */
  record StepLimit(long steps) implements StopReason {}

  /** The time was up. */
  record TimeLimit(double seconds) implements StopReason {}

  /**
   * The validation loss stopped improving.
   *
   * @param bestLoss the last improvement's loss
   * @param bestStep its step
   * @param patience the steps without improvement that were tolerated
   * @param minDelta what counts as improvement
   */
  record NoImprovement(double bestLoss, long bestStep, long patience, double minDelta)
      implements StopReason {}

  /** The loss became NaN or infinite. */
  record Diverged(Divergence divergence) implements StopReason {}

  /** Somebody asked it to stop. */
  record Interrupted() implements StopReason {}

  /** The name used in records, such as {@code no-improvement}. */
  default String label() {
    return switch (this) {
      case EpochLimit _ -> "epoch-limit";
      case StepLimit _ -> "step-limit";
      case TimeLimit _ -> "time-limit";
      case NoImprovement _ -> "no-improvement";
      case Diverged _ -> "diverged";
      case Interrupted _ -> "interrupted";
    };
  }

  /** A sentence for a person. */
  default String explain() {
    return switch (this) {
      case EpochLimit(int epochs) ->
          epochs == 1 ? "its one epoch is done" : "all " + epochs + " epochs are done";
      case StepLimit(long steps) ->
          steps == 1 ? "its one step is done" : "all " + steps + " steps are done";
      case TimeLimit(double seconds) ->
          "the time limit of "
              + (seconds == Math.rint(seconds) ? Long.toString((long) seconds) : "" + seconds)
              + " s was reached";
      case NoImprovement(double loss, long step, long patience, double minDelta) ->
          String.format(
              Locale.ROOT,
              "the validation loss has not improved by %s over %d steps (best %.4f at step %d)",
              Double.toString(minDelta).replace(".0E", "e"),
              patience,
              loss,
              step);
      case Diverged(Divergence divergence) ->
          "it diverged: the loss became " + divergence.loss() + " at step " + divergence.step();
      case Interrupted() -> "it was interrupted";
    };
  }
}
