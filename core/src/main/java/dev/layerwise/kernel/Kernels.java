package dev.layerwise.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The one seam for speed: the operations of a mini-batch on plain arrays.
 *
 * <p>Letters: {@code n} examples (rows) in the mini-batch, {@code d} inputs, {@code u} units,
 * {@code c} classes. Arrays are row-major; {@code xo} is the offset of the first element and {@code
 * ldx} the distance between the starts of consecutive rows. Shapes are checked above this seam and
 * not again below it; an implementation still never reads or writes outside an array.
 *
 * <p>Contract of every implementation:
 *
 * <ul>
 *   <li>The order of every sum is a function of the operation's own sizes. An element of a product
 *       has the same bits whether it is computed in one call or as part of a smaller block of rows
 *       or columns of the result, so that callers may divide the work among threads.
 *   <li>NaN and infinities travel through: a NaN that enters a sum comes out of it.
 *   <li>Output arrays are overwritten and never read, unless the method says so. Input and output
 *       do not overlap, except that element-wise methods accept the same array at the same offset.
 *   <li>Nothing is allocated.
 *   <li>Instances hold no state between calls and may be used by several threads at once.
 * </ul>
 *
 * <p>{@link ScalarKernels} is the definition of every operation; faster implementations are tested
 * against it.
 */
public interface Kernels {
  /** The name of the implementation, such as {@code scalar}. */
  String name();

  /** The operations of narrow layers on interleaved rows, if this implementation has any. */
  default @Nullable InterleavedKernels interleaved() {
    return null;
  }

  /** {@code z = x w + b}: x is n × d, w is d × u, b has u elements, z is n × u. */
  void affine(
      int n,
      int d,
      int u,
      float[] x,
      int xo,
      int ldx,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] z,
      int zo,
      int ldz);

  /** {@code dx = dz wᵀ}: dz is n × u, w is d × u, dx is n × d. */
  void inputGradient(
      int n,
      int d,
      int u,
      float[] dz,
      int dzo,
      int lddz,
      float[] w,
      int wo,
      int ldw,
      float[] dx,
      int dxo,
      int lddx);

  /** {@code dw = xᵀ dz}, summed over the n rows: x is n × d, dz is n × u, dw is d × u. */
  void weightGradient(
      int n,
      int d,
      int u,
      float[] x,
      int xo,
      int ldx,
      float[] dz,
      int dzo,
      int lddz,
      float[] dw,
      int dwo,
      int lddw);

  /**
   * Packs one row without its zeros.
   *
   * @param x the row, as long as {@code target} is wide
   * @param target receives it as its row {@code row}
   */
  void packRow(float[] x, int xo, SparseRows target, int row);

  /** The same for a row {@code x · factor}, x being bytes from 0 to 255. */
  void packBytes(byte[] x, int xo, float factor, SparseRows target, int row);

  /**
   * {@link #packBytes} of a row whose zeros are known already.
   *
   * @param source a row of it, as long as {@code target} is wide
   * @param from the number of that row
   * @param half which of the halves that it is kept in, 0 if it is kept whole
   */
  void expandBytes(
      SparseBytes source, int from, int half, float factor, SparseRows target, int row);

  /**
   * The share of zeros among the inputs from which on {@link #affineSparse} and {@link
   * #weightGradientSparse} are faster than the operations on all elements; above 1 if never.
   */
  double zerosWorthPacking();

  /**
   * Whether the operations on sparse mini-batches of n rows read the elements of {@link
   * SparseRows}, or the blocks alone.
   */
  boolean readsElements(int n);

  /**
   * {@link #affine} of n rows of x from {@code row} on, without their zeros. An element of z has
   * the same value as with them wherever w is finite; here a zero says nothing even of an infinite
   * weight.
   *
   * <p>Of {@link SparseRows#standardized} rows, elements {@code v · f + s}, an implementation may
   * sum up {@code Σ v (f w)} and {@code Σ s w} apart: with ε = 2^-24 that differs from the sum of
   * the d products by at most {@code (2 d + 6) ε Σ (|v f| + |s|) |w|}.
   *
   * <p>Terms are added up in the {@link SparseRows#order order} of the blocks; in another than the
   * natural one the sum differs by rounding, at most by {@code 2 d ε (|b| + Σ |x w|)}.
   */
  void affineSparse(
      SparseRows x,
      int row,
      int n,
      int u,
      float[] w,
      int wo,
      int ldw,
      float[] b,
      int bo,
      float[] z,
      int zo,
      int ldz);

  /**
   * {@link #weightGradient} of all rows of x for d of its columns, without empty blocks. The values
   * are those of {@link #weightGradient} wherever dz is finite; for {@link SparseRows#standardized}
   * rows they may come as {@code f Σ v dz + s Σ dz}, within {@code (2 n + 6) ε Σ (|v f| + |s|)
   * |dz|}.
   *
   * @param position the first of the columns in the {@link SparseRows#order order} of the blocks, a
   *     multiple of {@link SparseRows#BLOCK}; so is d, but at the end
   * @param dwo where the gradients of column 0 lie, whether they are among those or not; those of
   *     column k are {@code k lddw} further
   */
  void weightGradientSparse(
      SparseRows x,
      int position,
      int d,
      int u,
      float[] dz,
      int dzo,
      int lddz,
      float[] dw,
      int dwo,
      int lddw);

  /**
   * {@link #weightGradient}, and the update that follows from it, in one go: the same bits as one
   * after the other.
   *
   * @param scratch as long as the weights; may be used for the gradient
   * @param at where the d × u weights begin, in {@code scratch} as well as in the update's arrays
   * @param ldw how far apart their rows are in those arrays
   * @param decay see {@link WeightUpdate#apply}
   */
  default void weightUpdate(
      int n,
      int d,
      int u,
      float[] x,
      int xo,
      int ldx,
      float[] dz,
      int dzo,
      int lddz,
      float[] scratch,
      int at,
      int ldw,
      WeightUpdate update,
      float rate,
      float decay) {
    weightGradient(n, d, u, x, xo, ldx, dz, dzo, lddz, scratch, at, ldw);
    update.applyRows(this, rate, decay, d, u, scratch, at, ldw, at, ldw);
  }

  /**
   * The same after {@link #weightGradientSparse}, whose positions and columns it has.
   *
   * @param at where the weights of column 0 lie
   */
  default void weightUpdateSparse(
      SparseRows x,
      int position,
      int d,
      int u,
      float[] dz,
      int dzo,
      int lddz,
      float[] scratch,
      int at,
      int ldw,
      WeightUpdate update,
      float rate,
      float decay) {
    weightGradientSparse(x, position, d, u, dz, dzo, lddz, scratch, at, ldw);
    update.applyPositions(this, rate, decay, x.order(), position, d, u, scratch, at, ldw);
  }

  /** {@code sums[j] = Σᵢ x[i, j]} over n rows of u columns. */
  void columnSums(int n, int u, float[] x, int xo, int ldx, float[] sums, int so);

  /** {@code y = f(z)} for {@code count} elements. */
  void activate(Activation f, int count, float[] z, int zo, float[] y, int yo);

  /** {@code dz = dy · f'(z)} for {@code count} elements, given z and {@code y = f(z)}. */
  void activationGradient(
      Activation f,
      int count,
      float[] z,
      int zo,
      float[] y,
      int yo,
      float[] dy,
      int dyo,
      float[] dz,
      int dzo);

  /**
   * Inverted dropout: {@code mask[i]} becomes {@code scale} where element i is kept and 0 where it
   * is dropped, and {@code y = x · mask}.
   *
   * <p>Element i is dropped if the unsigned 32-bit half of {@code mix(origin + (i/2 + 1) · GAMMA)}
   * (the low half for even i, the high half for odd i; see {@link
   * dev.layerwise.random.RandomStream}), shifted right by one, is below {@code threshold}, which is
   * the rate times 2^31.
   */
  void dropout(
      int count,
      float[] x,
      int xo,
      float[] y,
      int yo,
      float[] mask,
      int mo,
      long origin,
      int threshold,
      float scale);

  /** {@code z = x · y} element by element. */
  void multiply(int count, float[] x, int xo, float[] y, int yo, float[] z, int zo);

  /**
   * Batch normalisation with the statistics of the mini-batch: {@code mean} and the biased {@code
   * variance} of every column of x (n × u), {@code inverse = 1 / sqrt(variance + epsilon)}, {@code
   * normalised = (x - mean) · inverse}, {@code y = gamma · normalised + beta}. All of them are
   * written.
   */
  void batchNorm(
      int n,
      int u,
      float[] x,
      int xo,
      float[] gamma,
      float[] beta,
      float epsilon,
      float[] mean,
      float[] variance,
      float[] inverse,
      float[] normalised,
      float[] y,
      int yo);

  /**
   * The backward pass of {@link #batchNorm}: {@code dbeta = Σ dy}, {@code dgamma = Σ dy ·
   * normalised} over the rows, and {@code dx = gamma · inverse / n · (n · dy - dbeta - normalised ·
   * dgamma)}. May be done in place: dx may be dy.
   */
  void batchNormGradient(
      int n,
      int u,
      float[] normalised,
      float[] inverse,
      float[] gamma,
      float[] dy,
      int dyo,
      float[] dgamma,
      float[] dbeta,
      float[] dx,
      int dxo);

  /** {@code y[i, j] = x[i, j] · scale[j] + shift[j]} over n rows of u columns. */
  void scaleShift(int n, int u, float[] x, int xo, float[] scale, float[] shift, float[] y, int yo);

  /**
   * How many of n rows of z (n × c, c at least 2) have their largest element, the first of equal
   * ones, where the label says. A row that holds NaN never counts.
   */
  int countCorrect(int n, int c, float[] z, int zo, int[] labels, int lo);

  /**
   * Softmax cross-entropy from logits z (n × c): returns {@code Σᵢ (log Σⱼ e^z[i,j] - z[i,
   * label])}, and writes {@code dz = (softmax(z) - onehot) · gradientScale}.
   */
  double softmaxCrossEntropy(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale);

  /**
   * Sigmoid cross-entropy from logits z (n × c) against 0/1 targets t: returns {@code Σ (max(z, 0)
   * - z t + log(1 + e^-|z|))} over all elements and writes {@code dz = (sigmoid(z) - t) ·
   * gradientScale}. With c = 1 the target is the label itself, else the label's one-hot row. May be
   * done in place, as may the other losses.
   */
  double sigmoidCrossEntropy(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale);

  /**
   * Squared error of outputs z (n × c) against the same targets as {@link #sigmoidCrossEntropy}:
   * returns {@code Σ (z - t)²} over all elements and writes {@code dz = 2 (z - t) · gradientScale}.
   */
  double squaredError(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale);

  /** {@code p = softmax(z)} row by row (n × c); may be done in place. */
  void softmax(int n, int c, float[] z, int zo, float[] p, int po);

  /** {@code y = y + a x}. */
  void addScaled(int count, float a, float[] x, int xo, float[] y, int yo);

  /** {@code x = a x}. */
  void scale(int count, float a, float[] x, int xo);

  /**
   * {@code w = w - rate · (g + decay · w)}, to the bits of two {@link #addScaled}, in one pass; g
   * stays as it is.
   */
  void decayedUpdate(int count, float rate, float decay, float[] g, int go, float[] w, int wo);

  /** {@code v = momentum · v - rate · g; w = w + v}. */
  void momentumUpdate(
      int count,
      float rate,
      float momentum,
      float[] g,
      int go,
      float[] v,
      int vo,
      float[] w,
      int wo);

  /**
   * {@code v = momentum · v - rate · g; w = w + momentum · v - rate · g} (Nesterov, in Sutskever's
   * form).
   */
  void nesterovUpdate(
      int count,
      float rate,
      float momentum,
      float[] g,
      int go,
      float[] v,
      int vo,
      float[] w,
      int wo);

  /**
   * {@code y = (x - offset) · factor}, x being bytes from 0 to 255: pixels on their way to the
   * first layer.
   */
  void widen(int count, byte[] x, int xo, float offset, float factor, float[] y, int yo);

  /**
   * {@code y[j] = (x[j] - offsets[j]) · factors[j]}: the same, every pixel with its own scaling.
   */
  void widen(int count, byte[] x, int xo, float[] offsets, float[] factors, float[] y, int yo);

  /** {@code x[j] = (x[j] - offsets[j]) · factors[j]}: a row of features on its way. */
  void standardize(int count, float[] offsets, float[] factors, float[] x, int xo);

  /** {@code Σ x²}, accumulated in double precision. */
  double sumOfSquares(int count, float[] x, int xo);

  /** The largest absolute value, NaN if any element is NaN, 0 for no elements. */
  float maxAbs(int count, float[] x, int xo);
}
