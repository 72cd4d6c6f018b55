package dev.layerwise.kernels.vector;

import static dev.layerwise.tensor.Layout.GROUP;

import dev.layerwise.kernel.InterleavedKernels;
import dev.layerwise.tensor.Layout;

/**
 * The twin of {@link VectorInterleaved} in plain loops. A sum over rows is taken lane by lane and
 * then by halves, as {@link LaneSums} does.
 */
final class PlainInterleaved implements InterleavedKernels {
  private static final float[] ZERO = {0};

  private final int lanes;

  /** Partial sums of four columns, one for each lane. */
  private final ThreadLocal<float[]> partial;

  /** A value for each row of a group. */
  private final ThreadLocal<double[]> doubles = ThreadLocal.withInitial(() -> new double[GROUP]);

  PlainInterleaved(int lanes) {
    this.lanes = lanes;
    this.partial = ThreadLocal.withInitial(() -> new float[4 * lanes]);
  }

  @Override
  public void interleave(int n, int u, float[] x, int xo, float[] y, int yo) {
    for (int i = 0; i < n; i++) {
      int to = yo + place(i, u);
      for (int j = 0; j < u; j++) {
        y[to + j * GROUP] = x[xo + i * u + j];
      }
    }
  }

  @Override
  public void separate(int n, int u, float[] y, int yo, float[] x, int xo) {
    for (int i = 0; i < n; i++) {
      int from = yo + place(i, u);
      for (int j = 0; j < u; j++) {
        x[xo + i * u + j] = y[from + j * GROUP];
      }
    }
  }

  /** Where column 0 of a row lies. */
  private static int place(int row, int columns) {
    return Layout.INTERLEAVED.index(row, 0, columns);
  }

  @Override
  public void affine(
      int n, int d, int u, float[] x, int xo, float[] w, float[] b, float[] z, int zo) {
    multiply(n, d, u, x, xo, w, 1, u, b, 1, z, zo);
  }

  @Override
  public void inputGradient(
      int n, int d, int u, float[] dz, int dzo, float[] w, float[] dx, int dxo) {
    multiply(n, u, d, dz, dzo, w, u, 1, ZERO, 0, dx, dxo);
  }

  /** As {@link InterleavedProducts} does: {@code z[j] = b[j] + Σ w[j, k] x[k]}. */
  private static void multiply(
      int n,
      int inner,
      int units,
      float[] x,
      int xo,
      float[] w,
      int apart,
      int step,
      float[] b,
      int bApart,
      float[] z,
      int zo) {
    for (int i = 0; i < n; i++) {
      int from = xo + place(i, inner);
      int to = zo + place(i, units);
      for (int j = 0; j < units; j += 4) {
        int j1 = Math.min(j + 1, units - 1);
        int j2 = Math.min(j + 2, units - 1);
        int j3 = Math.min(j + 3, units - 1);
        float s0 = b[j * bApart];
        float s1 = b[j1 * bApart];
        float s2 = b[j2 * bApart];
        float s3 = b[j3 * bApart];
        for (int k = 0, row = 0; k < inner; k++, row += step) {
          float v = x[from + k * GROUP];
          s0 = Math.fma(w[row + j * apart], v, s0);
          s1 = Math.fma(w[row + j1 * apart], v, s1);
          s2 = Math.fma(w[row + j2 * apart], v, s2);
          s3 = Math.fma(w[row + j3 * apart], v, s3);
        }
        // Makes -0 to +0.
        z[to + j * GROUP] = s0 + 0f;
        z[to + j1 * GROUP] = s1 + 0f;
        z[to + j2 * GROUP] = s2 + 0f;
        z[to + j3 * GROUP] = s3 + 0f;
      }
    }
  }

  @Override
  public void weightGradient(
      int n, int d, int u, int from, int count, float[] x, float[] dz, float[] dw) {
    float[] sums = partial.get();
    for (int k = from; k < from + count; k++) {
      for (int j = 0; j < u; j += 4) {
        int j1 = Math.min(j + 1, u - 1);
        int j2 = Math.min(j + 2, u - 1);
        int j3 = Math.min(j + 3, u - 1);
        for (int lane = 0; lane < lanes; lane++) {
          float s0 = 0;
          float s1 = 0;
          float s2 = 0;
          float s3 = 0;
          for (int i = lane; i < n; i += lanes) {
            float v = x[place(i, d) + k * GROUP];
            int row = place(i, u);
            s0 = Math.fma(v, dz[row + j * GROUP], s0);
            s1 = Math.fma(v, dz[row + j1 * GROUP], s1);
            s2 = Math.fma(v, dz[row + j2 * GROUP], s2);
            s3 = Math.fma(v, dz[row + j3 * GROUP], s3);
          }
          sums[lane] = s0;
          sums[lanes + lane] = s1;
          sums[2 * lanes + lane] = s2;
          sums[3 * lanes + lane] = s3;
        }
        dw[k * u + j] = sumByHalves(sums, 0);
        dw[k * u + j1] = sumByHalves(sums, lanes);
        dw[k * u + j2] = sumByHalves(sums, 2 * lanes);
        dw[k * u + j3] = sumByHalves(sums, 3 * lanes);
      }
    }
  }

  /** The sum over all rows of a column of a times the same column of b. */
  private float sumOfProducts(int n, int u, int j, float[] a, float[] b) {
    float[] sums = partial.get();
    for (int lane = 0; lane < lanes; lane++) {
      float sum = 0;
      for (int i = lane; i < n; i += lanes) {
        int at = place(i, u) + j * GROUP;
        sum = Math.fma(a[at], b[at], sum);
      }
      sums[lane] = sum;
    }
    return sumByHalves(sums, 0);
  }

  /** The sum of as many partial sums as there are lanes. */
  private float sumByHalves(float[] sums, int from) {
    for (int half = lanes / 2; half > 0; half /= 2) {
      for (int lane = from; lane < from + half; lane++) {
        sums[lane] += sums[lane + half];
      }
    }
    return sums[from];
  }

  @Override
  public void columnSums(int n, int u, float[] x, float[] sums) {
    float[] partials = partial.get();
    for (int j = 0; j < u; j++) {
      for (int lane = 0; lane < lanes; lane++) {
        float sum = 0;
        for (int i = lane; i < n; i += lanes) {
          sum += x[place(i, u) + j * GROUP];
        }
        partials[lane] = sum;
      }
      sums[j] = sumByHalves(partials, 0);
    }
  }

  @Override
  public void batchNorm(
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
      float[] y) {
    columnSums(n, u, x, mean);
    for (int j = 0; j < u; j++) {
      mean[j] /= n;
      for (int at = j * GROUP; at < n * u; at += u * GROUP) {
        for (int lane = at; lane < at + GROUP; lane++) {
          normalised[lane] = x[lane] - mean[j];
        }
      }
      variance[j] = sumOfProducts(n, u, j, normalised, normalised) / n;
      inverse[j] = (float) (1 / Math.sqrt(variance[j] + epsilon));
      for (int at = j * GROUP; at < n * u; at += u * GROUP) {
        for (int lane = at; lane < at + GROUP; lane++) {
          normalised[lane] *= inverse[j];
          y[lane] = Math.fma(normalised[lane], gamma[j], beta[j]);
        }
      }
    }
  }

  @Override
  public void batchNormGradient(
      int n,
      int u,
      float[] normalised,
      float[] inverse,
      float[] gamma,
      float[] dy,
      float[] dgamma,
      float[] dbeta,
      float[] dx) {
    columnSums(n, u, dy, dbeta);
    for (int j = 0; j < u; j++) {
      dgamma[j] = sumOfProducts(n, u, j, dy, normalised);
      float scale = gamma[j] * inverse[j];
      for (int at = j * GROUP; at < n * u; at += u * GROUP) {
        for (int lane = at; lane < at + GROUP; lane++) {
          float share = Math.fma(normalised[lane], dgamma[j], dbeta[j]) / n;
          dx[lane] = (dy[lane] - share) * scale;
        }
      }
    }
  }

  @Override
  public int countCorrect(int n, int c, float[] z, int zo, int[] labels, int lo) {
    int correct = 0;
    for (int i = 0; i < n; i++) {
      int row = zo + place(i, c);
      int label = labels[lo + i];
      float own = z[row + label * GROUP];
      boolean fine = true;
      for (int j = 0; j < c; j++) {
        float v = z[row + j * GROUP];
        // Of equal ones the first wins; NaN is neither less nor equal.
        fine &= v < own || (v == own && label <= j);
      }
      correct += fine ? 1 : 0;
    }
    return correct;
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
    double[] ofRows = doubles.get();
    double total = 0;
    for (int group = 0; group < n; group += GROUP) {
      for (int lane = 0; lane < GROUP; lane++) {
        int row = zo + group * c + lane;
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < c; j++) {
          max = z[row + j * GROUP] > max ? z[row + j * GROUP] : max;
        }
        ofRows[lane] = (double) max - z[row + labels[lo + group + lane] * GROUP];
        for (int j = 0; j < c; j++) {
          dz[dzo + group * c + j * GROUP + lane] = PlainFunctions.exp(z[row + j * GROUP] - max);
        }
      }
      total += sum(ofRows);
      for (int lane = 0; lane < GROUP; lane++) {
        int row = dzo + group * c + lane;
        double sum = 0;
        for (int j = 0; j < c; j++) {
          sum += dz[row + j * GROUP];
        }
        ofRows[lane] = sum;
        float factor = (float) (gradientScale / sum);
        for (int j = 0; j < c; j++) {
          dz[row + j * GROUP] *= factor;
        }
        dz[row + labels[lo + group + lane] * GROUP] -= gradientScale;
      }
      total += StrictMath.log(product(ofRows));
    }
    return total;
  }

  /** The sum of a group's values: four sums, so that an addition need not wait for another. */
  static double sum(double[] x) {
    double s0 = x[0];
    double s1 = x[1];
    double s2 = x[2];
    double s3 = x[3];
    for (int i = 4; i < GROUP; i += 4) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** The product of a group's values, in the same order. */
  static double product(double[] x) {
    double p0 = x[0];
    double p1 = x[1];
    double p2 = x[2];
    double p3 = x[3];
    for (int i = 4; i < GROUP; i += 4) {
      p0 *= x[i];
      p1 *= x[i + 1];
      p2 *= x[i + 2];
      p3 *= x[i + 3];
    }
    return p0 * p1 * (p2 * p3);
  }
}
