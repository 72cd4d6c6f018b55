package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.InterleavedKernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.kernel.SparseRows;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The twin of {@link VectorKernels} in plain loops: the same bits, for as long as vector code would
 * be slower.
 *
 * <p>Before the JIT compiler has seen a vector operation often enough, every vector is an object on
 * the heap, and an operation takes hundreds of times as long as a plain loop. A training that is
 * over before that does better without vectors.
 *
 * <p>What makes the bits: every element of a product is one chain of fused multiply-adds in
 * ascending order, and a sum of nothing is +0; exponentials are the polynomials of {@link
 * PlainFunctions}; a sum over the lanes of vectors is taken lane by lane and then by halves.
 * Operations that round in one way only are those of the scalar reference. The test holds all of
 * them against the vector kernels.
 */
public final class PlainKernels extends ScalarKernels {
  private static final int BLOCK = SparseRows.BLOCK;
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final ThreadLocal<PlainScratch> SCRATCH =
      ThreadLocal.withInitial(PlainScratch::new);

  private final int lanes;
  private final PlainLosses losses;
  private final PlainInterleaved interleaved;

  /**
   * Makes them.
   *
   * @param lanes the number of floats of the vectors whose bits are wanted: 4, 8 or 16
   */
  public PlainKernels(int lanes) {
    this.lanes = lanes;
    this.losses = new PlainLosses(lanes);
    this.interleaved = new PlainInterleaved(lanes);
  }

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public InterleavedKernels interleaved() {
    return interleaved;
  }

  @Override
  public boolean readsElements(int n) {
    return lanes < 16 || n < 2 * SPARSE_ROWS_BY_BLOCKS;
  }

  @Override
  public double zerosWorthPacking() {
    return lanes < 16 ? Double.POSITIVE_INFINITY : 0.4;
  }

  /** The rows from which on {@link #affineSparse} goes by blocks. */
  private static final int SPARSE_ROWS_BY_BLOCKS = 8;

  @Override
  public void affine(
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
      int ldz) {
    for (int i = 0; i < n; i++) {
      int row = zo + i * ldz;
      System.arraycopy(b, bo, z, row, u);
      addRows(d, u, x, xo + i * ldx, w, wo, ldw, z, row);
      unsign(u, z, row);
    }
  }

  /** {@code z += x w} for a row x of d elements and d × u weights. */
  private static void addRows(
      int d, int u, float[] x, int xo, float[] w, int wo, int ldw, float[] z, int zo) {
    int k = 0;
    for (; k + BLOCK <= d; k += BLOCK) {
      addBlock(u, x, xo + k, w, wo + k * ldw, ldw, 2 * ldw, z, zo);
    }
    for (; k < d; k++) {
      addRow(u, x[xo + k], w, wo + k * ldw, z, zo);
    }
  }

  /**
   * {@code z += x w} for eight elements of x: z is loaded and stored once for all of them.
   *
   * @param pair how far apart the pairs of rows of W begin
   */
  private static void addBlock(
      int u, float[] x, int xo, float[] w, int wo, int ldw, int pair, float[] z, int zo) {
    float x0 = x[xo];
    float x1 = x[xo + 1];
    float x2 = x[xo + 2];
    float x3 = x[xo + 3];
    float x4 = x[xo + 4];
    float x5 = x[xo + 5];
    float x6 = x[xo + 6];
    float x7 = x[xo + 7];
    for (int j = 0; j < u; j++) {
      int at = wo + j;
      float sum = Math.fma(x0, w[at], z[zo + j]);
      sum = Math.fma(x1, w[at + ldw], sum);
      sum = Math.fma(x2, w[at + pair], sum);
      sum = Math.fma(x3, w[at + pair + ldw], sum);
      sum = Math.fma(x4, w[at + 2 * pair], sum);
      sum = Math.fma(x5, w[at + 2 * pair + ldw], sum);
      sum = Math.fma(x6, w[at + 3 * pair], sum);
      z[zo + j] = Math.fma(x7, w[at + 3 * pair + ldw], sum);
    }
  }

  private static void addRow(int u, float x, float[] w, int wo, float[] z, int zo) {
    for (int j = 0; j < u; j++) {
      z[zo + j] = Math.fma(x, w[wo + j], z[zo + j]);
    }
  }

  /** Makes -0 to +0. */
  private static void unsign(int count, float[] z, int zo) {
    for (int j = zo; j < zo + count; j++) {
      z[j] += 0f;
    }
  }

  @Override
  public void inputGradient(
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
      int lddx) {
    for (int i = 0; i < n; i++) {
      int row = dzo + i * lddz;
      for (int k = 0; k < d; k++) {
        int weights = wo + k * ldw;
        float sum = 0;
        for (int j = 0; j < u; j++) {
          sum = Math.fma(dz[row + j], w[weights + j], sum);
        }
        dx[dxo + i * lddx + k] = sum + 0f;
      }
    }
  }

  @Override
  public void weightGradient(
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
      int lddw) {
    float[] column = SCRATCH.get().column(n);
    for (int k = 0; k < d; k++) {
      for (int i = 0; i < n; i++) {
        column[i] = x[xo + i * ldx + k];
      }
      int row = dwo + k * lddw;
      Arrays.fill(dw, row, row + u, 0);
      addRows(n, u, column, 0, dz, dzo, lddz, dw, row);
      unsign(u, dw, row);
    }
  }

  @Override
  public void packBytes(byte[] x, int xo, float factor, SparseRows target, int row) {
    if (target.elementwise() || !target.order().isNatural()) {
      super.packBytes(x, xo, factor, target, row);
      return;
    }
    int at = row * target.stride();
    int d = target.columns();
    float[] blocks = target.blocks();
    for (int w = 0; w < target.words(); w++) {
      int bits = 0;
      int end = Math.min(d, (w + 1) * SparseRows.WORD);
      for (int k = w * SparseRows.WORD; k < end; k += BLOCK) {
        int from = xo + k;
        long any = k + BLOCK <= d ? (long) EIGHT.get(x, from) : any(x, from, d - k);
        if (any != 0) {
          bits |= 1 << (k / BLOCK);
          int width = Math.min(BLOCK, d - k);
          for (int q = 0; q < width; q++) {
            blocks[at + q] = (x[from + q] & 0xFF) * factor;
          }
          for (int q = width; q < BLOCK; q++) {
            blocks[at + q] = 0;
          }
          at += BLOCK;
        }
      }
      target.bits()[w * target.capacity() + row] = bits;
    }
  }

  /** Not 0 if one of some bytes is not. */
  private static int any(byte[] x, int from, int count) {
    int any = 0;
    for (int q = from; q < from + count; q++) {
      any |= x[q];
    }
    return any;
  }

  @Override
  public void affineSparse(
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
      int ldz) {
    if (x.standardized()) {
      float[] chains = SCRATCH.get().column(Shifts.CHAINS * u);
      PlainStandardized.affine(chains, x, row, n, u, w, wo, ldw, b, bo, z, zo, ldz);
      return;
    }
    boolean byElements = x.elementwise() && (lanes < 16 || n < SPARSE_ROWS_BY_BLOCKS);
    for (int i = row; i < row + n; i++) {
      int to = zo + (i - row) * ldz;
      System.arraycopy(b, bo, z, to, u);
      if (byElements) {
        int from = i * x.stride();
        for (int q = from; q < from + x.count(i); q++) {
          addRow(u, x.elements()[q], w, wo + x.elementColumns()[q] * ldw, z, to);
        }
      } else {
        addBlocks(x, i, u, w, wo, ldw, z, to);
      }
      unsign(u, z, to);
    }
  }

  /** {@code z += x w} for row i of x, zeros and all where a block is not empty. */
  private static void addBlocks(
      SparseRows x, int i, int u, float[] w, int wo, int ldw, float[] z, int zo) {
    int at = i * x.stride();
    int pair = x.order().pairDistance() * ldw;
    for (int word = 0; word < x.words(); word++) {
      int bits = x.bits()[word * x.capacity() + i];
      for (; bits != 0; bits &= bits - 1, at += BLOCK) {
        int block = word * Integer.SIZE + Integer.numberOfTrailingZeros(bits);
        int first = wo + x.order().first(block) * ldw;
        if ((block + 1) * BLOCK <= x.columns()) {
          addBlock(u, x.blocks(), at, w, first, ldw, pair, z, zo);
        } else {
          addRows(x.columns() - block * BLOCK, u, x.blocks(), at, w, first, ldw, z, zo);
        }
      }
    }
  }

  @Override
  public void weightGradientSparse(
      SparseRows x,
      int position,
      int d,
      int u,
      float[] dz,
      int dzo,
      int lddz,
      float[] dw,
      int dwo,
      int lddw) {
    PlainScratch scratch = SCRATCH.get();
    scratch.begin(x, position);
    float[] sums = scratch.sums;
    int pair = x.order().pairDistance() * lddw;
    for (int k = position; k < position + d; k += BLOCK) {
      int count = scratch.list(x, k);
      int width = Math.min(BLOCK, position + d - k);
      int first = dwo + x.order().first(k / BLOCK) * lddw;
      for (int j = 0; j < u; j += 2) {
        int other = Math.min(j + 1, u - 1);
        scratch.sumBlock(x.blocks(), count, dz, dzo + j, dzo + other, lddz);
        for (int q = 0; q < width; q++) {
          int at = first + q / 2 * pair + q % 2 * lddw;
          dw[at + j] = sums[q] + 0f;
          dw[at + other] = sums[(j == other ? 0 : BLOCK) + q] + 0f;
        }
      }
    }
    if (x.standardized()) {
      float[] all = scratch.column(u);
      columnSums(x.rows(), u, dz, dzo, lddz, all, 0);
      PlainStandardized.standardize(x, position, d, u, all, dw, dwo, lddw);
    }
  }

  @Override
  public void activate(Activation f, int count, float[] z, int zo, float[] y, int yo) {
    if (f == Activation.RELU || f == Activation.LEAKY_RELU) {
      super.activate(f, count, z, zo, y, yo);
      return;
    }
    for (int i = 0; i < count; i++) {
      y[yo + i] = PlainFunctions.activation(f, z[zo + i]);
    }
  }

  @Override
  public void activationGradient(
      Activation f,
      int count,
      float[] z,
      int zo,
      float[] y,
      int yo,
      float[] dy,
      int dyo,
      float[] dz,
      int dzo) {
    if (f != Activation.GELU && f != Activation.SILU) {
      super.activationGradient(f, count, z, zo, y, yo, dy, dyo, dz, dzo);
      return;
    }
    for (int i = 0; i < count; i++) {
      float v = z[zo + i];
      float slope =
          f == Activation.GELU ? PlainFunctions.geluSlope(v) : PlainFunctions.siluSlope(v);
      dz[dzo + i] = dy[dyo + i] * slope;
    }
  }

  @Override
  public void batchNorm(
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
      int yo) {
    columnSums(n, u, x, xo, u, mean, 0);
    Arrays.fill(variance, 0, u, 0);
    for (int j = 0; j < u; j++) {
      mean[j] /= n;
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        float centred = x[xo + i * u + j] - mean[j];
        variance[j] = Math.fma(centred, centred, variance[j]);
      }
    }
    for (int j = 0; j < u; j++) {
      variance[j] /= n;
      inverse[j] = (float) (1 / Math.sqrt(variance[j] + epsilon));
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        normalised[i * u + j] = (x[xo + i * u + j] - mean[j]) * inverse[j];
      }
    }
    scaleShift(n, u, normalised, 0, gamma, beta, y, yo);
  }

  @Override
  public void batchNormGradient(
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
      int dxo) {
    columnSums(n, u, dy, dyo, u, dbeta, 0);
    Arrays.fill(dgamma, 0, u, 0);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        dgamma[j] = Math.fma(dy[dyo + i * u + j], normalised[i * u + j], dgamma[j]);
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        float share = Math.fma(normalised[i * u + j], dgamma[j], dbeta[j]) / n;
        dx[dxo + i * u + j] = (dy[dyo + i * u + j] - share) * (gamma[j] * inverse[j]);
      }
    }
  }

  @Override
  public void scaleShift(
      int n, int u, float[] x, int xo, float[] scale, float[] shift, float[] y, int yo) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        y[yo + i * u + j] = Math.fma(x[xo + i * u + j], scale[j], shift[j]);
      }
    }
  }

  @Override
  public double softmaxCrossEntropy(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale) {
    return losses.softmaxCrossEntropy(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
  }

  @Override
  public double sigmoidCrossEntropy(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale) {
    return losses.sigmoidCrossEntropy(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
  }

  @Override
  public double squaredError(
      int n,
      int c,
      float[] z,
      int zo,
      int[] labels,
      int lo,
      float[] dz,
      int dzo,
      float gradientScale) {
    return losses.squaredError(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
  }

  @Override
  public void softmax(int n, int c, float[] z, int zo, float[] p, int po) {
    losses.softmax(n, c, z, zo, p, po);
  }

  @Override
  public void addScaled(int count, float a, float[] x, int xo, float[] y, int yo) {
    for (int i = 0; i < count; i++) {
      y[yo + i] = Math.fma(x[xo + i], a, y[yo + i]);
    }
  }

  @Override
  public void decayedUpdate(
      int count, float rate, float decay, float[] g, int go, float[] w, int wo) {
    for (int i = 0; i < count; i++) {
      float gradient = Math.fma(w[wo + i], decay, g[go + i]);
      w[wo + i] = Math.fma(gradient, -rate, w[wo + i]);
    }
  }

  @Override
  public void momentumUpdate(
      int count,
      float rate,
      float momentum,
      float[] g,
      int go,
      float[] v,
      int vo,
      float[] w,
      int wo) {
    for (int i = 0; i < count; i++) {
      float velocity = Math.fma(v[vo + i], momentum, g[go + i] * -rate);
      v[vo + i] = velocity;
      w[wo + i] += velocity;
    }
  }

  @Override
  public void nesterovUpdate(
      int count,
      float rate,
      float momentum,
      float[] g,
      int go,
      float[] v,
      int vo,
      float[] w,
      int wo) {
    for (int i = 0; i < count; i++) {
      float step = g[go + i] * -rate;
      float velocity = Math.fma(v[vo + i], momentum, step);
      v[vo + i] = velocity;
      w[wo + i] += Math.fma(velocity, momentum, step);
    }
  }

  @Override
  public double sumOfSquares(int count, float[] x, int xo) {
    return losses.sumOfSquares(count, x, xo);
  }
}
