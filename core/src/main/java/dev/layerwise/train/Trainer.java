package dev.layerwise.train;

import dev.layerwise.data.Examples;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.data.Scaling;
import dev.layerwise.model.Evaluation;
import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.model.Network;
import dev.layerwise.model.TrainingPass;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.GradientClipping;
import dev.layerwise.optim.Schedule;
import dev.layerwise.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: draw a mini-batch, forward, loss, backward, update, tell the listener.
 *
 * <p>A trainer runs once. Nothing stops it by throwing: limits, patience, divergence and {@link
 * #requestStop} are all asked at the same place, between two steps.
 */
public final class Trainer {
  private final Network network;
  private final TrainingPlan plan;
  private final TrainingState state;
  private final TrainingListener listener;
  private final Scaling scaling;
  private final MiniBatches batches;
  private final TrainingPass pass;
  private final @Nullable Evaluation validation;
  private final int validationExamples;
  private final DivergenceMonitor monitor;
  private final int trainingExamples;
  private final long dropoutOrigin;
  private final int validationInterval;

  private volatile boolean stopRequested;
  private double batchLoss;
  private int batchCorrect;
  private double rate;
  private boolean begun;
  private long startedAt;
  private double secondsBefore;
  private boolean interrupted;

  /**
   * Prepares a training; all buffers are allocated here.
   *
   * @param state where to start: a new state, or one that was restored
   * @param training the examples to train on
   * @param validation the examples that early stopping and the choice of the best weights look at,
   *     or null: the last weights are then kept
   * @param scaling how features become the network's inputs
   * @throws IllegalArgumentException if the mini-batch is larger than the training set, the
   *     validation set has no examples, patience is asked for without one, examples are to be moved
   *     that are no images or do not fit the network, batch norm is to learn from single rows, or a
   *     restored state counts epochs of another length
   */
  public Trainer(
      TrainingState state,
      TrainingPlan plan,
      Examples training,
      @Nullable Examples validation,
      Scaling scaling,
      TrainingListener listener) {
    requireValidation(plan, validation);
    requireVariance(plan, state.network().spec());
    NetworkSpec spec = state.network().spec();
    training.requireFit("training examples", spec.inputs(), spec.classes());
    this.network = state.network();
    this.plan = plan;
    this.state = state;
    this.listener = listener;
    this.scaling = scaling;
    this.batches =
        new MiniBatches(
            training,
            scaling,
            plan.batchSize(),
            plan.shuffle(),
            plan.shift(),
            plan.seed(),
            network.kernels(),
            network.sparsity(plan.batchSize()));
    requireSameEpochs(state, batches.perEpoch());
    this.validation = validation == null ? null : new Evaluation(network, validation, scaling);
    this.validationExamples = validation == null ? 0 : validation.size();
    this.trainingExamples = training.size();
    this.monitor = new DivergenceMonitor(network);
    this.batchLoss = state.divergence == null ? Double.NaN : state.divergence.loss();
    this.dropoutOrigin = RandomStream.origin(plan.seed(), "dropout");
    this.validationInterval = plan.validationInterval(batches.perEpoch());
    this.rate = plan.learningRateAt(Math.max(0, state.step - 1), batches.perEpoch());
    this.pass = new TrainingPass(network, batches, state.optimizer(), plan.batchSize());
  }

  /**
   * Checks that patience, and the choice of the best weights, have something to watch.
   *
   * @throws IllegalArgumentException if the validation set has no examples, or patience is asked
   *     for without one
   */
  public static void requireValidation(TrainingPlan plan, @Nullable Examples validation) {
    if (validation != null && validation.size() == 0) {
      throw new IllegalArgumentException(
          "validation: the set has no examples, and no weights would ever be the best; give some,"
              + " or no validation set");
    }
    if (validation == null && (plan.patienceSteps() > 0 || plan.patienceEpochs() > 0)) {
      throw new IllegalArgumentException(
          "patience: early stopping watches the validation loss, and there is no validation set"
              + " (--validation)");
    }
  }

  /**
   * Checks that batch norm, if there is any, has a variance to divide by.
   *
   * @throws IllegalArgumentException if mini-batches have one row alone
   */
  public static void requireVariance(TrainingPlan plan, NetworkSpec network) {
    if (plan.batchSize() == 1
        && network.layers().stream().anyMatch(layer -> layer instanceof LayerSpec.BatchNorm)) {
      throw new IllegalArgumentException(
          "batch size: one row has no variance, which batch norm divides by; choose 2 or more"
              + " (--batch-size), or no batch norm");
    }
  }

  /** Checks that a restored state means the same by a mini-batch of an epoch as this training. */
  private static void requireSameEpochs(TrainingState state, int perEpoch) {
    if (state.batch >= perEpoch || state.step != (long) state.epoch * perEpoch + state.batch) {
      throw new IllegalArgumentException(
          "training state: it was saved after step "
              + state.step
              + ", mini-batch "
              + state.batch
              + " of epoch "
              + (state.epoch + 1)
              + ", and an epoch has "
              + perEpoch
              + " here; go on with the batch size and the examples that it was begun with");
    }
  }

  /** Asks the training to stop after the step under way; may be called by any thread. */
  public void requestStop() {
    stopRequested = true;
  }

  /**
   * Whether {@link #run} ended because somebody asked it to, with steps left: also of a training
   * that had diverged and was to finish its table.
   */
  public boolean wasInterrupted() {
    return interrupted;
  }

  /** How features become inputs. */
  public Scaling scaling() {
    return scaling;
  }

  /**
   * Trains until something says stop, and leaves the best weights in the network.
   *
   * @throws IllegalStateException if it has run before
   */
  public TrainingResult run() {
    if (begun) {
      throw new IllegalStateException(
          "trainer: it runs once, and has; another one goes on from the state");
    }
    begun = true;
    startedAt = System.nanoTime();
    secondsBefore = state.seconds;
    long planned = plan.plannedSteps(batches.perEpoch());
    listener.started(
        new TrainingListener.Started(
            state.step,
            planned,
            batches.perEpoch(),
            trainingExamples,
            validationExamples,
            state.seconds,
            state.best));
    batches.beginEpoch(state.epoch);
    StopReason reason = reasonToStop();
    while (reason == null) {
      step();
      if (validationIsDue()) {
        validate();
      }
      if (state.batch == batches.perEpoch()) {
        finishEpoch();
      }
      state.seconds = secondsBefore + secondsSince(startedAt);
      listener.safePoint(state);
      reason = reasonToStop();
    }
    return finish(reason);
  }

  /** One step: from drawing the mini-batch to the update. */
  private void step() {
    long began = System.nanoTime();
    rate = plan.learningRateAt(state.step, batches.perEpoch());
    if (state.divergence == null) {
      double lossSum = pass.compute(state.batch, RandomStream.advance(dropoutOrigin, state.step));
      batchLoss = lossSum / batches.inputs().rows();
      batchCorrect = network.countCorrect();
      if (Double.isFinite(batchLoss)) {
        update();
      } else {
        // The next try has the same schedule, which makes its rate as small by itself.
        double base = plan.learningRate() * Schedule.warmUp(state.step, plan.warmupSteps());
        Divergence divergence =
            monitor.explain(
                state.step + 1,
                state.epoch + 1,
                batchLoss,
                batches.inputs().toMatrix(),
                rate,
                base);
        state.divergence = divergence;
        batchCorrect = 0;
        listener.diverged(divergence);
      }
    }
    int rows = batches.rowsOf(state.batch);
    state.step++;
    state.batch++;
    state.lossSum += batchLoss * rows;
    state.correct += batchCorrect;
    state.rows += rows;
    state.stepSeconds += secondsSince(began);
    state.examples += rows;
    listener.stepFinished(state.step, state.epoch + 1, rows, batchLoss, batchCorrect, rate);
  }

  /** The second half of a step: gradients, and what follows from them. */
  private void update() {
    if (plan.clipNorm() > 0) {
      pass.gradients();
      monitor.observe(state.step + 1, batchLoss);
      GradientClipping.clip(network.parameters(), plan.clipNorm(), network.kernels());
      pass.update(rate);
    } else {
      boolean last = state.batch + 1 == batches.perEpoch();
      pass.gradientsAndUpdate(rate, last || monitor.wantsGradients(state.step + 1, batchLoss));
      monitor.observe(state.step + 1, batchLoss);
    }
    network.updateRunningStatistics();
  }

  /**
   * Whether a validation belongs to the present step; between validations nobody can tell if
   * patience is over.
   */
  private boolean validationIsDue() {
    return state.step % validationInterval == 0;
  }

  private void validate() {
    Score score = null;
    boolean best = false;
    if (validation != null && state.divergence == null) {
      score = validation.score();
      state.patience = state.patience.after(score.loss(), state.step, plan.minDelta());
      // A finite loss does not prove it: an infinite running variance only makes batch norm's
      // output constant.
      best = isBest(score) && network.isFinite();
      if (best) {
        state.keepAsBest(score);
      }
    } else if (validation != null) {
      score = new Score(Double.NaN, Double.NaN, validationExamples);
    }
    state.last = score;
    int rows = batches.inputs().rows();
    double accuracy = Double.isFinite(batchLoss) ? (double) batchCorrect / rows : Double.NaN;
    listener.validated(
        new TrainingListener.Validated(
            state.step,
            state.epochNumber(),
            batchLoss,
            accuracy,
            score,
            best,
            patienceLeft(),
            rate));
  }

  private boolean isBest(Score score) {
    Score best = state.best;
    if (!Double.isFinite(score.loss())) {
      return false;
    }
    if (best == null) {
      return true;
    }
    return switch (plan.keepBest()) {
      case LOSS -> score.loss() < best.loss();
      case ACCURACY ->
          score.accuracy() > best.accuracy()
              || (score.accuracy() == best.accuracy() && score.loss() < best.loss());
    };
  }

  private void finishEpoch() {
    double trainLoss = state.lossSum / state.rows;
    double accuracy = Double.isFinite(trainLoss) ? (double) state.correct / state.rows : Double.NaN;
    if (validation == null && Double.isFinite(trainLoss) && network.isFinite()) {
      state.keepAsBest(null);
    }
    listener.epochFinished(
        new TrainingListener.EpochFinished(
            state.epoch + 1,
            state.step,
            trainLoss,
            accuracy,
            trainLoss + network.penalty(plan.batchSize()),
            state.last,
            rate,
            secondsBefore + secondsSince(startedAt)));
    state.epoch++;
    state.batch = 0;
    state.lossSum = 0;
    state.correct = 0;
    state.rows = 0;
    batches.beginEpoch(state.epoch);
  }

  private @Nullable StopReason reasonToStop() {
    if (state.divergence != null && !plan.keepGoing()) {
      return new StopReason.Diverged(state.divergence);
    }
    if (patience() > 0
        && state.step > 0
        && validationIsDue()
        && state.divergence == null
        && patienceLeft() == 0) {
      return new StopReason.NoImprovement(
          state.patience.best(), state.patience.bestStep(), patience(), plan.minDelta());
    }
    if (plan.maxSteps() > 0 && state.step >= plan.maxSteps()) {
      return orDiverged(new StopReason.StepLimit(plan.maxSteps()));
    }
    if (state.epoch >= plan.epochs()) {
      return orDiverged(new StopReason.EpochLimit(plan.epochs()));
    }
    if (plan.maxSeconds() > 0 && state.seconds >= plan.maxSeconds()) {
      return orDiverged(new StopReason.TimeLimit(plan.maxSeconds()));
    }
    interrupted = stopRequested;
    return interrupted ? orDiverged(new StopReason.Interrupted()) : null;
  }

  private StopReason orDiverged(StopReason reason) {
    return state.divergence == null ? reason : new StopReason.Diverged(state.divergence);
  }

  private long patience() {
    return plan.patience(batches.perEpoch());
  }

  private long patienceLeft() {
    return patience() == 0 ? -1 : Math.max(0, state.patience.left(state.step, patience()));
  }

  private TrainingResult finish(StopReason reason) {
    listener.stopping(state, reason);
    // Only now, after the state was saved: a resumed run must not remember a validation that a run
    // left alone never makes.
    // Without a validation set it is the end of an epoch that keeps the weights.
    boolean unseen = validation == null ? state.batch > 0 : state.step > 0 && !validationIsDue();
    if (state.divergence == null && unseen && network.isFinite()) {
      if (validation == null) {
        state.keepAsBest(null);
      } else {
        validate();
      }
    }
    state.restoreBest();
    TrainingResult result =
        new TrainingResult(
            reason,
            state.epoch + (state.batch > 0 ? 1 : 0),
            state.step,
            state.bestStep,
            state.bestEpoch,
            state.best,
            secondsBefore + secondsSince(startedAt),
            state.stepSeconds,
            state.examples);
    listener.finished(result);
    return result;
  }

  private static double secondsSince(long nanoTime) {
    return (System.nanoTime() - nanoTime) * 1e-9;
  }
}
