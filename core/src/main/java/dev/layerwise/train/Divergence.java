package dev.layerwise.train;

import java.util.List;

/**
 * The verdict on a training whose loss became NaN or infinite.
 *
 * @param step the step whose loss was not finite, counted from 1; its gradient was not applied
 * @param epoch its epoch, counted from 1
 * @param loss the loss
 * @param origin what went first
 * @param history how sizes grew, oldest first
 * @param learningRate the learning rate of the step
 * @param suggestedLearningRate a sane next try: a base learning rate, of which the schedule makes
 *     that of every step
 */
public record Divergence(
    long step,
    int epoch,
    double loss,
    Origin origin,
    List<Sizes> history,
    double learningRate,
    double suggestedLearningRate) {

  /** Copies the history. */
  public Divergence {
    history = List.copyOf(history);
  }

  /**
   * What went first.
   *
   * @param kind values, weights or inputs
   * @param layer the layer's index, -1 for the inputs
   * @param name the layer in words, such as {@code layer 2, dense 20→7}
   */
  public record Origin(Kind kind, int layer, String name) {}

  /** Where the first value that is not finite was found. */
  public enum Kind {
    /** The mini-batch itself. */
    INPUTS,
    /** A parameter, after the update of an earlier step: that step's gradient was too large. */
    PARAMETERS,
    /** The output of a layer. */
    OUTPUTS,
    /** Only the loss: its logits are finite but too far apart. */
    LOSS
  }

  /**
   * The sizes at one step.
   *
   * @param step counted from 1
   * @param loss the mini-batch's loss
   * @param largestOutputs the largest absolute output of every layer
   * @param gradientNorms the norm of the parameters' gradients of every layer, 0 for layers without
   */
  public record Sizes(
      long step, double loss, List<Float> largestOutputs, List<Double> gradientNorms) {
    /** Copies the lists. */
    public Sizes {
      largestOutputs = List.copyOf(largestOutputs);
      gradientNorms = List.copyOf(gradientNorms);
    }
  }
}
