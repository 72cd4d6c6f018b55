package dev.layerwise.train;

import dev.layerwise.model.Evaluation.Score;
import org.jspecify.annotations.Nullable;

/**
 * Where a training stands: everything besides tensors that its continuation depends on.
 *
 * @param step the steps done
 * @param epoch the epoch under way, counted from 0
 * @param batch the mini-batches of it that are done
 * @param lossSum the sum of the losses of the epoch's rows
 * @param correct how many of them were classified as labelled
 * @param rows how many rows the epoch has seen
 * @param patience the state of early stopping
 * @param bestStep the step of the best weights
 * @param bestEpoch its epoch, counted from 1
 * @param best the validation score of the best weights, or null before the first validation
 * @param last the last validation's score, or null
 * @param seconds the training time so far
 * @param stepSeconds the time in training steps alone
 * @param examples the examples trained on
 * @param divergence the verdict if the loss became NaN or infinite: nothing is updated any more;
 *     null otherwise
 */
public record Progress(
    long step,
    int epoch,
    int batch,
    double lossSum,
    long correct,
    long rows,
    Patience patience,
    long bestStep,
    int bestEpoch,
    @Nullable Score best,
    @Nullable Score last,
    double seconds,
    double stepSeconds,
    long examples,
    @Nullable Divergence divergence) {

  /** Before the first step. */
  public static final Progress START =
      new Progress(0, 0, 0, 0, 0, 0, Patience.START, 0, 0, null, null, 0, 0, 0, null);
}
