package dev.layerwise.train;

import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.optim.Schedule;
import dev.layerwise.train.TrainingPlan.KeepBest;

/**
 * Sets what differs from a {@link TrainingPlan}, setting by setting; {@link #build} checks all of
 * them.
 *
 * <pre>{@code
 * TrainingPlan plan =
 *     TrainingPlan.builder().learningRate(0.05).batchSize(64).epochs(10).build();
 * }</pre>
 */
public final class TrainingPlanBuilder {
  private OptimizerSpec optimizer;
  private double learningRate;
  private Schedule schedule;
  private int warmupSteps;
  private double clipNorm;
  private int batchSize;
  private boolean shuffle;
  private int shift;
  private int epochs;
  private long maxSteps;
  private double maxSeconds;
  private int validateEvery;
  private int patienceSteps;
  private int patienceEpochs;
  private double minDelta;
  private KeepBest keepBest;
  private boolean keepGoing;
  private long seed;

  TrainingPlanBuilder(TrainingPlan plan) {
    optimizer = plan.optimizer();
    learningRate = plan.learningRate();
    schedule = plan.schedule();
    warmupSteps = plan.warmupSteps();
    clipNorm = plan.clipNorm();
    batchSize = plan.batchSize();
    shuffle = plan.shuffle();
    shift = plan.shift();
    epochs = plan.epochs();
    maxSteps = plan.maxSteps();
    maxSeconds = plan.maxSeconds();
    validateEvery = plan.validateEvery();
    patienceSteps = plan.patienceSteps();
    patienceEpochs = plan.patienceEpochs();
    minDelta = plan.minDelta();
    keepBest = plan.keepBest();
    keepGoing = plan.keepGoing();
    seed = plan.seed();
  }

  /** The update rule. */
  public TrainingPlanBuilder optimizer(OptimizerSpec value) {
    optimizer = value;
    return this;
  }

  /** The base learning rate η. */
  public TrainingPlanBuilder learningRate(double value) {
    learningRate = value;
    return this;
  }

  /** How η changes. */
  public TrainingPlanBuilder schedule(Schedule value) {
    schedule = value;
    return this;
  }

  /** The steps over which η rises linearly, 0 for none. */
  public TrainingPlanBuilder warmupSteps(int value) {
    warmupSteps = value;
    return this;
  }

  /** The largest global norm of the gradient, 0 for no clipping. */
  public TrainingPlanBuilder clipNorm(double value) {
    clipNorm = value;
    return this;
  }

  /** Rows per step. */
  public TrainingPlanBuilder batchSize(int value) {
    batchSize = value;
    return this;
  }

  /** Whether every epoch has an order of its own. */
  public TrainingPlanBuilder shuffle(boolean value) {
    shuffle = value;
    return this;
  }

  /**
   * The most pixels that a training image is moved up, down, left or right, anew in every epoch; 0
   * for none.
   */
  public TrainingPlanBuilder shift(int value) {
    shift = value;
    return this;
  }

  /** The most epochs. */
  public TrainingPlanBuilder epochs(int value) {
    epochs = value;
    return this;
  }

  /** The most steps, 0 for no limit. */
  public TrainingPlanBuilder maxSteps(long value) {
    maxSteps = value;
    return this;
  }

  /** The longest training time, 0 for no limit. */
  public TrainingPlanBuilder maxSeconds(double value) {
    maxSeconds = value;
    return this;
  }

  /** Steps between validations, 0 for one at the end of every epoch. */
  public TrainingPlanBuilder validateEvery(int value) {
    validateEvery = value;
    return this;
  }

  /** Stop when the validation loss has not improved over this many steps, 0 for never. */
  public TrainingPlanBuilder patienceSteps(int value) {
    patienceSteps = value;
    return this;
  }

  /** Stop when it has not improved over this many epochs, 0 for never. */
  public TrainingPlanBuilder patienceEpochs(int value) {
    patienceEpochs = value;
    return this;
  }

  /** The smallest improvement over the best that counts for patience. */
  public TrainingPlanBuilder minDelta(double value) {
    minDelta = value;
    return this;
  }

  /** Which validation figure decides the weights that are kept. */
  public TrainingPlanBuilder keepBest(KeepBest value) {
    keepBest = value;
    return this;
  }

  /** Whether a diverged training goes through the rest of its steps, without updates. */
  public TrainingPlanBuilder keepGoing(boolean value) {
    keepGoing = value;
    return this;
  }

  /** The seed of initialisation, shuffling, dropout and shifts. */
  public TrainingPlanBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * The plan; the builder may be used further.
   *
   * @throws IllegalArgumentException if a setting is out of range; the message names it
   */
  public TrainingPlan build() {
    return new TrainingPlan(
        optimizer,
        learningRate,
        schedule,
        warmupSteps,
        clipNorm,
        batchSize,
        shuffle,
        shift,
        epochs,
        maxSteps,
        maxSeconds,
        validateEvery,
        patienceSteps,
        patienceEpochs,
        minDelta,
        keepBest,
        keepGoing,
        seed);
  }
}
