package dev.layerwise.train;

import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.optim.Schedule;
import java.util.Objects;

/**
 * How a network is trained: an immutable value that checks itself. Settings that are 0 where noted
 * are switched off.
 *
 * @param optimizer the update rule
 * @param learningRate the base learning rate η
 * @param schedule how η changes
 * @param warmupSteps the steps over which η rises linearly, 0 for none
 * @param clipNorm the largest global norm of the gradient, 0 for no clipping
 * @param batchSize rows per step
 * @param shuffle whether every epoch has an order of its own
 * @param shift the most pixels that a training image is moved up, down, left or right, anew in
 *     every epoch; 0 for none
 * @param epochs the most epochs
 * @param maxSteps the most steps, 0 for no limit
 * @param maxSeconds the longest training time, 0 for no limit
 * @param validateEvery steps between validations, 0 for one at the end of every epoch
 * @param patienceSteps stop when the validation loss has not improved over this many steps, 0 for
 *     never
 * @param patienceEpochs stop when it has not improved over this many epochs, 0 for never
 * @param minDelta the smallest improvement over the best that counts for patience
 * @param keepBest which validation figure decides the weights that are kept
 * @param keepGoing whether a diverged training goes through the rest of its steps, without updates
 * @param seed the seed of initialisation, shuffling, dropout and shifts
 */
public record TrainingPlan(
    OptimizerSpec optimizer,
    double learningRate,
    Schedule schedule,
    int warmupSteps,
    double clipNorm,
    int batchSize,
    boolean shuffle,
    int shift,
    int epochs,
    long maxSteps,
    double maxSeconds,
    int validateEvery,
    int patienceSteps,
    int patienceEpochs,
    double minDelta,
    KeepBest keepBest,
    boolean keepGoing,
    long seed) {

  /** Which validation figure decides the weights that are kept. */
  public enum KeepBest {
    /** The highest validation accuracy; among equals the lower loss. */
    ACCURACY,
    /** The lowest validation loss. */
    LOSS
  }

  /** Twenty epochs of plain SGD over mini-batches of 32 at learning rate 0.1. */
  public static final TrainingPlan DEFAULT =
      new TrainingPlan(
          new OptimizerSpec.Sgd(),
          0.1,
          new Schedule.Constant(),
          0,
          0,
          32,
          true,
          0,
          20,
          0,
          0,
          0,
          0,
          0,
          1e-4,
          KeepBest.ACCURACY,
          false,
          1);

  /**
   * Checks every setting.
   *
   * @throws IllegalArgumentException if one is out of range; the message names it
   */
  public TrainingPlan {
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(keepBest, "keep best");
    require(
        learningRate > 0 && Double.isFinite(learningRate),
        "learning rate",
        "a positive number",
        learningRate);
    require(warmupSteps >= 0, "warm-up", "0 or more steps", warmupSteps);
    require(
        clipNorm >= 0 && Double.isFinite(clipNorm),
        "clip norm",
        "0 (off) or a positive number",
        clipNorm);
    require(batchSize >= 1, "batch size", "at least 1", batchSize);
    require(shift >= 0, "shift", "0 (off) or more pixels", shift);
    require(epochs >= 1, "epochs", "at least 1", epochs);
    require(maxSteps >= 0, "max steps", "0 (no limit) or more", maxSteps);
    require(
        maxSeconds >= 0 && Double.isFinite(maxSeconds),
        "max seconds",
        "0 (no limit) or more",
        maxSeconds);
    require(validateEvery >= 0, "validate every", "0 (each epoch) or more steps", validateEvery);
    require(patienceSteps >= 0, "patience steps", "0 (off) or more", patienceSteps);
    require(patienceEpochs >= 0, "patience epochs", "0 (off) or more", patienceEpochs);
    require(minDelta >= 0 && Double.isFinite(minDelta), "min-delta", "0 or more", minDelta);
  }

  /** Begins with the settings of {@link #DEFAULT}. */
  public static TrainingPlanBuilder builder() {
    return DEFAULT.toBuilder();
  }

  /** Begins with the settings of this plan. */
  public TrainingPlanBuilder toBuilder() {
    return new TrainingPlanBuilder(this);
  }

  private static void require(boolean holds, String setting, String expected, Object actual) {
    if (!holds) {
      throw new IllegalArgumentException(setting + ": expected " + expected + ", got " + actual);
    }
  }

  /** The steps of the whole training if only its limits on epochs and steps end it. */
  public long plannedSteps(int stepsPerEpoch) {
    long byEpochs = (long) epochs * stepsPerEpoch;
    return maxSteps > 0 ? Math.min(maxSteps, byEpochs) : byEpochs;
  }

  /** The learning rate of a step, counted from 0. */
  public double learningRateAt(long step, int stepsPerEpoch) {
    return learningRate
        * schedule.factor(step, stepsPerEpoch, plannedSteps(stepsPerEpoch))
        * Schedule.warmUp(step, warmupSteps);
  }

  /**
   * The steps without improvement that are tolerated, 0 for any number: of a patience in steps and
   * one in epochs, the one that is over first.
   */
  public long patience(int stepsPerEpoch) {
    long byEpochs = (long) patienceEpochs * stepsPerEpoch;
    return patienceSteps > 0 && byEpochs > 0
        ? Math.min(patienceSteps, byEpochs)
        : Math.max(patienceSteps, byEpochs);
  }

  /** The steps between validations; with a patience in steps and nothing said, as many as that. */
  public int validationInterval(int stepsPerEpoch) {
    if (validateEvery > 0) {
      return validateEvery;
    }
    return patienceSteps > 0 ? patienceSteps : stepsPerEpoch;
  }
}
