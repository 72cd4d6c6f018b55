package dev.layerwise.nn;

import dev.layerwise.kernel.InterleavedKernels;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ShareOrder;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.WeightUpdate;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.ColumnPieces;
import dev.layerwise.tensor.Layout;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code z = x W + b}: x is n × d, W is d × u, b is 1 × u, z is n × u.
 *
 * <p>Where inputs are counted, and they are {@link SparseRows}, it is in the order of their blocks,
 * and if these are halves, first those of the one and then those of the other. The sums of the
 * halves are then computed apart, {@code z = (b + x₀ W₀) + x₁ W₁}, so that two threads can do it.
 */
public final class DenseLayer implements Layer {
  /** The weights from which on a thread had better read and write a part of them only. */
  private static final int WIDE = 1 << 18;

  private final LayerSpec.Dense spec;
  private final Kernels kernels;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * How the weights lie: in pieces of units, if there are many and nobody asks for the gradient of
   * the input, whose sums run over all units. That is so of a network's first layer.
   */
  private final ColumnPieces pieces;

  private final List<Parameter> parameters;
  private Matrix z;
  private Matrix dx;
  private Matrix x;

  /** The input without its zeros, whole or in halves; empty if it is {@link #x}. */
  private List<SparseRows> sparse = List.of();

  /** The sums of the second half of the input. */
  private Matrix second;

  private final float[] noBias;

  /** What computes if rows are interleaved. */
  private @Nullable InterleavedKernels interleaved;

  DenseLayer(LayerSpec.Dense spec, int index, int inputs, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
    int units = spec.units();
    this.pieces =
        index == 0 && isWide(inputs, units)
            ? ColumnPieces.several(inputs, units)
            : ColumnPieces.whole(inputs, units);
    String name = "layers." + index;
    this.weight = new Parameter(name + ".weight", new Matrix(pieces), true);
    this.bias = new Parameter(name + ".bias", 1, spec.units(), false);
    this.parameters = List.of(weight, bias);
    this.z = new Matrix(0, spec.units());
    this.dx = new Matrix(0, inputs);
    this.x = dx;
    this.second = new Matrix(0, spec.units());
    this.noBias = new float[spec.units()];
  }

  @Override
  public LayerSpec.Dense spec() {
    return spec;
  }

  @Override
  public int inputs() {
    return weight.value().rows();
  }

  @Override
  public int outputs() {
    return spec.units();
  }

  /**
   * Whether there are so many weights that a thread had better read and write some of them only.
   */
  public boolean isWide() {
    return isWide(inputs(), outputs());
  }

  private static boolean isWide(int inputs, int units) {
    return (long) inputs * units >= WIDE;
  }

  /** W, inputs × units. */
  public Parameter weight() {
    return weight;
  }

  /** b, 1 × units. */
  public Parameter bias() {
    return bias;
  }

  @Override
  public void initialize(RandomStream random) {
    spec.initializer().fill(weight.value(), random);
    bias.value().fill(0);
  }

  @Override
  public void prepare(int batchSize) {
    z = new Matrix(batchSize, outputs());
    // Made by the first backward pass that wants it: the first layer of a network never does.
    dx = new Matrix(0, inputs());
  }

  @Override
  public void begin(Matrix input) {
    x = input;
    sparse = List.of();
    interleaved = input.layout() == Layout.INTERLEAVED ? kernels.interleaved() : null;
    z.resize(input.rows(), input.layout());
  }

  /**
   * Begins a training pass whose input, n × inputs, is given without its zeros.
   *
   * @param input all columns, or two halves of them
   */
  public void begin(List<SparseRows> input) {
    sparse = input;
    interleaved = null;
    for (int i = 0; i < input.size(); i++) {
      input.get(i).beginPass();
    }
    z.resize(input.getFirst().rows());
    if (input.size() > 1) {
      if (second.capacity() < z.capacity()) {
        second = new Matrix(z.capacity(), outputs());
      }
      second.resize(z.rows());
    }
  }

  @Override
  public void forward(int from, int count, long randomOrigin) {
    forward(from, count, 0, outputs());
  }

  /** The forward pass of all rows for {@code count} of the units. */
  public void forwardUnits(int from, int count) {
    forward(0, z.rows(), from, count);
  }

  /** The part of some rows' forward pass that is due to one half of their columns. */
  public void forwardHalf(int half, int from, int count) {
    forwardHalf(half, from, count, 0, outputs());
  }

  private void forwardHalf(int half, int row, int rows, int unit, int units) {
    if (half == 0) {
      affine(sparse.getFirst(), bias.value().data(), z, row, rows, unit, units);
    } else {
      affine(sparse.get(half), noBias, second, row, rows, unit, units);
    }
  }

  /** Adds up what {@link #forwardHalf} has left. */
  public void addHalves(int from, int count) {
    addHalves(from, count, 0, outputs());
  }

  private void addHalves(int row, int rows, int unit, int units) {
    int u = outputs();
    // Rows end to end are one.
    int length = units == u ? rows * u : units;
    int end = units == u ? row + 1 : row + rows;
    for (int i = row; i < end; i++) {
      int at = i * u + unit;
      kernels.addScaled(length, 1, second.data(), at, z.data(), at);
    }
  }

  private void forward(int row, int rows, int unit, int units) {
    if (interleaved != null) {
      int d = inputs();
      float[] w = weight.value().data();
      float[] b = bias.value().data();
      interleaved.affine(rows, d, units, x.data(), row * d, w, b, z.data(), row * units);
    } else if (sparse.isEmpty()) {
      affine(x, z, row, rows, unit, units);
    } else {
      forwardHalf(0, row, rows, unit, units);
      if (sparse.size() > 1) {
        forwardHalf(1, row, rows, unit, units);
        addHalves(row, rows, unit, units);
      }
    }
  }

  @Override
  public Matrix inputGradient(Matrix dz) {
    if (dx.capacity() < z.capacity()) {
      dx = new Matrix(z.capacity(), inputs());
    }
    dx.resize(dz.rows(), dz.layout());
    return dx;
  }

  @Override
  public void backward(Matrix dz, int from, int count) {
    inputGradient(inputGradient(dz), dz, from, count, 0, inputs());
  }

  /** The input gradient of all rows for {@code count} of the inputs. */
  public void backwardInputs(Matrix dz, int from, int count) {
    inputGradient(inputGradient(dz), dz, 0, dz.rows(), from, count);
  }

  private void inputGradient(Matrix target, Matrix dz, int row, int rows, int input, int count) {
    int d = inputs();
    int u = outputs();
    float[] w = weight.value().byRows();
    if (interleaved != null) {
      interleaved.inputGradient(rows, d, u, dz.data(), row * u, w, target.data(), row * d);
      return;
    }
    kernels.inputGradient(
        rows, count, u, dz.data(), row * u, u, w, input * u, u, target.data(), row * d + input, d);
  }

  @Override
  public void parameterGradients(Matrix dz, int from, int count) {
    int n = dz.rows();
    int d = inputs();
    int u = outputs();
    float[] dw = weight.gradient().data();
    if (interleaved != null) {
      interleaved.weightGradient(n, d, u, from, count, x.data(), dz.data(), dw);
    } else {
      for (int p = 0; p < pieces.count(); p++) {
        weightGradient(p, dz, from, count);
      }
    }
    if (from == 0) {
      biasGradient(dz, 0, outputs());
    }
  }

  private void weightGradient(int piece, Matrix dz, int from, int count) {
    int n = dz.rows();
    int d = inputs();
    int u = outputs();
    int unit = pieces.begin(piece);
    int units = pieces.width(piece);
    int at = pieces.at(piece, unit);
    float[] g = dz.data();
    float[] dw = weight.gradient().data();
    if (sparse.isEmpty()) {
      int row = at + from * units;
      kernels.weightGradient(n, count, units, x.data(), from, d, g, unit, u, dw, row, units);
      return;
    }
    for (int i = 0; i < sparse.size(); i++) {
      int first = position(i, from);
      int inputs = position(i, from + count) - first;
      if (inputs > 0) {
        SparseRows rows = sparse.get(i);
        kernels.weightGradientSparse(rows, first, inputs, units, g, unit, u, dw, at, units);
      }
    }
  }

  /** Adds {@code decay} times the weights of those inputs to their gradients. */
  public void addDecay(int from, int count, float decay) {
    for (int p = 0; p < pieces.count(); p++) {
      addDecay(pieces.at(p, pieces.begin(p)), pieces.width(p), from, count, decay);
    }
  }

  /** The same for {@code u} units whose weights begin at {@code begin}. */
  private void addDecay(int begin, int u, int from, int count, float decay) {
    float[] w = weight.value().data();
    float[] dw = weight.gradient().data();
    if (sparse.isEmpty() || sparse.getFirst().order().isNatural()) {
      int at = begin + from * u;
      kernels.addScaled(count * u, decay, w, at, dw, at);
      return;
    }
    for (int i = 0; i < sparse.size(); i++) {
      for (int k = position(i, from); k < position(i, from + count); k++) {
        int at = begin + sparse.get(i).order().column(k) * u;
        kernels.addScaled(u, decay, w, at, dw, at);
      }
    }
  }

  /** The position within a half that some input has; its first, or its end, if that is outside. */
  private int position(int half, int input) {
    int before = half == 0 ? 0 : sparse.getFirst().columns();
    return Math.clamp(input - before, 0, sparse.get(half).columns());
  }

  private void biasGradient(Matrix dz, int unit, int units) {
    float[] sums = bias.gradient().data();
    if (interleaved != null) {
      interleaved.columnSums(dz.rows(), units, dz.data(), sums);
      return;
    }
    kernels.columnSums(dz.rows(), units, dz.data(), unit, outputs(), sums, unit);
  }

  /**
   * {@link #parameterGradients}, and the update of the weights of those inputs, in one go. Only the
   * bias has its gradient afterwards.
   */
  public void updateWeights(
      Matrix dz, int from, int count, WeightUpdate update, float rate, float decay) {
    update(dz, from, count, 0, outputs(), update, rate, decay);
    if (from == 0) {
      biasGradient(dz, 0, outputs());
    }
  }

  /** The same for the weights and biases of {@code count} of the units. */
  public void updateUnits(
      Matrix dz, int from, int count, WeightUpdate update, float rate, float decay) {
    update(dz, 0, inputs(), from, count, update, rate, decay);
    biasGradient(dz, from, count);
  }

  private void update(
      Matrix dz,
      int input,
      int inputs,
      int unit,
      int units,
      WeightUpdate update,
      float rate,
      float decay) {
    if (interleaved != null) {
      int u = outputs();
      float[] dw = weight.gradient().data();
      interleaved.weightGradient(dz.rows(), inputs(), u, input, inputs, x.data(), dz.data(), dw);
      int at = input * u;
      update.applyRows(kernels, rate, decay, inputs, u, dw, at, u, at, u);
      return;
    }
    for (int p = 0; p < pieces.count(); p++) {
      int first = Math.max(unit, pieces.begin(p));
      int count = Math.min(unit + units, pieces.begin(p + 1)) - first;
      if (count > 0) {
        update(p, dz, input, inputs, first, count, update, rate, decay);
      }
    }
  }

  /** The same for units of one piece. */
  private void update(
      int piece,
      Matrix dz,
      int input,
      int inputs,
      int unit,
      int units,
      WeightUpdate update,
      float rate,
      float decay) {
    int n = dz.rows();
    int d = inputs();
    int u = outputs();
    int ld = pieces.width(piece);
    int begin = pieces.at(piece, unit);
    float[] dw = weight.gradient().data();
    float[] g = dz.data();
    if (sparse.isEmpty()) {
      int start = ShareOrder.start(unit, u, inputs, SparseRows.BLOCK);
      for (int from = start, to = inputs; to > 0; to = from, from = 0) {
        int first = input + from;
        int at = begin + first * ld;
        int count = to - from;
        kernels.weightUpdate(
            n, count, units, x.data(), first, d, g, unit, u, dw, at, ld, update, rate, decay);
      }
      return;
    }
    for (int i = 0; i < sparse.size(); i++) {
      int first = position(i, input);
      int count = position(i, input + inputs) - first;
      if (count > 0) {
        kernels.weightUpdateSparse(
            sparse.get(i), first, count, units, g, unit, u, dw, begin, ld, update, rate, decay);
      }
    }
  }

  @Override
  public void infer(Matrix input, Matrix output, int from, int count) {
    affine(input, output, from, count, 0, outputs());
  }

  private void affine(Matrix input, Matrix output, int row, int rows, int unit, int units) {
    int d = inputs();
    int u = outputs();
    float[] w = weight.value().data();
    float[] b = bias.value().data();
    float[] x = input.data();
    float[] out = output.data();
    for (int p = 0; p < pieces.count(); p++) {
      int first = Math.max(unit, pieces.begin(p));
      int count = Math.min(unit + units, pieces.begin(p + 1)) - first;
      if (count > 0) {
        int at = pieces.at(p, first);
        int ld = pieces.width(p);
        int to = row * u + first;
        kernels.affine(rows, d, count, x, row * d, d, w, at, ld, b, first, out, to, u);
      }
    }
  }

  /** {@link #infer(Matrix, Matrix, int, int)} of rows without their zeros. */
  public void infer(SparseRows input, Matrix output, int from, int count) {
    affine(input, bias.value().data(), output, from, count, 0, outputs());
  }

  private void affine(
      SparseRows input, float[] b, Matrix output, int row, int rows, int unit, int units) {
    int u = outputs();
    float[] w = weight.value().data();
    float[] out = output.data();
    for (int p = 0; p < pieces.count(); p++) {
      int first = Math.max(unit, pieces.begin(p));
      int count = Math.min(unit + units, pieces.begin(p + 1)) - first;
      if (count > 0) {
        int at = pieces.at(p, first);
        int ld = pieces.width(p);
        int to = row * u + first;
        kernels.affineSparse(input, row, rows, count, w, at, ld, b, first, out, to, u);
      }
    }
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public Matrix output() {
    return z;
  }
}
