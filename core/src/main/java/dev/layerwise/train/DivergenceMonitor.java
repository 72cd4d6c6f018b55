package dev.layerwise.train;

import dev.layerwise.kernel.Kernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Layer;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import dev.layerwise.train.Divergence.Kind;
import dev.layerwise.train.Divergence.Origin;
import dev.layerwise.train.Divergence.Sizes;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the last few sizes of every layer's values and gradients, so that a divergence can be
 * explained.
 *
 * <p>Measuring costs a pass over the parameters, so it is done seldom while all is well (every 64th
 * step) and at every step while the loss is unusually large: compared with what it was lately, and
 * with the largest so far. A loss that has become small varies by several times its mean from
 * mini-batch to mini-batch, and nothing is wrong with that.
 */
final class DivergenceMonitor {
  private static final int KEPT = 8;
  private static final int INTERVAL = 64;
  private static final double UNUSUAL = 2;

  private final Network network;
  private final Kernels kernels;
  private final long[] steps = new long[KEPT];
  private final double[] losses = new double[KEPT];
  private final float[][] outputs;
  private final double[][] gradients;
  private long samples;
  private double usualLoss = Double.NaN;
  private double largestLoss;

  DivergenceMonitor(Network network) {
    this.network = network;
    this.kernels = network.kernels();
    this.outputs = new float[KEPT][network.layers().size()];
    this.gradients = new double[KEPT][network.layers().size()];
  }

  /** Whether {@link #observe} will look at the gradients of a step. */
  boolean wantsGradients(long step, double loss) {
    boolean unusual = loss > UNUSUAL * usualLoss && UNUSUAL * loss > largestLoss;
    return step % INTERVAL == 1 || unusual;
  }

  /** Looks at a step whose loss was finite, after its backward pass. */
  void observe(long step, double loss) {
    boolean wanted = wantsGradients(step, loss);
    largestLoss = Math.max(largestLoss, loss);
    usualLoss = Double.isNaN(usualLoss) ? loss : usualLoss + 0.05 * (loss - usualLoss);
    if (!wanted) {
      return;
    }
    int slot = (int) (samples++ % KEPT);
    steps[slot] = step;
    losses[slot] = loss;
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      outputs[slot][i] = kernels.maxAbs(layer.output().size(), layer.output().data(), 0);
      gradients[slot][i] = gradientNorm(layer);
    }
  }

  private double gradientNorm(Layer layer) {
    double squares = 0;
    List<Parameter> parameters = layer.parameters();
    for (int i = 0; i < parameters.size(); i++) {
      squares +=
          kernels.sumOfSquares(parameters.get(i).size(), parameters.get(i).gradient().data(), 0);
    }
    return Math.sqrt(squares);
  }

  /**
   * Explains the loss of a step that was not finite, before anything else is computed.
   *
   * @param rate the learning rate of the step
   * @param base what that rate is a part of by the schedule: the base learning rate, as far as the
   *     warm-up has come
   */
  Divergence explain(long step, int epoch, double loss, Matrix inputs, double rate, double base) {
    // Early means the rate was far too large; a late divergence is a matter of a smaller factor.
    double next = base / (epoch <= 1 ? 10 : 3);
    return new Divergence(step, epoch, loss, origin(inputs), history(), rate, oneDigit(next));
  }

  private Origin origin(Matrix inputs) {
    if (!isFinite(inputs)) {
      return new Origin(Kind.INPUTS, -1, "the inputs of the mini-batch");
    }
    for (int i = 0; i < network.layers().size(); i++) {
      for (Parameter parameter : network.layers().get(i).parameters()) {
        if (!isFinite(parameter.value())) {
          return new Origin(Kind.PARAMETERS, i, network.describeLayer(i));
        }
      }
    }
    for (int i = 0; i < network.layers().size(); i++) {
      if (!isFinite(network.layers().get(i).output())) {
        return new Origin(Kind.OUTPUTS, i, network.describeLayer(i));
      }
    }
    int last = network.layers().size() - 1;
    return new Origin(Kind.LOSS, last, network.describeLayer(last));
  }

  private boolean isFinite(Matrix matrix) {
    return Float.isFinite(kernels.maxAbs(matrix.size(), matrix.data(), 0));
  }

  private List<Sizes> history() {
    List<Sizes> history = new ArrayList<>();
    for (long k = Math.max(0, samples - KEPT); k < samples; k++) {
      int slot = (int) (k % KEPT);
      List<Float> largest = new ArrayList<>();
      List<Double> norms = new ArrayList<>();
      for (int i = 0; i < outputs[slot].length; i++) {
        largest.add(outputs[slot][i]);
        norms.add(gradients[slot][i]);
      }
      history.add(new Sizes(steps[slot], losses[slot], largest, norms));
    }
    return history;
  }

  /** Rounds to one significant digit, as people write learning rates. */
  static double oneDigit(double value) {
    double magnitude = Math.pow(10, Math.floor(Math.log10(value)));
    return Double.parseDouble(
        String.format(java.util.Locale.ROOT, "%.0e", Math.round(value / magnitude) * magnitude));
  }
}
