package dev.layerwise.train;

import dev.layerwise.model.Evaluation.Score;
import org.jspecify.annotations.Nullable;

/**
 * How a training ended.
 *
 * @param stopReason why
 * @param epochs the epochs that were begun
 * @param steps the steps done
 * @param bestStep the step of the weights that were kept
 * @param bestEpoch its epoch, counted from 1
 * @param bestValidation their validation score, or null without a validation set
 * @param seconds the training time, validation included
 * @param stepSeconds the time in training steps alone
 * @param examples the examples trained on in that time
 */
public record TrainingResult(
    StopReason stopReason,
    int epochs,
    long steps,
    long bestStep,
    int bestEpoch,
    @Nullable Score bestValidation,
    double seconds,
    double stepSeconds,
    long examples) {

  /** Training examples per second of training steps, NaN if there was no step. */
  public double examplesPerSecond() {
    return examples / stepSeconds;
  }
}
