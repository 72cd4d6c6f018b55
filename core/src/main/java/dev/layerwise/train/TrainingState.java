package dev.layerwise.train;

import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.model.Network;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.tensor.Matrix;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training changes: the network's parameters, the optimiser's velocities, the best weights
 * so far, and the counters. Saved and restored, it continues on the same bits.
 */
public final class TrainingState {
  private final Network network;
  private final Optimizer optimizer;
  private final Map<String, Matrix> bestTensors;

  long step;
  int epoch;
  int batch;
  double lossSum;
  long correct;
  long rows;
  Patience patience = Patience.START;
  long bestStep;
  int bestEpoch;
  @Nullable Score best;
  @Nullable Score last;
  double seconds;
  double stepSeconds;
  long examples;
  @Nullable Divergence divergence;

  /**
   * The state before the first step: the best weights so far are those that the network has now.
   */
  public TrainingState(Network network, TrainingPlan plan) {
    this.network = network;
    this.optimizer = new Optimizer(plan.optimizer(), network.parameters(), network.kernels());
    this.bestTensors = new LinkedHashMap<>();
    network.tensors().forEach((name, tensor) -> bestTensors.put(name, tensor.copy()));
  }

  /** The network, with the weights of the last step while training goes on. */
  public Network network() {
    return network;
  }

  /** The update rule with its velocities. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** The best weights so far by tensor name; changed in place. */
  public Map<String, Matrix> bestTensors() {
    return bestTensors;
  }

  /** The counters. */
  public Progress progress() {
    return new Progress(
        step,
        epoch,
        batch,
        lossSum,
        correct,
        rows,
        patience,
        bestStep,
        bestEpoch,
        best,
        last,
        seconds,
        stepSeconds,
        examples,
        divergence);
  }

  /** Sets the counters; the tensors are restored by writing into the matrices of this state. */
  public void restore(Progress progress) {
    step = progress.step();
    epoch = progress.epoch();
    batch = progress.batch();
    lossSum = progress.lossSum();
    correct = progress.correct();
    rows = progress.rows();
    patience = progress.patience();
    bestStep = progress.bestStep();
    bestEpoch = progress.bestEpoch();
    best = progress.best();
    last = progress.last();
    seconds = progress.seconds();
    stepSeconds = progress.stepSeconds();
    examples = progress.examples();
    divergence = progress.divergence();
  }

  /** The epoch of the last step, counted from 1. */
  int epochNumber() {
    return batch == 0 ? Math.max(1, epoch) : epoch + 1;
  }

  /** Takes the present weights as the best so far. */
  void keepAsBest(@Nullable Score score) {
    network.tensors().forEach((name, tensor) -> tensorOf(name).copyFrom(tensor));
    bestStep = step;
    bestEpoch = epochNumber();
    best = score;
  }

  /** Puts the best weights into the network. */
  void restoreBest() {
    network.tensors().forEach((name, tensor) -> tensor.copyFrom(tensorOf(name)));
  }

  private Matrix tensorOf(String name) {
    Matrix tensor = bestTensors.get(name);
    if (tensor == null) {
      throw new IllegalStateException("no best weights for " + name);
    }
    return tensor;
  }
}
