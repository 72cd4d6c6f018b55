package dev.layerwise.kernels.vector;

import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.kernel.ParallelKernels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract with several threads, and the same bits as with one. */
class ParallelVectorKernelsTest extends KernelsContract {
  private final ParallelKernels kernels = new ParallelKernels(new VectorKernels(), 3);

  @Override
  Kernels kernels() {
    return kernels;
  }

  @AfterEach
  void close() {
    kernels.close();
  }

  /**
   * Large enough to be divided by rows, by columns, and by elements that do not fill whole vectors.
   */
  @Test
  void bitsDoNotDependOnTheNumberOfThreads() {
    Kernels one = new VectorKernels();
    for (int threads : new int[] {2, 3, 5}) {
      try (ParallelKernels many = new ParallelKernels(one, threads)) {
        for (int[] size :
            new int[][] {{131, 203, 41}, {33, 60, 500}, {64, 784, 20}, {17, 801, 203}}) {
          assertSameBits(
              results(one, size[0], size[1], size[2]), results(many, size[0], size[1], size[2]));
        }
      }
    }
  }

  /** A forward and a backward pass through one layer, everything it writes in one array. */
  private static float[] results(Kernels k, int n, int d, int u) {
    SplittableRandom random = new SplittableRandom(5);
    float[] x = gaussian(random, n * d);
    float[] w = gaussian(random, d * u);
    float[] b = gaussian(random, u);
    int y = n * u;
    int dz = y + n * u;
    int dx = dz + n * u;
    int dw = dx + n * d;
    int v = dw + d * u;
    float[] out = new float[v + d * u];
    float[] mask = new float[n * u];
    k.affine(n, d, u, x, 0, d, w, 0, u, b, 0, out, 0, u);
    k.activate(Activation.TANH, n * u, out, 0, out, y);
    k.activationGradient(Activation.TANH, n * u, out, 0, out, y, out, 0, out, dz);
    k.dropout(n * u, out, dz, out, dz, mask, 0, 77, 1 << 29, 1.1f);
    k.inputGradient(n, d, u, out, dz, u, w, 0, u, out, dx, d);
    k.weightGradient(n, d, u, x, 0, d, out, dz, u, out, dw, u);
    k.momentumUpdate(d * u, 0.1f, 0.9f, out, dw, out, v, w, 0);
    k.addScaled(d * u, 0.5f, w, 0, out, v);
    return out;
  }

  private static float[] gaussian(SplittableRandom random, int length) {
    float[] a = new float[length];
    for (int i = 0; i < length; i++) {
      a[i] = (float) random.nextGaussian();
    }
    return a;
  }
}
