package dev.layerwise.model;

import dev.layerwise.data.Inputs;
import dev.layerwise.data.MiniBatches;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.DropoutLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import java.util.function.Supplier;

/** The stages of a training pass. Work is estimated from the vector kernels. */
final class Stages {
  private static final int LANES = 16;

  private Stages() {}

  /** Which way a layer is divided for mini-batches of up to {@code n} rows. */
  private static Stage.Division division(Layer layer, int n, int result) {
    if (layer.mixesRows()) {
      return Stage.Division.NONE;
    }
    boolean wide = layer instanceof DenseLayer dense && result >= n && dense.isWide();
    return wide ? Stage.Division.COLUMNS : Stage.Division.ROWS;
  }

  /** Whether every thread computes some units of a layer, for all rows. */
  static boolean byUnits(Layer layer, int n) {
    return division(layer, n, layer.outputs()) == Stage.Division.COLUMNS;
  }

  private static double products(int n, Layer layer) {
    int vectors = Math.ceilDiv(layer.outputs(), LANES);
    return (double) n * layer.inputs() * vectors / 2 + 20.0 * n;
  }

  private static double work(Layer layer, int n) {
    return switch (layer) {
      case DenseLayer dense -> products(n, dense);
      case DropoutLayer _ -> n * (layer.outputs() / 4.0 + 2);
      default -> n * (layer.outputs() / 8.0 + 2);
    };
  }

  /** Reads the rows of the mini-batch. */
  static Stage gather(MiniBatches batches) {
    return gather(batches.inputs(), batches::fill);
  }

  /** Reads halves of the rows of the mini-batch. */
  static Stage gatherHalves(MiniBatches batches) {
    Inputs x = batches.inputs();
    return new HalfStage() {
      @Override
      int rows() {
        return x.rows();
      }

      @Override
      double work() {
        return gathering(x);
      }

      @Override
      void runHalf(int half, int from, int count) {
        batches.fillHalf(half, from, count);
      }
    };
  }

  private static double gathering(Inputs x) {
    return x.rows() * (x.columns() / 4.0 + 50);
  }

  /** Reads rows of x. */
  static Stage gather(Inputs x, Rows rows) {
    return new Stage(Stage.Division.ROWS) {
      @Override
      int length() {
        return x.rows();
      }

      @Override
      double work() {
        return gathering(x);
      }

      @Override
      void run(int from, int count) {
        rows.run(from, count);
      }
    };
  }

  /** Something that is done to some rows. */
  interface Rows {
    void run(int from, int count);
  }

  /** Layer {@code index}, forward. */
  static Stage forward(Network network, int index, int n) {
    Layer layer = network.layers().get(index);
    Stage.Division division = division(layer, n, layer.outputs());
    return new Stage(division) {
      @Override
      int length() {
        return division == Division.COLUMNS ? layer.outputs() : layer.output().rows();
      }

      @Override
      double work() {
        return Stages.work(layer, layer.output().rows());
      }

      @Override
      void run(int from, int count) {
        if (division == Division.COLUMNS) {
          ((DenseLayer) layer).forwardUnits(from, count);
        } else {
          layer.forward(from, count, RandomStream.advance(network.randomOrigin(), index));
        }
      }
    };
  }

  /** Whether the halves of the inputs can go through the first layer apart. */
  static boolean takesHalves(Layer first, int n) {
    return first instanceof DenseLayer && !byUnits(first, n);
  }

  /** The first layer, forward, from one half of its inputs. */
  static Stage forwardHalves(DenseLayer layer) {
    return new HalfStage() {
      @Override
      int rows() {
        return layer.output().rows();
      }

      @Override
      double work() {
        return Stages.work(layer, rows());
      }

      @Override
      void runHalf(int half, int from, int count) {
        layer.forwardHalf(half, from, count);
      }
    };
  }

  /** What both halves have come to. */
  static Stage addHalves(DenseLayer layer) {
    return new Stage(Stage.Division.ROWS) {
      @Override
      int length() {
        return layer.output().rows();
      }

      @Override
      double work() {
        return length() * (layer.outputs() / 8.0 + 2);
      }

      @Override
      void run(int from, int count) {
        layer.addHalves(from, count);
      }
    };
  }

  /** Layer {@code index}, backward as far as its input. */
  static Stage backward(Network network, int index, int n) {
    Layer layer = network.layers().get(index);
    Stage.Division division = division(layer, n, layer.inputs());
    return new Stage(division) {
      @Override
      int length() {
        return division == Division.COLUMNS ? layer.inputs() : layer.output().rows();
      }

      @Override
      double work() {
        return Stages.work(layer, layer.output().rows());
      }

      @Override
      void run(int from, int count) {
        Matrix dy = network.outputGradient(index);
        if (division == Division.COLUMNS) {
          ((DenseLayer) layer).backwardInputs(dy, from, count);
        } else {
          layer.backward(dy, from, count);
        }
      }
    };
  }

  /** Interleaves the rows that go into a tail. */
  static Stage interleave(Network network, InterleavedTail tail) {
    return turn(network, tail, tail::interleave);
  }

  /** Hands gradients that come out of a tail to the layer before it, row after row. */
  static Stage separate(Network network, InterleavedTail tail) {
    Layer first = network.layers().get(tail.first());
    return turn(
        network,
        tail,
        (from, count) ->
            tail.separate(first.inputGradient(network.outputGradient(tail.first())), from, count));
  }

  private static Stage turn(Network network, InterleavedTail tail, Rows rows) {
    Layer before = network.layers().get(tail.first() - 1);
    return new Stage(Stage.Division.ROWS) {
      @Override
      int length() {
        return before.output().rows();
      }

      @Override
      double work() {
        return before.output().rows() * Math.ceilDiv(before.outputs(), LANES) * 5;
      }

      @Override
      void run(int from, int count) {
        rows.run(from, count);
      }
    };
  }

  /** Layer {@code index} as inference sees it. */
  static Stage infer(Inference inference, Layer layer, int index) {
    return new Stage(Stage.Division.ROWS) {
      @Override
      int length() {
        return inference.rows();
      }

      @Override
      double work() {
        return Stages.work(layer, inference.rows());
      }

      @Override
      void run(int from, int count) {
        inference.infer(index, from, count);
      }
    };
  }

  /**
   * The losses of the rows, and the gradient that a backward pass starts from.
   *
   * @param logits where these logits are at present
   */
  static Stage loss(Supplier<Matrix> logits, Rows rows) {
    return new Stage(Stage.Division.ROWS) {
      @Override
      int length() {
        return logits.get().rows();
      }

      @Override
      double work() {
        return length() * (logits.get().columns() * 4.0 + 20);
      }

      @Override
      void run(int from, int count) {
        rows.run(from, count);
      }
    };
  }
}
