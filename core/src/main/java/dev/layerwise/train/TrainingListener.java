package dev.layerwise.train;

import dev.layerwise.model.Evaluation.Score;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens in a training. All methods are called by the training thread; a slow listener
 * slows the training. Listeners observe: none of them changes what is computed.
 */
public interface TrainingListener {
  /**
   * What a training is about to do.
   *
   * @param firstStep the steps already done, above 0 for a resumed run
   * @param plannedSteps the steps if nothing stops it early
   * @param stepsPerEpoch the steps of an epoch
   * @param trainingExamples the size of the training set
   * @param validationExamples the size of the validation set, 0 without one
   * @param seconds the training time so far, above 0 for a resumed run
   * @param best the best validation so far of a resumed run, or null
   */
  record Started(
      long firstStep,
      long plannedSteps,
      int stepsPerEpoch,
      int trainingExamples,
      int validationExamples,
      double seconds,
      @Nullable Score best) {}

  /**
   * A validation.
   *
   * @param step the steps done
   * @param epoch the epoch, counted from 1
   * @param batchLoss the loss of the last mini-batch
   * @param batchAccuracy the accuracy on the last mini-batch
   * @param validation loss and accuracy on the validation set, or null without one
   * @param best whether the weights are the best so far
   * @param patienceLeft the steps left before patience ends, -1 if nothing is waited for
   * @param learningRate the learning rate of the last step
   */
  record Validated(
      long step,
      int epoch,
      double batchLoss,
      double batchAccuracy,
      @Nullable Score validation,
      boolean best,
      long patienceLeft,
      double learningRate) {}

  /**
   * The end of an epoch.
   *
   * @param epoch counted from 1
   * @param step the steps done
   * @param trainLoss the mean loss over the epoch's mini-batches, weighted by rows, as they were
   *     met
   * @param trainAccuracy the accuracy over the same
   * @param objective trainLoss plus the L2 penalty of the weights at the end of the epoch
   * @param validation the last validation's score, or null if there was none yet
   * @param learningRate the learning rate of the last step
   * @param seconds the training time so far, validation included
   */
  record EpochFinished(
      int epoch,
      long step,
      double trainLoss,
      double trainAccuracy,
      double objective,
      @Nullable Score validation,
      double learningRate,
      double seconds) {}

  /** Training begins or is resumed. */
  default void started(Started event) {}

  /**
   * A step is done. Plain arguments instead of an object: this is called a million times and must
   * leave no garbage.
   *
   * @param step the steps done
   * @param epoch the epoch, counted from 1
   * @param rows the rows of the mini-batch
   * @param loss the mini-batch's mean loss, without penalties, before the update
   * @param correct how many rows were classified as labelled, before the update
   * @param learningRate the learning rate of the step
   */
  default void stepFinished(
      long step, int epoch, int rows, double loss, int correct, double learningRate) {}

  /** A validation is done. */
  default void validated(Validated event) {}

  /** An epoch is done. */
  default void epochFinished(EpochFinished event) {}

  /** The loss is not finite; with {@code keepGoing} the steps that follow change nothing. */
  default void diverged(Divergence divergence) {}

  /**
   * The state is consistent and may be saved, after every step and what belongs to it. After the
   * last step of an epoch the network's parameters still hold the gradients of that step; after
   * others they may not.
   */
  default void safePoint(TrainingState state) {}

  /**
   * Training is about to end and the state is still what a resumed run would start from: save it
   * now. What follows (a last validation, the best weights put back) is not part of it.
   */
  default void stopping(TrainingState state, StopReason reason) {}

  /** Training has ended and the network holds the best weights. */
  default void finished(TrainingResult result) {}
}
