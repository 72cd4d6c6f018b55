package dev.layerwise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelKernelsTest {
  private final SplittableRandom random = new SplittableRandom(3);

  private float[] values(int length) {
    float[] a = new float[length];
    for (int i = 0; i < length; i++) {
      a[i] = (float) random.nextGaussian();
    }
    return a;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void productsHaveTheBitsOfOneThread(int threads) {
    try (ParallelKernels parallel = new ParallelKernels(ScalarKernels.INSTANCE, threads)) {
      for (int[] size :
          new int[][] {{1, 1, 1}, {67, 203, 41}, {33, 60, 500}, {301, 40, 40}, {5, 900, 203}}) {
        int n = size[0];
        int d = size[1];
        int u = size[2];
        // Rows are longer than their contents: what lies between them must stay as it is.
        float[] x = values(2 + n * (d + 3));
        float[] w = values(1 + d * (u + 2));
        float[] dz = values(n * (u + 1));
        float[] b = values(u + 4);
        float[][] want = {values(n * (u + 5)), values(n * (d + 1)), values(d * (u + 1))};
        float[][] got = {want[0].clone(), want[1].clone(), want[2].clone()};
        products(ScalarKernels.INSTANCE, n, d, u, x, w, dz, b, want);
        for (int repetition = 0; repetition < 3; repetition++) {
          products(parallel, n, d, u, x, w, dz, b, got);
          assertArrayEquals(want[0], got[0], 0f);
          assertArrayEquals(want[1], got[1], 0f);
          assertArrayEquals(want[2], got[2], 0f);
        }
      }
    }
  }

  private static void products(
      Kernels k, int n, int d, int u, float[] x, float[] w, float[] dz, float[] b, float[][] out) {
    k.affine(n, d, u, x, 2, d + 3, w, 1, u + 2, b, 4, out[0], 5, u + 5);
    k.inputGradient(n, d, u, dz, 1, u + 1, w, 1, u + 2, out[1], 1, d + 1);
    k.weightGradient(n, d, u, x, 2, d + 3, dz, 1, u + 1, out[2], 1, u + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void elementsHaveTheBitsOfOneThread(int threads) {
    try (ParallelKernels parallel = new ParallelKernels(ScalarKernels.INSTANCE, threads)) {
      for (int count : new int[] {0, 1, 1000, 40_001, 131_072}) {
        float[] z = values(count + 1);
        float[] dy = values(count + 2);
        float[] mask = new float[count + 1];
        float[] wantMask = new float[count + 1];
        for (Activation f : new Activation[] {Activation.RELU, Activation.SIGMOID}) {
          float[] want = new float[count + 3];
          float[] got = new float[count + 3];
          ScalarKernels.INSTANCE.activate(f, count, z, 1, want, 2);
          parallel.activate(f, count, z, 1, got, 2);
          assertArrayEquals(want, got, 0f);
          float[] wantDz = new float[count + 3];
          float[] dz = new float[count + 3];
          ScalarKernels.INSTANCE.activationGradient(f, count, z, 1, got, 2, dy, 1, wantDz, 3);
          parallel.activationGradient(f, count, z, 1, got, 2, dy, 1, dz, 3);
          assertArrayEquals(wantDz, dz, 0f);
        }
        float[] want = values(count + 2);
        float[] got = want.clone();
        ScalarKernels.INSTANCE.dropout(count, z, 1, want, 2, wantMask, 1, 99, 1 << 29, 1.5f);
        parallel.dropout(count, z, 1, got, 2, mask, 1, 99, 1 << 29, 1.5f);
        assertArrayEquals(wantMask, mask, 0f);
        ScalarKernels.INSTANCE.addScaled(count, 0.1f, z, 1, want, 2);
        parallel.addScaled(count, 0.1f, z, 1, got, 2);
        ScalarKernels.INSTANCE.momentumUpdate(count, 0.1f, 0.9f, z, 1, wantMask, 1, want, 2);
        parallel.momentumUpdate(count, 0.1f, 0.9f, z, 1, mask, 1, got, 2);
        ScalarKernels.INSTANCE.nesterovUpdate(count, 0.1f, 0.9f, z, 1, wantMask, 1, want, 2);
        parallel.nesterovUpdate(count, 0.1f, 0.9f, z, 1, mask, 1, got, 2);
        assertArrayEquals(wantMask, mask, 0f);
        assertArrayEquals(want, got, 0f);
      }
    }
  }

  @Test
  void oneThreadIsTheDelegateItself() {
    assertSame(ScalarKernels.INSTANCE, ParallelKernels.of(ScalarKernels.INSTANCE, 1));
    assertThrows(
        IllegalArgumentException.class, () -> ParallelKernels.of(ScalarKernels.INSTANCE, 0));
  }

  @Test
  void aClosedInstanceStillComputes() {
    ParallelKernels parallel = new ParallelKernels(ScalarKernels.INSTANCE, 3);
    parallel.close();
    float[] y = new float[100_000];
    parallel.activate(Activation.RELU, y.length, values(y.length), 0, y, 0);
    assertTrue(y[0] >= 0);
  }

  /** An index outside its array, in any part, is reported to the caller; the workers survive. */
  @Test
  void exceptionsReachTheCaller() {
    try (ParallelKernels parallel = new ParallelKernels(ScalarKernels.INSTANCE, 2)) {
      for (int repetition = 0; repetition < 20; repetition++) {
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> parallel.addScaled(200_000, 1, new float[150_000], 0, new float[200_000], 0));
        float[] y = new float[200_000];
        parallel.addScaled(y.length, 2, values(y.length), 0, y, 0);
        assertTrue(y[y.length - 1] != 0);
      }
    }
  }

  /** Every part is computed once, by however many threads turn up. */
  @Test
  void everyPartIsDoneOnce() {
    AtomicInteger[] done = new AtomicInteger[16];
    Arrays.setAll(done, i -> new AtomicInteger());
    try (Workers workers = new Workers(3, index -> done[index].incrementAndGet())) {
      for (int repetition = 1; repetition <= 2000; repetition++) {
        workers.run(done.length);
        for (AtomicInteger part : done) {
          assertEquals(repetition, part.get());
        }
      }
    }
  }

  /** The caller parks while a worker takes its time, and is woken. */
  @Test
  void aSlowPartIsWaitedFor() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    Thread tester = Thread.currentThread();
    Workers.Job job =
        index -> {
          // The caller's own part waits for a worker to begin the other one.
          try {
            if (Thread.currentThread().getName().startsWith("layerwise-worker-")) {
              begun.countDown();
              release.await();
            } else {
              begun.await();
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          done.incrementAndGet();
        };
    Thread releaser =
        new Thread(() -> {
          while (tester.getState() != Thread.State.WAITING || begun.getCount() > 0) {
            Thread.onSpinWait();
          }
          release.countDown();
        });
    releaser.start();
    try (Workers workers = new Workers(1, job)) {
      workers.run(2);
      assertEquals(2, done.get());
    }
    releaser.join();
  }

  @Test
  void workersAreDaemonsWithNames() {
    try (ParallelKernels parallel = new ParallelKernels(ScalarKernels.INSTANCE, 3)) {
      assertEquals("scalar", parallel.name());
      long named =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> t.getName().startsWith("layerwise-worker-") && t.isDaemon())
              .count();
      assertTrue(named >= 2);
    }
  }
}
