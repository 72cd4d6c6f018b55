package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.InterleavedKernels;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ScalarKernels;
import dev.layerwise.kernel.SparseBytes;
import dev.layerwise.kernel.SparseRows;
import dev.layerwise.kernel.WeightUpdate;

/**
 * Kernels in SIMD lanes, by the JDK's Vector API, at the preferred vector width of the machine.
 *
 * <p>Results differ from the scalar reference by rounding alone: products and updates use fused
 * multiply-adds (bound at {@code Products}), exponentials are single precision (bounds at {@code
 * Exponentials}). NaN and infinities come out where they come out of the reference; dropout masks
 * are the same to the bit. Nothing is allocated per call: what does not fit whole vectors passes
 * through small arrays that belong to the thread.
 */
public final class VectorKernels implements Kernels {
  /** Made by the provider, or by a test. */
  public VectorKernels() {}

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public InterleavedKernels interleaved() {
    return VectorInterleaved.INSTANCE;
  }

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
    Products.affine(n, d, u, x, xo, ldx, w, wo, ldw, b, bo, z, zo, ldz);
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
    Products.inputGradient(n, d, u, dz, dzo, lddz, w, wo, ldw, dx, dxo, lddx);
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
    Products.weightGradient(n, d, u, x, xo, ldx, dz, dzo, lddz, dw, dwo, lddw);
  }

  @Override
  public void packRow(float[] x, int xo, SparseRows target, int row) {
    if (!Strip.EIGHT_ROWS) {
      ScalarKernels.INSTANCE.packRow(x, xo, target, row);
    } else if (target.order().isNatural()) {
      SparsePacking.packRow(x, xo, target, row);
    } else {
      SparsePacking.packRow(PatchRows.of(x, xo, target.order()), 0, target, row);
    }
  }

  @Override
  public void packBytes(byte[] x, int xo, float factor, SparseRows target, int row) {
    if (!Strip.EIGHT_ROWS) {
      ScalarKernels.INSTANCE.packBytes(x, xo, factor, target, row);
    } else if (target.order().isNatural()) {
      SparsePacking.packBytes(x, xo, factor, target, row);
    } else {
      byte[] ordered = PatchRows.of(x, xo, target.order());
      SparsePacking.packBytes(ordered, 0, factor, target, row);
    }
  }

  @Override
  public void expandBytes(
      SparseBytes source, int from, int half, float factor, SparseRows target, int row) {
    if (Strip.EIGHT_ROWS) {
      SparseExpansion.expandBytes(source, from, half, factor, target, row);
    } else {
      ScalarKernels.INSTANCE.expandBytes(source, from, half, factor, target, row);
    }
  }

  @Override
  public boolean readsElements(int n) {
    return SparseProducts.readsElements(n);
  }

  @Override
  public double zerosWorthPacking() {
    return Strip.EIGHT_ROWS ? 0.4 : Double.POSITIVE_INFINITY;
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
    SparseProducts.affine(x, row, n, u, w, wo, ldw, b, bo, z, zo, ldz);
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
    SparseProducts.weightGradient(x, position, d, u, dz, dzo, lddz, dw, dwo, lddw);
  }

  @Override
  public void weightUpdate(
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
    if (Panels.pay(d, n, u) && n <= Panels.DEPTH) {
      Panels.ofThread()
          .update(this, n, d, u, x, xo, ldx, dz, dzo, lddz, at, ldw, update, rate, decay);
      return;
    }
    boolean plain = update.rule() == WeightUpdate.Rule.PLAIN && decay == 0;
    int columns = plain ? ColumnUpdates.columns(u, ldw) : 0;
    int rows = ColumnUpdates.rows(n, d, columns, x, xo, ldx);
    if (rows > 0) {
      float[] w = update.values();
      ColumnUpdates.update(n, rows, columns, x, xo, ldx, dz, dzo, lddz, w, at, ldw, -rate);
    }
    if (rows > 0 && columns < u) {
      Kernels.super.weightUpdate(
          n,
          rows,
          u - columns,
          x,
          xo,
          ldx,
          dz,
          dzo + columns,
          lddz,
          scratch,
          at + columns,
          ldw,
          update,
          rate,
          decay);
    }
    if (rows < d) {
      Kernels.super.weightUpdate(
          n,
          d - rows,
          u,
          x,
          xo + rows,
          ldx,
          dz,
          dzo,
          lddz,
          scratch,
          at + rows * ldw,
          ldw,
          update,
          rate,
          decay);
    }
  }

  @Override
  public void weightUpdateSparse(
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
    SparseProducts.weightUpdate(
        this, x, position, d, u, dz, dzo, lddz, scratch, at, ldw, update, rate, decay);
  }

  @Override
  public void columnSums(int n, int u, float[] x, int xo, int ldx, float[] sums, int so) {
    Columns.columnSums(n, u, x, xo, ldx, sums, so);
  }

  @Override
  public void activate(Activation f, int count, float[] z, int zo, float[] y, int yo) {
    Activations.activate(f, count, z, zo, y, yo);
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
    Activations.activationGradient(f, count, z, zo, y, yo, dy, dyo, dz, dzo);
  }

  @Override
  public void dropout(
      int count,
      float[] x,
      int xo,
      float[] y,
      int yo,
      float[] mask,
      int mo,
      long origin,
      int threshold,
      float scale) {
    Elements.dropout(count, x, xo, y, yo, mask, mo, origin, threshold, scale);
  }

  @Override
  public void multiply(int count, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
    Elements.multiply(count, x, xo, y, yo, z, zo);
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
    Columns.batchNorm(
        n, u, x, xo, gamma, beta, epsilon, mean, variance, inverse, normalised, y, yo);
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
    Columns.batchNormGradient(n, u, normalised, inverse, gamma, dy, dyo, dgamma, dbeta, dx, dxo);
  }

  @Override
  public void scaleShift(
      int n, int u, float[] x, int xo, float[] scale, float[] shift, float[] y, int yo) {
    Columns.scaleShift(n, u, x, xo, scale, shift, y, yo);
  }

  @Override
  public int countCorrect(int n, int c, float[] z, int zo, int[] labels, int lo) {
    return Losses.countCorrect(n, c, z, zo, labels, lo);
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
    return Losses.softmaxCrossEntropy(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
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
    return Losses.sigmoidCrossEntropy(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
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
    return Losses.squaredError(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
  }

  @Override
  public void softmax(int n, int c, float[] z, int zo, float[] p, int po) {
    Losses.softmax(n, c, z, zo, p, po);
  }

  @Override
  public void addScaled(int count, float a, float[] x, int xo, float[] y, int yo) {
    Elements.addScaled(count, a, x, xo, y, yo);
  }

  @Override
  public void scale(int count, float a, float[] x, int xo) {
    Elements.scale(count, a, x, xo);
  }

  @Override
  public void decayedUpdate(
      int count, float rate, float decay, float[] g, int go, float[] w, int wo) {
    Elements.decayedUpdate(count, rate, decay, g, go, w, wo);
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
    Elements.momentumUpdate(count, rate, momentum, g, go, v, vo, w, wo);
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
    Elements.nesterovUpdate(count, rate, momentum, g, go, v, vo, w, wo);
  }

  @Override
  public void widen(int count, byte[] x, int xo, float offset, float factor, float[] y, int yo) {
    Elements.widen(count, x, xo, offset, factor, y, yo);
  }

  @Override
  public void widen(
      int count, byte[] x, int xo, float[] offsets, float[] factors, float[] y, int yo) {
    Elements.widen(count, x, xo, offsets, factors, y, yo);
  }

  @Override
  public void standardize(int count, float[] offsets, float[] factors, float[] x, int xo) {
    Elements.standardize(count, offsets, factors, x, xo);
  }

  @Override
  public double sumOfSquares(int count, float[] x, int xo) {
    return Elements.sumOfSquares(count, x, xo);
  }

  @Override
  public float maxAbs(int count, float[] x, int xo) {
    return Elements.maxAbs(count, x, xo);
  }
}
