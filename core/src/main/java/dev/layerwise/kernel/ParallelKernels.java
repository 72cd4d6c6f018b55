package dev.layerwise.kernel;

import dev.layerwise.random.RandomStream;

/**
 * Divides large operations among threads; small ones stay with the caller.
 *
 * <p>The bits of a result do not depend on the number of threads, since those of the delegate do
 * not depend on the division of the output; see {@link Kernels}. The number of parts follows the
 * work: below a measured size nothing is handed over. Nothing is allocated per call.
 *
 * <p>An instance serves one calling thread at a time (it is owned by one trainer) and holds {@code
 * threads - 1} daemon threads, which sleep between operations that are far apart, until it is
 * closed. A closed instance still computes, on the calling thread alone.
 */
public final class ParallelKernels implements Kernels, AutoCloseable {
  /**
   * The multiply-adds that pay for one part of a product: several times the cost of a hand-over.
   */
  private static final long PRODUCT_WORK_PER_PART = 200_000;

  /** The same for element-wise operations, in elements. */
  private static final long ELEMENTS_PER_PART = 16_384;

  /** Parts begin at multiples of this, so that no two share a vector or (nearly) a cache line. */
  private static final int GRAIN = 32;

  /** Rows are divided in steps of this: the height of a register tile. */
  private static final int ROW_GRAIN = 8;

  private final Kernels delegate;
  private final Workers workers;
  private final Task task = new Task();

  /**
   * Starts the workers.
   *
   * @param delegate the kernels that compute the parts
   * @param threads the most threads that compute at once, the calling one included
   * @throws IllegalArgumentException if there are fewer than two; see {@link #of}
   */
  public ParallelKernels(Kernels delegate, int threads) {
    if (threads < 2) {
      throw new IllegalArgumentException(
          "threads: expected 2 or more to divide work among, got " + threads);
    }
    this.delegate = delegate;
    this.workers = new Workers(threads - 1, task);
  }

  /**
   * The delegate itself for one thread, else its parallel decorator, to be closed by the caller.
   *
   * @throws IllegalArgumentException if {@code threads} is not positive
   */
  public static Kernels of(Kernels delegate, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected a positive number, got " + threads);
    }
    return threads == 1 ? delegate : new ParallelKernels(delegate, threads);
  }

  @Override
  public String name() {
    return delegate.name();
  }

  /** Ends the worker threads. */
  @Override
  public void close() {
    workers.close();
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
    boolean columns = u >= n && u >= 2 * GRAIN;
    int parts = productParts((long) n * d * u, columns ? u : n, columns ? GRAIN : ROW_GRAIN);
    if (parts < 2) {
      delegate.affine(n, d, u, x, xo, ldx, w, wo, ldw, b, bo, z, zo, ldz);
      return;
    }
    task.sizes(Operation.AFFINE, n, d, u);
    task.a(x, xo, ldx);
    task.b(w, wo, ldw);
    task.c(b, bo, 0);
    task.out(z, zo, ldz);
    task.columns = columns;
    run(columns ? u : n, columns ? GRAIN : ROW_GRAIN, parts);
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
    boolean columns = d >= n && d >= 2 * GRAIN;
    int parts = productParts((long) n * d * u, columns ? d : n, columns ? GRAIN : ROW_GRAIN);
    if (parts < 2) {
      delegate.inputGradient(n, d, u, dz, dzo, lddz, w, wo, ldw, dx, dxo, lddx);
      return;
    }
    task.sizes(Operation.INPUT_GRADIENT, n, d, u);
    task.a(dz, dzo, lddz);
    task.b(w, wo, ldw);
    task.out(dx, dxo, lddx);
    task.columns = columns;
    run(columns ? d : n, columns ? GRAIN : ROW_GRAIN, parts);
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
    int parts = productParts((long) n * d * u, d, ROW_GRAIN);
    if (parts < 2) {
      delegate.weightGradient(n, d, u, x, xo, ldx, dz, dzo, lddz, dw, dwo, lddw);
      return;
    }
    task.sizes(Operation.WEIGHT_GRADIENT, n, d, u);
    task.a(x, xo, ldx);
    task.b(dz, dzo, lddz);
    task.out(dw, dwo, lddw);
    run(d, ROW_GRAIN, parts);
  }

  @Override
  public void activate(Activation f, int count, float[] z, int zo, float[] y, int yo) {
    int parts = elementParts(count);
    if (parts < 2) {
      delegate.activate(f, count, z, zo, y, yo);
      return;
    }
    task.elements(Operation.ACTIVATE);
    task.activation = f;
    task.a(z, zo, 0);
    task.out(y, yo, 0);
    run(count, GRAIN, parts);
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
    int parts = elementParts(count);
    if (parts < 2) {
      delegate.activationGradient(f, count, z, zo, y, yo, dy, dyo, dz, dzo);
      return;
    }
    task.elements(Operation.ACTIVATION_GRADIENT);
    task.activation = f;
    task.a(z, zo, 0);
    task.b(y, yo, 0);
    task.c(dy, dyo, 0);
    task.out(dz, dzo, 0);
    run(count, GRAIN, parts);
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
    int parts = elementParts(count);
    if (parts < 2) {
      delegate.dropout(count, x, xo, y, yo, mask, mo, origin, threshold, scale);
      return;
    }
    task.elements(Operation.DROPOUT);
    task.origin = origin;
    task.threshold = threshold;
    task.rate = scale;
    task.a(x, xo, 0);
    task.c(mask, mo, 0);
    task.out(y, yo, 0);
    run(count, GRAIN, parts);
  }

  @Override
  public void addScaled(int count, float a, float[] x, int xo, float[] y, int yo) {
    int parts = elementParts(count);
    if (parts < 2) {
      delegate.addScaled(count, a, x, xo, y, yo);
      return;
    }
    task.elements(Operation.ADD_SCALED);
    task.rate = a;
    task.a(x, xo, 0);
    task.out(y, yo, 0);
    run(count, GRAIN, parts);
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
    update(Operation.MOMENTUM, count, rate, momentum, g, go, v, vo, w, wo);
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
    update(Operation.NESTEROV, count, rate, momentum, g, go, v, vo, w, wo);
  }

  private void update(
      Operation operation,
      int count,
      float rate,
      float momentum,
      float[] g,
      int go,
      float[] v,
      int vo,
      float[] w,
      int wo) {
    task.elements(operation);
    task.rate = rate;
    task.momentum = momentum;
    task.a(g, go, 0);
    task.b(v, vo, 0);
    task.out(w, wo, 0);
    int parts = elementParts(count);
    if (parts < 2) {
      task.compute(0, count);
    } else {
      run(count, GRAIN, parts);
    }
  }

  @Override
  public void columnSums(int n, int u, float[] x, int xo, int ldx, float[] sums, int so) {
    delegate.columnSums(n, u, x, xo, ldx, sums, so);
  }

  @Override
  public void multiply(int count, float[] x, int xo, float[] y, int yo, float[] z, int zo) {
    delegate.multiply(count, x, xo, y, yo, z, zo);
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
    delegate.batchNorm(
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
    delegate.batchNormGradient(n, u, normalised, inverse, gamma, dy, dyo, dgamma, dbeta, dx, dxo);
  }

  @Override
  public void scaleShift(
      int n, int u, float[] x, int xo, float[] scale, float[] shift, float[] y, int yo) {
    delegate.scaleShift(n, u, x, xo, scale, shift, y, yo);
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
    return delegate.softmaxCrossEntropy(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
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
    return delegate.sigmoidCrossEntropy(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
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
    return delegate.squaredError(n, c, z, zo, labels, lo, dz, dzo, gradientScale);
  }

  @Override
  public void softmax(int n, int c, float[] z, int zo, float[] p, int po) {
    delegate.softmax(n, c, z, zo, p, po);
  }

  @Override
  public void scale(int count, float a, float[] x, int xo) {
    delegate.scale(count, a, x, xo);
  }

  @Override
  public void widen(int count, byte[] x, int xo, float offset, float factor, float[] y, int yo) {
    delegate.widen(count, x, xo, offset, factor, y, yo);
  }

  @Override
  public double sumOfSquares(int count, float[] x, int xo) {
    return delegate.sumOfSquares(count, x, xo);
  }

  @Override
  public float maxAbs(int count, float[] x, int xo) {
    return delegate.maxAbs(count, x, xo);
  }

  private int productParts(long work, int length, int grain) {
    return workers.parts(work / PRODUCT_WORK_PER_PART, (length + grain - 1) / grain);
  }

  private int elementParts(int count) {
    return workers.parts(count / ELEMENTS_PER_PART, count / GRAIN);
  }

  private void run(int length, int grain, int parts) {
    int grains = (length + grain - 1) / grain;
    task.length = length;
    task.partLength = (grains + parts - 1) / parts * grain;
    workers.run((length + task.partLength - 1) / task.partLength);
  }

  private enum Operation {
    AFFINE,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT,
    ACTIVATE,
    ACTIVATION_GRADIENT,
    DROPOUT,
    ADD_SCALED,
    MOMENTUM,
    NESTEROV
  }

  /** The operands of the operation at hand: written by the caller, read by all. */
  private final class Task implements Workers.Job {
    private static final float[] NONE = {};

    private Operation operation = Operation.AFFINE;
    private int n;
    private int d;
    private int u;
    private boolean columns;
    private int length;
    private int partLength;

    private float[] a = NONE;
    private int ao;
    private int lda;
    private float[] b = NONE;
    private int bo;
    private int ldb;
    private float[] c = NONE;
    private int co;
    private float[] out = NONE;
    private int oo;
    private int ldo;

    private Activation activation = Activation.RELU;
    private float rate;
    private float momentum;
    private long origin;
    private int threshold;

    void sizes(Operation op, int rows, int inputs, int units) {
      operation = op;
      n = rows;
      d = inputs;
      u = units;
    }

    void elements(Operation op) {
      operation = op;
    }

    void a(float[] array, int offset, int ld) {
      a = array;
      ao = offset;
      lda = ld;
    }

    void b(float[] array, int offset, int ld) {
      b = array;
      bo = offset;
      ldb = ld;
    }

    void c(float[] array, int offset, int ld) {
      c = array;
      co = offset + ld;
    }

    void out(float[] array, int offset, int ld) {
      out = array;
      oo = offset;
      ldo = ld;
    }

    @Override
    public void part(int index) {
      int from = index * partLength;
      compute(from, Math.min(partLength, length - from));
    }

    /** Computes {@code count} rows, columns or elements of the output from {@code from} on. */
    void compute(int from, int count) {
      switch (operation) {
        case AFFINE -> {
          if (columns) {
            delegate.affine(
                n, d, count, a, ao, lda, b, bo + from, ldb, c, co + from, out, oo + from, ldo);
          } else {
            delegate.affine(
                count, d, u, a, ao + from * lda, lda, b, bo, ldb, c, co, out, oo + from * ldo, ldo);
          }
        }
        case INPUT_GRADIENT -> {
          if (columns) {
            delegate.inputGradient(
                n, count, u, a, ao, lda, b, bo + from * ldb, ldb, out, oo + from, ldo);
          } else {
            delegate.inputGradient(
                count, d, u, a, ao + from * lda, lda, b, bo, ldb, out, oo + from * ldo, ldo);
          }
        }
        case WEIGHT_GRADIENT ->
            delegate.weightGradient(
                n, count, u, a, ao + from, lda, b, bo, ldb, out, oo + from * ldo, ldo);
        case ACTIVATE -> delegate.activate(activation, count, a, ao + from, out, oo + from);
        case ACTIVATION_GRADIENT ->
            delegate.activationGradient(
                activation, count, a, ao + from, b, bo + from, c, co + from, out, oo + from);
        case DROPOUT ->
            // Two elements share a random number; parts begin at even ones.
            delegate.dropout(
                count,
                a,
                ao + from,
                out,
                oo + from,
                c,
                co + from,
                origin + from / 2 * RandomStream.GAMMA,
                threshold,
                rate);
        case ADD_SCALED -> delegate.addScaled(count, rate, a, ao + from, out, oo + from);
        case MOMENTUM ->
            delegate.momentumUpdate(
                count, rate, momentum, a, ao + from, b, bo + from, out, oo + from);
        case NESTEROV ->
            delegate.nesterovUpdate(
                count, rate, momentum, a, ao + from, b, bo + from, out, oo + from);
      }
    }
  }
}
