package dev.layerwise.kernel;

/**
 * The operations of narrow layers on {@link dev.layerwise.tensor.Layout#INTERLEAVED interleaved}
 * mini-batches: a vector holds one unit of sixteen examples, so that no lane is empty however few
 * units there are.
 *
 * <p>What {@link Kernels} says of letters and contracts holds here as well, but n is a multiple of
 * sixteen, and so is every number of rows before an offset. Element-wise operations do not care how
 * elements lie; they are those of {@link Kernels}.
 *
 * <p>The operations have the bits of those on rows, except where they sum over the rows of the
 * mini-batch, which they do lane by lane: there they differ by rounding, within the bounds that
 * hold for any order.
 */
public interface InterleavedKernels {
  /** The most columns of a matrix that may be interleaved. */
  int MOST_COLUMNS = 32;

  /** The most units of a dense layer that may be; wider ones fill their vectors as they lie. */
  int MOST_UNITS = 16;

  /** Interleaves n rows of u columns, x, into y. */
  void interleave(int n, int u, float[] x, int xo, float[] y, int yo);

  /** The way back: n rows of u columns, interleaved in y, go to x one after the other. */
  void separate(int n, int u, float[] y, int yo, float[] x, int xo);

  /** {@link Kernels#affine} with all rows of W and b: {@code z = x w + b}. */
  void affine(int n, int d, int u, float[] x, int xo, float[] w, float[] b, float[] z, int zo);

  /** {@link Kernels#inputGradient} with all rows of W: {@code dx = dz wᵀ}. */
  void inputGradient(int n, int d, int u, float[] dz, int dzo, float[] w, float[] dx, int dxo);

  /**
   * {@link Kernels#weightGradient} of {@code count} of the d inputs: {@code dw = xᵀ dz}, summed
   * over all n rows.
   *
   * @param from the first of those inputs, whose gradients go to row {@code from} of dw
   */
  void weightGradient(int n, int d, int u, int from, int count, float[] x, float[] dz, float[] dw);

  /** {@link Kernels#columnSums} of u columns. */
  void columnSums(int n, int u, float[] x, float[] sums);

  /** {@link Kernels#batchNorm}. */
  void batchNorm(
      int n,
      int u,
      float[] x,
      float[] gamma,
      float[] beta,
      float epsilon,
      float[] mean,
      float[] variance,
      float[] inverse,
      float[] normalised,
      float[] y);

  /** {@link Kernels#batchNormGradient}; dx may be dy. */
  void batchNormGradient(
      int n,
      int u,
      float[] normalised,
      float[] inverse,
      float[] gamma,
      float[] dy,
      float[] dgamma,
      float[] dbeta,
      float[] dx);

  /** {@link Kernels#countCorrect}, of no more than {@link #MOST_UNITS} classes. */
  int countCorrect(int n, int c, float[] z, int zo, int[] labels, int lo);

  /** {@link Kernels#softmaxCrossEntropy}, of no more than {@link #MOST_UNITS} classes. */
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
}
