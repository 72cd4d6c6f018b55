package dev.layerwise.model;

import dev.layerwise.data.MiniBatches;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.Team;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.optim.Optimizer;
import dev.layerwise.tensor.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The computation of a training step, divided among threads as coarsely as its sums allow.
 *
 * <p>Rows of a mini-batch meet each other only in batch norm and in the gradients of parameters. So
 * a thread takes some rows from the data through all layers to the loss and back again without
 * waiting for others ({@link #compute}); then it takes some inputs of every layer, or the units of
 * a wide one that it computes itself, sums up the gradients of their weights over all rows, and
 * updates them while they are at hand ({@link #update}). Images without their zeros come in halves,
 * left and right: several threads take these apart through the first layer, each with the weights
 * that it updates itself, so that neither weights nor pixels have to change cores. The bits are
 * those of {@link Network#forward}, {@link Network#loss}, {@link Network#backward} and {@link
 * Optimizer#step}, for any number of threads; but layers of an {@link InterleavedTail} take sums
 * over rows in another order, which rounds otherwise.
 */
public final class TrainingPass {
  /**
   * Inputs are divided in steps of this, a block of sparse ones: as a rule two threads get a half
   * of an image each.
   */
  private static final int INPUT_GRAIN = SparseRows.BLOCK;

  private final Network network;
  private final MiniBatches batches;
  private final Optimizer optimizer;

  /** The narrow last layers, if there are any. */
  private final @Nullable InterleavedTail tail;

  private final Regions whole;

  /** For several threads: as {@link #whole}, unless x comes in halves. */
  private final Regions inHalves;

  /** Layers whose weights are updated unit by unit, since that is how they go forward. */
  private final boolean[] unitwise;

  private final ThreadTrials trials;
  private final Share gradients = new Share(true, false);
  private final Share updates = new Share(false, true);
  private final Share both = new Share(true, true);
  private double rate;

  /** Prepares for mini-batches of up to {@code batchSize} rows; allocates all buffers. */
  public TrainingPass(Network network, MiniBatches batches, Optimizer optimizer, int batchSize) {
    this.network = network;
    this.batches = batches;
    this.optimizer = optimizer;
    this.trials = new ThreadTrials(network.team(), System::nanoTime);
    network.prepare(batchSize);
    this.tail = InterleavedTail.of(network, batchSize);
    boolean halves =
        batches.inputs().comesInHalves()
            && Stages.takesHalves(network.layers().getFirst(), batchSize);
    this.whole = regions(batchSize, false);
    this.inHalves = halves ? regions(batchSize, true) : whole;
    this.unitwise = new boolean[network.layers().size()];
    for (int i = 0; i < unitwise.length; i++) {
      unitwise[i] = Stages.byUnits(network.layers().get(i), batchSize);
    }
  }

  /** With rows interleaved in the tail, and with rows as they are. */
  private record Regions(List<Region> interleaved, List<Region> plain) {}

  private Regions regions(int batchSize, boolean halves) {
    return new Regions(regions(batchSize, halves, tail), regions(batchSize, halves, null));
  }

  private List<Region> regions(
      int batchSize, boolean halves, @Nullable InterleavedTail interleaved) {
    List<Stage> stages = new ArrayList<>();
    List<Stage> forward = network.forwardStages(batchSize, interleaved);
    if (halves && network.layers().getFirst() instanceof DenseLayer dense) {
      stages.add(Stages.gatherHalves(batches));
      stages.add(Stages.forwardHalves(dense));
      stages.add(Stages.addHalves(dense));
      stages.addAll(forward.subList(1, forward.size()));
    } else {
      stages.add(Stages.gather(batches));
      stages.addAll(forward);
    }
    stages.add(Stages.loss(network::logits, network::lossOfRows));
    stages.addAll(network.backwardStages(batchSize, interleaved));
    return Region.group(stages);
  }

  /**
   * Reads a mini-batch and takes it forward to the loss and backward to the first layer; the
   * gradients of the parameters are still to be summed up.
   *
   * @param batch the number of the mini-batch within its epoch
   * @param randomOrigin where the random stream of this step starts
   * @return the sum of the losses
   */
  public double compute(int batch, long randomOrigin) {
    trials.begin();
    batches.begin(batch);
    boolean interleaved = tail != null && InterleavedTail.takes(batches.inputs().rows());
    network.begin(batches.inputs(), randomOrigin, interleaved ? tail : null);
    network.useLabels(batches.labels(), 0);
    Regions regions = network.team().size() > 1 ? inHalves : whole;
    network.run(interleaved ? regions.interleaved : regions.plain);
    return network.lossSum();
  }

  /** Sums up the gradients of all parameters, penalties included. */
  public void gradients() {
    gradients.run(network.team());
  }

  /** Updates all parameters by the gradients that are there. */
  public void update(double learningRate) {
    rate = learningRate;
    updates.run(network.team());
    trials.end();
  }

  /**
   * {@link #gradients} and {@link #update} in one go.
   *
   * @param keep whether somebody wants to see the gradients of weights afterwards; without it these
   *     need never leave the nearest cache
   */
  public void gradientsAndUpdate(double learningRate, boolean keep) {
    if (keep) {
      gradients();
      update(learningRate);
      return;
    }
    rate = learningRate;
    both.run(network.team());
    trials.end();
  }

  /** A share of the inputs, or units, of every layer. */
  private final class Share implements Team.Job {
    private final boolean sum;
    private final boolean update;
    private int parts;

    Share(boolean sum, boolean update) {
      this.sum = sum;
      this.update = update;
    }

    void run(Team team) {
      double work = 0;
      if (team.size() > 1) {
        for (int i = 0; i < network.layers().size(); i++) {
          if (network.layers().get(i) instanceof DenseLayer dense) {
            int n = sum ? dense.output().rows() : 4;
            work += (n + 4.0) * dense.inputs() * Math.ceilDiv(dense.outputs(), 16) / 2;
          }
        }
      }
      parts = (int) Math.max(1, Math.min(team.size(), work / Region.WORK_PER_PART));
      team.run(this, parts);
    }

    @Override
    public void part(int index) {
      int parameter = 0;
      for (int i = 0; i < network.layers().size(); i++) {
        Layer layer = network.layers().get(i);
        boolean atOnce = sum && update && layer instanceof DenseLayer;
        if (atOnce && unitwise[i]) {
          units(i, parameter, index);
        } else {
          inputs(i, parameter, index, atOnce);
        }
        parameter += layer.parameters().size();
      }
    }

    /** Where a part of so many begins, in whole grains. */
    private int begin(int index, int length, int grain) {
      int grains = Math.ceilDiv(length, grain);
      return Math.min(length, (int) ((long) grains * index / parts) * grain);
    }

    /** Gradients and update of some units of a dense layer, whose first parameter is given. */
    private void units(int layer, int first, int index) {
      int units = network.layers().get(layer).outputs();
      int from = begin(index, units, Region.COLUMN_GRAIN);
      int count = begin(index + 1, units, Region.COLUMN_GRAIN) - from;
      if (count > 0) {
        network.updateUnits(layer, from, count, optimizer.update(first), rate);
        optimizer.step(first + 1, from, count, rate);
      }
    }

    /** Gradients, update or both of what belongs to some inputs of a layer. */
    private void inputs(int layer, int first, int index, boolean atOnce) {
      int inputs = network.layers().get(layer).inputs();
      int from = begin(index, inputs, INPUT_GRAIN);
      int count = begin(index + 1, inputs, INPUT_GRAIN) - from;
      if (count == 0) {
        return;
      }
      if (atOnce) {
        network.updateWeights(layer, from, count, optimizer.update(first), rate);
      } else if (sum) {
        network.parameterGradients(layer, from, count);
      }
      if (update) {
        step(layer, first, from, count, atOnce);
      }
    }

    private void step(int layer, int first, int from, int count, boolean weightsDone) {
      int parameters = network.layers().get(layer).parameters().size();
      for (int i = 0; i < parameters; i++) {
        Parameter parameter = network.parameters().get(first + i);
        if (parameter.isWeight() && weightsDone) {
          continue;
        }
        if (parameter.isWeight()) {
          int columns = parameter.value().columns();
          optimizer.step(first + i, from * columns, count * columns, rate);
        } else if (from == 0) {
          optimizer.step(first + i, 0, parameter.size(), rate);
        }
      }
    }
  }
}
