package dev.layerwise.model;

import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.model.WorkspacePool.ColumnMap;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.Loss;
import dev.layerwise.tensor.Matrix;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The buffers of one prediction at a time, for one example or for a chunk of a batch. */
final class Workspace {
  /**
   * The share of zeros from which on a single example is better off without them: each one spares
   * reading a row of weights. In a batch that has been read anyway for another example, and {@link
   * Kernels#zerosWorthPacking} holds.
   */
  private static final double ZEROS_WORTH_PACKING = 0.2;

  /** Every how many features of an example one is looked at. */
  private static final int SAMPLED = 7;

  /** The numbers of a chunk of examples, wherever they are in the network. */
  private static final int CHUNK_SIZE = 1 << 18;

  private static final int MOST_ROWS = 256;
  private static final int FEWEST_ROWS = 8;

  private final Network network;
  private final List<Layer> layers;
  private final List<@Nullable ColumnMap> norms;
  private final Loss loss;
  private final Kernels kernels;
  private final Scaling scaling;
  private final int inputs;
  private final int classes;

  /** Whether the first layer can do without zeros. */
  private final boolean packs;

  private final Buffers one;
  private @Nullable Buffers chunk;

  /** What a chunk of rows passes through. */
  private static final class Buffers {
    final Matrix x;
    final Matrix[] outputs;
    final Matrix scores;

    /** The examples without their zeros, where they have enough of them. */
    @Nullable SparseRows sparse;

    Buffers(Network network, int rows) {
      this.x = new Matrix(rows, network.spec().inputs());
      this.outputs = new Matrix[network.layers().size()];
      for (int i = 0; i < outputs.length; i++) {
        Layer layer = network.layers().get(i);
        boolean inPlace = i > 0 && !(layer instanceof DenseLayer);
        outputs[i] = inPlace ? outputs[i - 1] : new Matrix(rows, layer.outputs());
      }
      this.scores = new Matrix(rows, network.spec().classes());
    }

    void resize(int rows) {
      x.resize(rows);
      for (Matrix output : outputs) {
        output.resize(rows);
      }
    }

    Matrix logits() {
      return outputs[outputs.length - 1];
    }
  }

  Workspace(Network network, Scaling scaling, List<@Nullable ColumnMap> norms) {
    this.network = network;
    this.layers = network.layers();
    this.norms = norms;
    this.loss = network.spec().loss();
    this.kernels = network.kernels();
    this.scaling = scaling;
    this.inputs = network.spec().inputs();
    this.classes = network.spec().classes();
    this.packs = network.takesSparseRows() && kernels.zerosWorthPacking() <= 1;
    this.one = new Buffers(network, 1);
    this.one.sparse = packs ? new SparseRows(1, inputs) : null;
  }

  /** The examples that go through a network at a time. */
  static int chunkRows(Network network) {
    int widest = network.spec().inputs();
    for (Layer layer : network.layers()) {
      widest = Math.max(widest, layer.outputs());
    }
    int rows = CHUNK_SIZE / widest / FEWEST_ROWS * FEWEST_ROWS;
    return Math.clamp(rows, FEWEST_ROWS, MOST_ROWS);
  }

  int predictOne(float[] features, float @Nullable [] into) {
    System.arraycopy(features, 0, one.x.data(), 0, inputs);
    requireFinite(one, 1, 0);
    scaling.apply(kernels, one.x.data(), 0, inputs);
    return predictOne(into);
  }

  int predictOne(byte[] features, float @Nullable [] into) {
    float[] x = one.x.data();
    if (scaling.isUniform()) {
      kernels.widen(inputs, features, 0, scaling.offsets()[0], scaling.factors()[0], x, 0);
    } else {
      kernels.widen(inputs, features, 0, scaling.offsets(), scaling.factors(), x, 0);
    }
    return predictOne(into);
  }

  private int predictOne(float @Nullable [] into) {
    Matrix logits = logits(one, 1);
    int predicted = Predictions.predictedClass(loss, logits, 0, 1);
    if (into != null) {
      loss.scores(kernels, logits, one.scores);
      System.arraycopy(one.scores.data(), 0, into, 0, classes);
    }
    return predicted;
  }

  void predictRows(
      int first, int count, float[] features, int[] predicted, float @Nullable [] into) {
    if (chunk == null) {
      chunk = new Buffers(network, chunkRows(network));
    }
    Buffers b = chunk;
    int most = b.x.capacity();
    for (int from = first; from < first + count; from += most) {
      int rows = Math.min(most, first + count - from);
      b.resize(rows);
      float[] x = b.x.data();
      System.arraycopy(features, from * inputs, x, 0, rows * inputs);
      requireFinite(b, rows, from);
      for (int i = 0; i < rows; i++) {
        scaling.apply(kernels, x, i * inputs, inputs);
      }
      Matrix logits = logits(b, rows);
      for (int i = 0; i < rows; i++) {
        predicted[from + i] = Predictions.predictedClass(loss, logits, i, from + i + 1);
      }
      if (into != null) {
        loss.scores(kernels, logits, b.scores);
        System.arraycopy(b.scores.data(), 0, into, from * classes, rows * classes);
      }
    }
  }

  /** The logits of the scaled examples in {@code b.x}. */
  private Matrix logits(Buffers b, int rows) {
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      ColumnMap norm = norms.get(i);
      if (norm != null) {
        Matrix x = i > 0 ? b.outputs[i - 1] : b.x;
        float[] y = b.outputs[i].data();
        kernels.scaleShift(rows, x.columns(), x.data(), 0, norm.scale(), norm.shift(), y, 0);
      } else if (i > 0) {
        layer.infer(b.outputs[i - 1], b.outputs[i], 0, rows);
      } else if (packs && layer instanceof DenseLayer dense && pack(b, rows)) {
        dense.infer(Objects.requireNonNull(b.sparse), b.outputs[0], 0, rows);
      } else {
        layer.infer(b.x, b.outputs[0], 0, rows);
      }
    }
    return b.logits();
  }

  /** Leaves out the zeros of examples; false if there are too few of them. */
  private boolean pack(Buffers b, int rows) {
    double worth = rows == 1 ? ZEROS_WORTH_PACKING : kernels.zerosWorthPacking();
    if (!looksSparse(b.x.data(), rows, worth / 2)) {
      return false;
    }
    SparseRows target = b.sparse;
    if (target == null) {
      target = new SparseRows(b.x.capacity(), inputs);
      b.sparse = target;
    }
    target.resize(rows);
    long kept = 0;
    for (int i = 0; i < rows; i++) {
      kernels.packRow(b.x.data(), i * inputs, target, i);
      kept += target.count(i);
    }
    return kept <= (1 - worth) * inputs * rows;
  }

  /** Looks at some features, since packing costs as much as a tenth of the whole prediction. */
  private boolean looksSparse(float[] x, int rows, double share) {
    int seen = 0;
    int zeros = 0;
    // Odd, so that all columns are met.
    int step = SAMPLED * rows | 1;
    for (int i = 0; i < rows * inputs; i += step) {
      seen++;
      zeros += x[i] == 0 ? 1 : 0;
    }
    return zeros >= share * seen;
  }

  private void requireFinite(Buffers b, int rows, int first) {
    float[] x = b.x.data();
    int count = rows * inputs;
    if (Float.isFinite(kernels.maxAbs(count, x, 0))) {
      return;
    }
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(x[i])) {
        throw new IllegalArgumentException(
            "predict: example "
                + (first + i / inputs + 1)
                + ", feature "
                + (i % inputs + 1)
                + ": expected a finite number, got "
                + x[i]);
      }
    }
  }
}
