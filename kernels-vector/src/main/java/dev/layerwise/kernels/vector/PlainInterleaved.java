package dev.layerwise.kernels.vector;

import static dev.layerwise.tensor.Layout.GROUP;

import dev.layerwise.kernel.InterleavedKernels;
import java.util.Arrays;

/**
 * The twin of {@link VectorInterleaved} in plain loops. A sum over rows is taken lane by lane and
 * then by halves, as {@link LaneSums} does.
 */
final class PlainInterleaved implements InterleavedKernels {
  private final int lanes;

  /** Partial sums of a column, one for each lane. */
  private final ThreadLocal<float[]> partial;

  /** A value for each row of a group. */
  private final ThreadLocal<double[]> doubles = ThreadLocal.withInitial(() -> new double[GROUP]);

  PlainInterleaved(int lanes) {
    this.lanes = lanes;
    this.partial = ThreadLocal.withInitial(() -> new float[lanes]);
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
    return row / GROUP * GROUP * columns + row % GROUP;
  }

  @Override
  public void affine(
      int n, int d, int u, float[] x, int xo, float[] w, float[] b, float[] z, int zo) {
    for (int i = 0; i < n; i += GROUP) {
      for (int j = 0; j < u; j++) {
        int to = zo + i * u + j * GROUP;
        Arrays.fill(z, to, to + GROUP, b[j]);
        for (int k = 0; k < d; k++) {
          addColumn(w[k * u + j], x, xo + i * d + k * GROUP, z, to);
        }
        unsign(z, to);
      }
    }
  }

  @Override
  public void inputGradient(
      int n, int d, int u, float[] dz, int dzo, float[] w, float[] dx, int dxo) {
    for (int i = 0; i < n; i += GROUP) {
      for (int k = 0; k < d; k++) {
        int to = dxo + i * d + k * GROUP;
        Arrays.fill(dx, to, to + GROUP, 0);
        for (int j = 0; j < u; j++) {
          addColumn(w[k * u + j], dz, dzo + i * u + j * GROUP, dx, to);
        }
        unsign(dx, to);
      }
    }
  }

  private static void addColumn(float w, float[] x, int xo, float[] z, int zo) {
    for (int lane = 0; lane < GROUP; lane++) {
      z[zo + lane] = Math.fma(w, x[xo + lane], z[zo + lane]);
    }
  }

  /** Makes -0 to +0. */
  private static void unsign(float[] z, int zo) {
    for (int lane = zo; lane < zo + GROUP; lane++) {
      z[lane] += 0f;
    }
  }

  @Override
  public void weightGradient(
      int n, int d, int u, int from, int count, float[] x, float[] dz, float[] dw) {
    for (int k = from; k < from + count; k++) {
      for (int j = 0; j < u; j++) {
        dw[k * u + j] = sumOfProducts(n, x, k * GROUP, d * GROUP, dz, j * GROUP, u * GROUP);
      }
    }
  }

  /** The sum over all rows of a column of a times a column of b. */
  private float sumOfProducts(int n, float[] a, int ao, int lda, float[] b, int bo, int ldb) {
    float[] sums = partial.get();
    Arrays.fill(sums, 0);
    for (int i = 0; i < n; i += lanes) {
      int at = ao + i / GROUP * lda + i % GROUP;
      int bt = bo + i / GROUP * ldb + i % GROUP;
      for (int lane = 0; lane < lanes; lane++) {
        sums[lane] = Math.fma(a[at + lane], b[bt + lane], sums[lane]);
      }
    }
    return sumByHalves(sums);
  }

  private float sumByHalves(float[] sums) {
    for (int half = lanes / 2; half > 0; half /= 2) {
      for (int lane = 0; lane < half; lane++) {
        sums[lane] += sums[lane + half];
      }
    }
    return sums[0];
  }

  @Override
  public void columnSums(int n, int u, float[] x, float[] sums) {
    float[] sum = partial.get();
    for (int j = 0; j < u; j++) {
      Arrays.fill(sum, 0);
      for (int i = 0; i < n; i += lanes) {
        int at = place(i, u) + j * GROUP;
        for (int lane = 0; lane < lanes; lane++) {
          sum[lane] += x[at + lane];
        }
      }
      sums[j] = sumByHalves(sum);
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
      int column = j * GROUP;
      variance[j] =
          sumOfProducts(n, normalised, column, u * GROUP, normalised, column, u * GROUP) / n;
      inverse[j] = (float) (1 / Math.sqrt(variance[j] + epsilon));
      for (int at = column; at < n * u; at += u * GROUP) {
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
      int column = j * GROUP;
      dgamma[j] = sumOfProducts(n, dy, column, u * GROUP, normalised, column, u * GROUP);
      float scale = gamma[j] * inverse[j];
      for (int at = column; at < n * u; at += u * GROUP) {
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
