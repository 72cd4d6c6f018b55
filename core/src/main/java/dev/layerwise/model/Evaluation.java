package dev.layerwise.model;

import dev.layerwise.data.Examples;
import dev.layerwise.data.Inputs;
import dev.layerwise.data.Scaling;
import dev.layerwise.metric.ConfusionMatrix;
import dev.layerwise.nn.Loss;
import dev.layerwise.tensor.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures a network on labelled examples, as inference sees them.
 *
 * <p>One object serves one thread and one set of examples; its buffers are reused by every call.
 */
public final class Evaluation {
  /** Rows at a time: large enough for full speed, small enough to stay in cache. */
  private static final int CHUNK = 512;

  private final Network network;
  private final Examples examples;
  private final Inference inference;
  private final Inputs x;
  private final RowLosses losses;
  private final int[] chunkLabels;

  /** From the examples to the logits, and on to the losses. */
  private final List<Region> forward;

  private final List<Region> measuring;
  private Matrix logits;
  private int first;
  private boolean asked;

  /**
   * What was measured.
   *
   * @param loss the mean loss, without penalties
   * @param accuracy the share of examples classified as labelled
   * @param examples how many there were
   */
  public record Score(double loss, double accuracy, int examples) {}

  /**
   * Prepares to measure.
   *
   * @param examples what to measure on
   * @param scaling how features become the network's inputs
   * @throws IllegalArgumentException if the examples have other features or classes than the
   *     network, or the scaling is for another number of features
   */
  public Evaluation(Network network, Examples examples, Scaling scaling) {
    examples.requireFit("evaluation", network.spec().inputs(), network.spec().classes());
    this.network = network;
    this.examples = examples;
    int chunk = Math.min(CHUNK, Math.max(1, examples.size()));
    this.inference = new Inference(network, chunk);
    this.x = new Inputs(examples, scaling, network.kernels(), chunk, network.takesSparseRows());
    this.losses =
        new RowLosses(network.spec().loss(), network.kernels(), chunk, network.spec().outputs());
    this.chunkLabels = new int[chunk];
    List<Stage> stages = new ArrayList<>();
    stages.add(Stages.gather(x, this::fill));
    stages.addAll(inference.stages());
    this.forward = Region.group(stages);
    stages.add(Stages.loss(() -> logits, this::measure));
    this.measuring = Region.group(stages);
    this.logits = inference.begin(x);
  }

  /** Measures loss and accuracy with the network's present parameters. */
  public Score score() {
    return score(null);
  }

  /** Both at once: {@link #score()}, and the classes of all examples as in {@link #confusion()}. */
  public Score scoreInto(ConfusionMatrix counts) {
    return score(counts);
  }

  private Score score(@Nullable ConfusionMatrix counts) {
    if (asked) {
      x.rememberZeros();
    }
    asked = true;
    double lossSum = 0;
    long correct = 0;
    for (int from = 0; from < examples.size(); from += CHUNK) {
      compute(from, measuring);
      if (counts != null) {
        count(counts);
      }
      lossSum += losses.sum();
      correct += losses.countCorrect();
    }
    return new Score(
        lossSum / examples.size(), (double) correct / examples.size(), examples.size());
  }

  /**
   * Counts actual against predicted classes. Examples whose outputs hold NaN are in no cell: a
   * network that has diverged takes them for nothing.
   */
  public ConfusionMatrix confusion() {
    ConfusionMatrix confusion = new ConfusionMatrix(network.spec().classes());
    for (int from = 0; from < examples.size(); from += CHUNK) {
      compute(from, forward);
      count(confusion);
    }
    return confusion;
  }

  private void count(ConfusionMatrix counts) {
    for (int i = 0; i < logits.rows(); i++) {
      if (!Loss.holdsNaN(logits, i)) {
        counts.add(chunkLabels[i], network.spec().loss().predictedClass(logits, i));
      }
    }
  }

  /** Takes the examples from there on as far as the regions go. */
  private void compute(int from, List<Region> regions) {
    int count = Math.min(CHUNK, examples.size() - from);
    first = from;
    x.resize(count);
    losses.gradient().resize(count);
    examples.gatherLabels(examples.rows(), from, count, chunkLabels);
    logits = inference.begin(x);
    network.run(regions);
  }

  private void fill(int from, int count) {
    x.fill(examples.rows(), first + from, count, from);
  }

  private void measure(int from, int count) {
    losses.compute(logits, chunkLabels, 0, from, count);
  }
}
