package dev.layerwise.data;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.kernel.BlockOrder;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.SparseBytes;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.tensor.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reused inputs of a mini-batch, n × d, scaled: all of them in a {@link Matrix}, or, where so
 * many are zero that leaving them out is faster, in {@link SparseRows}.
 *
 * <p>Standardised pixels are no zeros. But where the pixel was zero they are the same in every
 * image, and so training packs the pixels as they are, and leaves the standardising to the kernels
 * ({@link SparseRows#standardize}). Blocks of images are patches there ({@link BlockOrder}), and
 * the images come in a left and a right half if that is wanted ({@link Sparsity#HALVES}), which two
 * threads can read, and multiply by weights of their own, without asking each other. All of this
 * makes values that differ from those of a matrix by rounding.
 */
public final class Inputs {
  /** The rows read at a time; ranges that threads fill at once begin at multiples of it. */
  private static final int GROUP = 8;

  /** The rows whose memory is asked for at once. */
  private static final int TOUCHED = 32;

  /**
   * The rows from which on standardising later pays: weights are scaled, and what the shifts
   * contribute is computed, once for each mini-batch.
   */
  private static final int MANY_ROWS = 32;

  /**
   * The largest shift with which standardising later is precise enough, to 3e-5: a pixel that is
   * nearly the same everywhere, and far from zero, is the small difference of large numbers.
   */
  private static final float LARGE_SHIFT = 256;

  private final Features features;

  /** How values are scaled on their way here. */
  private final Scaling scaling;

  private final Kernels kernels;
  private final @Nullable Matrix matrix;

  /** All columns, or their halves; empty if there is a matrix. */
  private final List<SparseRows> sparse;

  private final int[] wanted;

  /** What is remembered of {@link #sparse}. */
  private @Nullable SparseBytes kept;

  /** A row on its way to being packed, for every group of rows. */
  private final float[] unpacked;

  private final @Nullable ShiftedImages shifted;
  private int seen;

  /**
   * Allocates room for up to {@code capacity} examples.
   *
   * @param mayBeSparse whether the first layer can do without zeros
   * @throws IllegalArgumentException if the scaling is for another number of features
   */
  public Inputs(
      Examples examples, Scaling scaling, Kernels kernels, int capacity, boolean mayBeSparse) {
    this(
        examples,
        scaling,
        kernels,
        capacity,
        mayBeSparse ? Sparsity.WHOLE : Sparsity.NONE,
        false,
        null);
  }

  /**
   * The same for training: results may be rounded otherwise than those of a matrix, zeros left out
   * of what is standardised afterwards, and columns be in blocks of any order.
   *
   * @param shifted the images of the examples with room for {@code capacity}; null for examples as
   *     they are
   */
  Inputs(
      Examples examples,
      Scaling scaling,
      Kernels kernels,
      int capacity,
      Sparsity sparsity,
      @Nullable ShiftedImages shifted) {
    this(examples, scaling, kernels, capacity, sparsity, true, shifted);
  }

  private Inputs(
      Examples examples,
      Scaling scaling,
      Kernels kernels,
      int capacity,
      Sparsity sparsity,
      boolean training,
      @Nullable ShiftedImages shifted) {
    scaling.requireFit(examples.features().columns());
    boolean mayBeSparse = sparsity != Sparsity.NONE;
    this.features = examples.features();
    this.kernels = kernels;
    this.wanted = examples.rows();
    this.shifted = shifted;
    int d = features.columns();
    double worth = kernels.zerosWorthPacking();
    boolean zeros = mayBeSparse && examples.zeroShare(scaling, kernels) >= worth;
    boolean later =
        mayBeSparse && !zeros && training && paysLater(examples, scaling, kernels, capacity);
    boolean pack = zeros || later;
    this.scaling = later ? Scaling.NONE : scaling;
    this.sparse = pack ? sparseRows(examples, kernels, capacity, sparsity, training) : List.of();
    for (SparseRows half : sparse) {
      if (later) {
        half.standardize(scaling.factors(), scaling.shifts());
      }
    }
    this.matrix = pack ? null : new Matrix(capacity, d);
    this.unpacked = new float[pack ? Math.ceilDiv(capacity, GROUP) * d : 0];
  }

  private static List<SparseRows> sparseRows(
      Examples examples, Kernels kernels, int capacity, Sparsity sparsity, boolean training) {
    int d = examples.features().columns();
    boolean elementwise = kernels.readsElements(capacity);
    ImageShape image = examples.image();
    BlockOrder order =
        training && !elementwise && image != null
            ? BlockOrder.patches(d, image.width())
            : BlockOrder.natural(d);
    List<BlockOrder> orders = sparsity == Sparsity.HALVES ? order.halves() : List.of(order);
    return orders.stream().map(part -> new SparseRows(capacity, elementwise, part)).toList();
  }

  /** Whether zeros are worth leaving out before they are standardised, which is done later. */
  private static boolean paysLater(
      Examples examples, Scaling standard, Kernels kernels, int capacity) {
    if (!(examples.features() instanceof ByteFeatures)
        || standard.isUniform()
        || capacity < MANY_ROWS
        || kernels.readsElements(capacity)) {
      return false;
    }
    for (float shift : standard.shifts()) {
      // Not so for NaN either.
      if (!(Math.abs(shift) <= LARGE_SHIFT)) {
        return false;
      }
    }
    return examples.zeroShare(Scaling.NONE, kernels) >= kernels.zerosWorthPacking();
  }

  /** The number of rows at present, n. */
  public int rows() {
    return matrix != null ? matrix.rows() : sparse.getFirst().rows();
  }

  /** The number of features, d. */
  public int columns() {
    return features.columns();
  }

  /** The inputs as a matrix, or null if they are sparse. */
  public @Nullable Matrix matrix() {
    return matrix;
  }

  /** The inputs without their zeros, all columns or half by half; empty if they are a matrix. */
  public List<SparseRows> sparse() {
    return sparse;
  }

  /** Whether different threads may read the halves of the same rows. */
  public boolean comesInHalves() {
    return sparse.size() == 2
        && shifted == null
        && features instanceof ByteFeatures bytes
        && bytes.packsAsBytes(scaling);
  }

  /** Sets how many rows are to be filled. */
  public void resize(int rows) {
    if (matrix != null) {
      matrix.resize(rows);
    }
    for (int i = 0; i < sparse.size(); i++) {
      sparse.get(i).resize(rows);
    }
  }

  /**
   * Prepares for all examples being read once more: if they are bytes, and where they were, their
   * zeros need not be searched for again.
   */
  public void rememberZeros() {
    if (kept == null
        && !sparse.isEmpty()
        && shifted == null
        && features instanceof ByteFeatures bytes
        && bytes.packsAsBytes(scaling)) {
      List<BlockOrder> orders = sparse.stream().map(SparseRows::order).toList();
      kept = bytes.sparse(orders, wanted, sparse.getFirst().elementwise());
    }
  }

  /**
   * Reads examples: row {@code to + k} becomes example {@code examples[from + k]}, for k below
   * {@code count}. Several threads may read different rows at once, beginning at multiples of 8.
   */
  public void fill(int[] examples, int from, int count, int to) {
    for (int k = 0; k < count; k += TOUCHED) {
      int rows = Math.min(TOUCHED, count - k);
      for (int i = k; shifted != null && i < k + rows; i++) {
        shifted.fill(examples[from + i], to + i);
      }
      if (rows > 1) {
        seen =
            kept != null
                ? kept.touch(examples, from + k, rows)
                : features.touch(examples, from + k, rows);
      }
      if (matrix != null) {
        scale(matrix, examples, from + k, rows, to + k);
      }
      for (int half = 0; half < sparse.size(); half++) {
        pack(half, examples, from + k, rows, to + k);
      }
    }
  }

  /**
   * The same for one half of the columns of these rows, the left or the right one. Several threads
   * may read different halves of the same rows at once if they {@linkplain #comesInHalves come in
   * halves}.
   */
  public void fillHalf(int half, int[] examples, int from, int count, int to) {
    for (int k = 0; k < count; k += TOUCHED) {
      int rows = Math.min(TOUCHED, count - k);
      if (rows > 1) {
        seen =
            kept != null
                ? kept.touchHalf(half, examples, from + k, rows)
                : features.touch(examples, from + k, rows);
      }
      pack(half, examples, from + k, rows, to + k);
    }
  }

  private void pack(int half, int[] examples, int from, int count, int to) {
    SparseRows target = sparse.get(half);
    for (int i = 0; i < count; i++) {
      if (kept != null) {
        float factor = scaling.factors()[0];
        kernels.expandBytes(kept, examples[from + i], half, factor, target, to + i);
      } else {
        Features source = shifted == null ? features : shifted.features();
        int example = shifted == null ? examples[from + i] : to + i;
        int at = (to + i) / GROUP * source.columns();
        source.pack(example, scaling, kernels, unpacked, at, target, to + i);
      }
    }
  }

  private void scale(Matrix target, int[] examples, int from, int count, int to) {
    for (int i = 0; i < count; i++) {
      Features source = shifted == null ? features : shifted.features();
      int example = shifted == null ? examples[from + i] : to + i;
      source.scale(example, scaling, kernels, target.data(), (to + i) * source.columns());
    }
  }

  /** The inputs as a new matrix, zeros and all: for explanations, not for speed. */
  public Matrix toMatrix() {
    if (matrix != null) {
      return matrix;
    }
    Matrix all = new Matrix(rows(), columns());
    for (SparseRows half : sparse) {
      half.unpack(all.data());
    }
    return all;
  }

  @Override
  public String toString() {
    return "Inputs[" + rows() + " x " + columns() + (matrix == null ? ", sparse" : "") + "]";
  }

  /**
   * What {@link Features#touch} returned last: of no meaning, but it must not be optimised away.
   */
  int seen() {
    return seen;
  }
}
