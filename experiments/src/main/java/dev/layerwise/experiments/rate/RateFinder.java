package dev.layerwise.experiments.rate;

import dev.layerwise.data.MiniBatches;
import dev.layerwise.model.Network;
import dev.layerwise.model.TrainingPass;
import dev.layerwise.optim.GradientClipping;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.random.RandomStream;
import dev.layerwise.runs.RunSession;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.train.TrainingPlan;
import java.util.Arrays;

/**
 * The learning-rate range test: trains a few hundred steps while the rate grows from far too small
 * to far too large, and watches where the loss falls fastest and where it runs away (Smith,
 * "Cyclical learning rates for training neural networks", 2017). It looks at training examples
 * alone.
 */
public final class RateFinder {
  /** A loss so many times the lowest so far does not come back. */
  private static final double RUNAWAY = 4;

  /**
   * The share of a new loss in the running mean that tells a runaway from an unlucky mini-batch.
   */
  private static final double SHARE = 0.2;

  private RateFinder() {}

  /**
   * Makes the test. It trains the session's network, which is of no further use.
   *
   * @param session data and network of the description; its learning rate and schedule are not used
   */
  public static RateCurve find(RunSession session, RateRange range) {
    RunSpec spec = session.spec();
    TrainingPlan plan = spec.plan();
    Network network = session.network();
    MiniBatches batches =
        new MiniBatches(
            session.data().training(),
            session.data().scaling(),
            plan.batchSize(),
            plan.shuffle(),
            plan.shift(),
            plan.seed(),
            network.kernels(),
            network.sparsity(plan.batchSize()));
    Optimizer optimizer = new Optimizer(plan.optimizer(), network.parameters(), network.kernels());
    TrainingPass pass = new TrainingPass(network, batches, optimizer, plan.batchSize());
    long dropout = RandomStream.origin(plan.seed(), "dropout");
    double[] rates = new double[range.steps()];
    double[] losses = new double[range.steps()];
    double mean = Double.NaN;
    double lowest = Double.POSITIVE_INFINITY;
    int steps = 0;
    boolean diverged = false;
    while (steps < range.steps() && !diverged) {
      int batch = steps % batches.perEpoch();
      if (batch == 0) {
        batches.beginEpoch(steps / batches.perEpoch());
      }
      double lossSum = pass.compute(batch, RandomStream.advance(dropout, steps));
      double loss = lossSum / batches.rowsOf(batch);
      mean = Double.isNaN(mean) ? loss : mean + SHARE * (loss - mean);
      diverged = !Double.isFinite(loss) || mean > RUNAWAY * lowest;
      if (Double.isFinite(loss)) {
        rates[steps] = range.rate(steps);
        losses[steps] = loss;
        lowest = Math.min(lowest, mean);
        pass.gradients();
        if (plan.clipNorm() > 0) {
          GradientClipping.clip(network.parameters(), plan.clipNorm(), network.kernels());
        }
        pass.update(rates[steps]);
        network.updateRunningStatistics();
        steps++;
      }
    }
    return RateCurve.of(Arrays.copyOf(rates, steps), Arrays.copyOf(losses, steps), diverged);
  }
}
