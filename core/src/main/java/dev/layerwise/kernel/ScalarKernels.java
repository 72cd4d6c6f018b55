package dev.layerwise.kernel;

import dev.layerwise.random.RandomStream;
import java.util.Arrays;

/**
 * The scalar reference: what every operation means, one plain loop each.
 *
 * <p>It is the fallback where no faster provider can run and the oracle that faster ones are tested
 * against. The inner loops run over contiguous elements, so that the JIT compiler can vectorise
 * them; beyond that they are never made clever. Transcendental functions come from {@link
 * StrictMath}: the same bits on every machine.
 */
public class ScalarKernels implements Kernels {
  /** The only instance that is needed. */
  public static final ScalarKernels INSTANCE = new ScalarKernels();

  /** For kernels that differ in some operations alone; see {@link #INSTANCE} for others. */
  protected ScalarKernels() {}

  @Override
  public String name() {
    return "scalar";
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
    for (int i = 0; i < n; i++) {
      int row = zo + i * ldz;
      System.arraycopy(b, bo, z, row, u);
      for (int k = 0; k < d; k++) {
        addScaled(u, x[xo + i * ldx + k], w, wo + k * ldw, z, row);
      }
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
      for (int k = 0; k < d; k++) {
        float sum = 0;
        for (int j = 0; j < u; j++) {
          sum += dz[dzo + i * lddz + j] * w[wo + k * ldw + j];
        }
        dx[dxo + i * lddx + k] = sum;
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
    for (int k = 0; k < d; k++) {
      int row = dwo + k * lddw;
      Arrays.fill(dw, row, row + u, 0);
      for (int i = 0; i < n; i++) {
        addScaled(u, x[xo + i * ldx + k], dz, dzo + i * lddz, dw, row);
      }
    }
  }

  @Override
  public void packRow(float[] x, int xo, SparseRows target, int row) {
    int words = target.words();
    int d = target.columns();
    BlockOrder order = target.order();
    int from = row * target.stride();
    int block = from;
    for (int w = 0; w < words; w++) {
      int bits = 0;
      for (int k = w * SparseRows.WORD; k < Math.min(d, (w + 1) * SparseRows.WORD); k++) {
        if (x[xo + order.column(k)] != 0) {
          int bit = 1 << (k / SparseRows.BLOCK);
          if ((bits & bit) == 0) {
            copyBlock(x, xo, order, k, target.blocks(), block);
            block += SparseRows.BLOCK;
          }
          bits |= bit;
        }
      }
      target.bits()[w * target.capacity() + row] = bits;
    }
    if (target.elementwise()) {
      listElements(target, row);
    }
  }

  /** Writes the elements of a row whose blocks are there. */
  private static void listElements(SparseRows target, int row) {
    int words = target.words();
    int from = row * target.stride();
    int count = 0;
    int block = from;
    for (int w = 0; w < words; w++) {
      target.starts()[row * (words + 1) + w] = count;
      int bits = target.bits()[w * target.capacity() + row];
      for (int b = 0; b < Integer.SIZE; b++) {
        if ((bits >>> b & 1) == 0) {
          continue;
        }
        int first = w * SparseRows.WORD + b * SparseRows.BLOCK;
        for (int q = 0; q < SparseRows.BLOCK; q++) {
          float value = target.blocks()[block + q];
          if (value != 0) {
            target.elementColumns()[from + count] = first + q;
            target.elements()[from + count++] = value;
          }
        }
        block += SparseRows.BLOCK;
      }
    }
    target.starts()[row * (words + 1) + words] = count;
  }

  @Override
  public void packBytes(byte[] x, int xo, float factor, SparseRows target, int row) {
    if (!target.order().isNatural()) {
      packPatches(x, xo, factor, target, row);
      return;
    }
    // The blocks of the row serve as room for its values: packing reads ahead of where it writes.
    float[] room = target.blocks();
    int from = row * target.stride();
    widen(target.columns(), x, xo, 0, factor, room, from);
    packRow(room, from, target, row);
  }

  private static void packPatches(byte[] x, int xo, float factor, SparseRows target, int row) {
    BlockOrder order = target.order();
    float[] blocks = target.blocks();
    int at = row * target.stride();
    for (int w = 0; w < target.words(); w++) {
      int bits = 0;
      int end = Math.min(target.columns(), (w + 1) * SparseRows.WORD);
      for (int k = w * SparseRows.WORD; k < end; k += SparseRows.BLOCK) {
        long patch = SparseBytes.patch(x, xo + order.column(k), order.pairDistance());
        if (patch != 0) {
          bits |= 1 << (k / SparseRows.BLOCK);
          for (int q = 0; q < SparseRows.BLOCK; q++, patch >>>= Byte.SIZE) {
            blocks[at++] = (patch & 0xFF) * factor;
          }
        }
      }
      target.bits()[w * target.capacity() + row] = bits;
    }
  }

  @Override
  public void expandBytes(
      SparseBytes source, int from, int half, float factor, SparseRows target, int row) {
    int words = target.words();
    int first = row * target.stride();
    int blocks = 0;
    for (int w = 0; w < words; w++) {
      int bits = source.bits(from, half, w);
      target.bits()[w * target.capacity() + row] = bits;
      blocks += Integer.bitCount(bits);
    }
    int length = blocks * SparseRows.BLOCK;
    widen(length, source.content(), source.start(from, half), 0, factor, target.blocks(), first);
    if (target.elementwise()) {
      listElements(target, row);
    }
  }

  /** The block of position k. */
  private static void copyBlock(float[] x, int xo, BlockOrder order, int k, float[] to, int at) {
    int first = k / SparseRows.BLOCK * SparseRows.BLOCK;
    for (int q = 0; q < SparseRows.BLOCK; q++) {
      to[at + q] = first + q < order.columns() ? x[xo + order.column(first + q)] : 0;
    }
  }

  @Override
  public boolean readsElements(int n) {
    return true;
  }

  @Override
  public double zerosWorthPacking() {
    return 0.5;
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
    for (int i = 0; i < n; i++) {
      System.arraycopy(b, bo, z, zo + i * ldz, u);
      if (!x.elementwise()) {
        for (int k = 0; k < x.columns(); k++) {
          int column = x.order().column(k);
          addScaled(u, x.get(row + i, column), w, wo + column * ldw, z, zo + i * ldz);
        }
      } else {
        int from = (row + i) * x.stride();
        for (int q = from; q < from + x.count(row + i); q++) {
          addScaled(u, x.elements()[q], w, wo + x.elementColumns()[q] * ldw, z, zo + i * ldz);
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
    for (int k = position; k < position + d; k++) {
      int at = dwo + x.order().column(k) * lddw;
      Arrays.fill(dw, at, at + u, 0);
    }
    for (int i = 0; i < x.rows(); i++) {
      if (!x.elementwise()) {
        for (int k = position; k < position + d; k++) {
          int column = x.order().column(k);
          addScaled(u, x.get(i, column), dz, dzo + i * lddz, dw, dwo + column * lddw);
        }
      } else {
        int from = i * x.stride();
        for (int q = from; q < from + x.count(i); q++) {
          int column = x.elementColumns()[q];
          if (column >= position && column < position + d) {
            addScaled(u, x.elements()[q], dz, dzo + i * lddz, dw, dwo + column * lddw);
          }
        }
      }
    }
  }

  @Override
  public void columnSums(int n, int u, float[] x, int xo, int ldx, float[] sums, int so) {
    Arrays.fill(sums, so, so + u, 0);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        sums[so + j] += x[xo + i * ldx + j];
      }
    }
  }

  @Override
  public void activate(Activation f, int count, float[] z, int zo, float[] y, int yo) {
    for (int i = 0; i < count; i++) {
      y[yo + i] = value(f, z[zo + i]);
    }
  }

  private static float value(Activation f, float z) {
    return switch (f) {
      case SIGMOID -> sigmoid(z);
      case TANH -> (float) StrictMath.tanh(z);
      // Not Math.max: a comparison that is false for NaN would turn it into 0.
      case RELU -> z <= 0 ? 0 : z;
      case LEAKY_RELU -> z <= 0 ? Activation.LEAKY_SLOPE * z : z;
      case ELU -> z <= 0 ? (float) StrictMath.expm1(z) : z;
      case GELU -> 0.5f * z * (1 + (float) StrictMath.tanh(geluInner(z)));
      case SILU -> z * sigmoid(z);
    };
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
    for (int i = 0; i < count; i++) {
      dz[dzo + i] = dy[dyo + i] * slope(f, z[zo + i], y[yo + i]);
    }
  }

  private static float slope(Activation f, float z, float y) {
    return switch (f) {
      case SIGMOID -> y * (1 - y);
      case TANH -> 1 - y * y;
      case RELU -> z <= 0 ? 0 : 1;
      case LEAKY_RELU -> z <= 0 ? Activation.LEAKY_SLOPE : 1;
      case ELU -> z <= 0 ? y + 1 : 1;
      case GELU -> {
        float t = (float) StrictMath.tanh(geluInner(z));
        float inner = Activation.GELU_SCALE * (1 + 3 * Activation.GELU_CUBIC * z * z);
        float bend = 1 - t * t;
        // Far from 0 tanh has settled, and inner may be infinite.
        yield 0.5f * (1 + t) + (bend == 0 ? 0 : 0.5f * z * bend * inner);
      }
      case SILU -> {
        float s = sigmoid(z);
        yield s * (1 + z * (1 - s));
      }
    };
  }

  private static float geluInner(float z) {
    return Activation.GELU_SCALE * (z + Activation.GELU_CUBIC * z * z * z);
  }

  private static float sigmoid(float z) {
    return (float) (1 / (1 + StrictMath.exp(-z)));
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
    for (int i = 0; i < count; i++) {
      long bits = RandomStream.mix(origin + ((i >> 1) + 1) * RandomStream.GAMMA);
      int half = (int) ((i & 1) == 0 ? bits : bits >>> 32) >>> 1;
      float keep = half < threshold ? 0 : scale;
      mask[mo + i] = keep;
      y[yo + i] = x[xo + i] * keep;
    }
  }

  @Override
  public void multiply(int count, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
    for (int i = 0; i < count; i++) {
      z[zo + i] = x[xo + i] * y[yo + i];
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
        variance[j] += centred * centred;
      }
    }
    for (int j = 0; j < u; j++) {
      variance[j] /= n;
      inverse[j] = (float) (1 / Math.sqrt(variance[j] + epsilon));
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        float z = (x[xo + i * u + j] - mean[j]) * inverse[j];
        normalised[i * u + j] = z;
        y[yo + i * u + j] = gamma[j] * z + beta[j];
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
      int dyo,
      float[] dgamma,
      float[] dbeta,
      float[] dx,
      int dxo) {
    columnSums(n, u, dy, dyo, u, dbeta, 0);
    Arrays.fill(dgamma, 0, u, 0);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        dgamma[j] += dy[dyo + i * u + j] * normalised[i * u + j];
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        float centred = dy[dyo + i * u + j] - (dbeta[j] + normalised[i * u + j] * dgamma[j]) / n;
        dx[dxo + i * u + j] = gamma[j] * inverse[j] * centred;
      }
    }
  }

  @Override
  public void scaleShift(
      int n, int u, float[] x, int xo, float[] scale, float[] shift, float[] y, int yo) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < u; j++) {
        y[yo + i * u + j] = x[xo + i * u + j] * scale[j] + shift[j];
      }
    }
  }

  @Override
  public int countCorrect(int n, int c, float[] z, int zo, int[] labels, int lo) {
    int correct = 0;
    for (int i = 0; i < n; i++) {
      int row = zo + i * c;
      int label = labels[lo + i];
      float own = z[row + label];
      boolean largest = true;
      for (int j = 0; j < c; j++) {
        // NaN is neither less nor equal.
        largest &= j < label ? z[row + j] < own : z[row + j] <= own;
      }
      correct += largest ? 1 : 0;
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
    double total = 0;
    for (int i = 0; i < n; i++) {
      int row = zo + i * c;
      int gradientRow = dzo + i * c;
      float logit = z[row + labels[lo + i]];
      float max = rowMax(c, z, row);
      double sum = 0;
      for (int j = 0; j < c; j++) {
        double e = StrictMath.exp((double) z[row + j] - max);
        sum += e;
        dz[gradientRow + j] = (float) e;
      }
      // The difference first: log(sum) would drown in a large maximum.
      total += StrictMath.log(sum) + ((double) max - logit);
      float factor = (float) (gradientScale / sum);
      for (int j = 0; j < c; j++) {
        dz[gradientRow + j] *= factor;
      }
      dz[gradientRow + labels[lo + i]] -= gradientScale;
    }
    return total;
  }

  /**
   * The largest of c elements; a NaN among them is returned, since {@link Math#max} lets it
   * through.
   */
  private static float rowMax(int c, float[] z, int from) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < c; j++) {
      max = Math.max(max, z[from + j]);
    }
    return max;
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
    double total = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < c; j++) {
        float logit = z[zo + i * c + j];
        float target = target(c, labels[lo + i], j);
        // max(z, 0) - z t, without the 0 times infinity that the product would come to for an
        // infinite z.
        float wrong = Math.max(target == 1 ? -logit : logit, 0);
        total += wrong + StrictMath.log1p(StrictMath.exp(-Math.abs(logit)));
        dz[dzo + i * c + j] = (sigmoid(logit) - target) * gradientScale;
      }
    }
    return total;
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
    double total = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < c; j++) {
        float error = z[zo + i * c + j] - target(c, labels[lo + i], j);
        total += (double) error * error;
        dz[dzo + i * c + j] = 2 * error * gradientScale;
      }
    }
    return total;
  }

  private static float target(int c, int label, int j) {
    return c == 1 ? label : label == j ? 1 : 0;
  }

  @Override
  public void softmax(int n, int c, float[] z, int zo, float[] p, int po) {
    for (int i = 0; i < n; i++) {
      int row = zo + i * c;
      float max = rowMax(c, z, row);
      double sum = 0;
      for (int j = 0; j < c; j++) {
        double e = StrictMath.exp((double) z[row + j] - max);
        sum += e;
        p[po + i * c + j] = (float) e;
      }
      for (int j = 0; j < c; j++) {
        p[po + i * c + j] = (float) (p[po + i * c + j] / sum);
      }
    }
  }

  @Override
  public void addScaled(int count, float a, float[] x, int xo, float[] y, int yo) {
    for (int i = 0; i < count; i++) {
      y[yo + i] += a * x[xo + i];
    }
  }

  @Override
  public void scale(int count, float a, float[] x, int xo) {
    for (int i = 0; i < count; i++) {
      x[xo + i] *= a;
    }
  }

  @Override
  public void decayedUpdate(
      int count, float rate, float decay, float[] g, int go, float[] w, int wo) {
    for (int i = 0; i < count; i++) {
      w[wo + i] += -rate * (g[go + i] + decay * w[wo + i]);
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
      float velocity = momentum * v[vo + i] - rate * g[go + i];
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
      float velocity = momentum * v[vo + i] - rate * g[go + i];
      v[vo + i] = velocity;
      w[wo + i] += momentum * velocity - rate * g[go + i];
    }
  }

  @Override
  public void widen(int count, byte[] x, int xo, float offset, float factor, float[] y, int yo) {
    for (int i = 0; i < count; i++) {
      y[yo + i] = ((x[xo + i] & 0xFF) - offset) * factor;
    }
  }

  @Override
  public void widen(
      int count, byte[] x, int xo, float[] offsets, float[] factors, float[] y, int yo) {
    for (int j = 0; j < count; j++) {
      y[yo + j] = ((x[xo + j] & 0xFF) - offsets[j]) * factors[j];
    }
  }

  @Override
  public void standardize(int count, float[] offsets, float[] factors, float[] x, int xo) {
    for (int j = 0; j < count; j++) {
      x[xo + j] = (x[xo + j] - offsets[j]) * factors[j];
    }
  }

  @Override
  public double sumOfSquares(int count, float[] x, int xo) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (double) x[xo + i] * x[xo + i];
    }
    return sum;
  }

  @Override
  public float maxAbs(int count, float[] x, int xo) {
    float max = 0;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, Math.abs(x[xo + i]));
    }
    return max;
  }
}
