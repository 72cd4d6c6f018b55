package dev.layerwise.benchmarks.roofline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Measures what the machine can do at most: fused multiply-adds on registers alone, loads from a
 * core's first cache, and reading from memory and from the last cache.
 */
public final class Probe {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Enough independent sums to hide the latency of an addition or multiply-add. */
  private static final int CHAINS = 12;

  private static final int INNER = 1 << 16;
  private static final int LOADS_REPEATED = 64;
  private static final int LARGE = 64 << 20;
  private static final int CACHED = 1 << 20;
  private static final int NEAR = 1 << 12;
  private static final int EXCHANGES = 200;

  /** Integers between two that must not share a cache line. */
  private static final int APART = 32;

  private Probe() {}

  /**
   * What was reached.
   *
   * @param threads with how many threads
   * @param flops floating-point operations per second, a fused multiply-add counted as two
   * @param loads vectors per second loaded from 16 KiB a thread, none of them across cache lines
   * @param memory bytes per second read from 256 MiB
   * @param cache bytes per second read from 4 MiB a thread
   */
  public record Limits(int threads, double flops, double loads, double memory, double cache) {}

  /** Work that can be repeated; its result is kept, so that it cannot be left out. */
  private interface Work {
    float once();
  }

  /** Measures with the given number of threads, for about {@code seconds} each. */
  public static Limits measure(int threads, double seconds) {
    float[] large = new float[LARGE];
    for (int i = 0; i < large.length; i++) {
      large[i] = i & 7;
    }
    int part = LARGE / threads / (CHAINS * LANES) * (CHAINS * LANES);
    List<Work> compute = new ArrayList<>();
    List<Work> memory = new ArrayList<>();
    List<Work> cache = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int from = i * part;
      float[] own = new float[CACHED];
      compute.add(() -> multiplyAdds(1.000001f, 1e-7f));
      memory.add(() -> sum(large, from, from + part));
      cache.add(() -> sum(own, 0, CACHED / (CHAINS * LANES) * (CHAINS * LANES)));
    }
    double flops = rate(compute, seconds) * INNER * CHAINS * LANES * 2;
    double loaded = loads(threads, seconds);
    double fromMemory = rate(memory, seconds) * part * Float.BYTES;
    double fromCache =
        rate(cache, seconds) * (CACHED / (CHAINS * LANES) * (CHAINS * LANES)) * Float.BYTES;
    return new Limits(threads, flops, loaded, fromMemory, fromCache);
  }

  /**
   * How many times as much the given number of threads computes as one does, in registers alone:
   * less than their number where the machine does not give its cores to this program alone.
   */
  public static double scaling(int threads, double seconds) {
    List<Work> one = List.of(() -> multiplyAdds(1.000001f, 1e-7f));
    List<Work> more = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      more.add(() -> multiplyAdds(1.000001f, 1e-7f));
    }
    return once(more, seconds) / once(one, seconds);
  }

  /** A probe of {@link #awaitCores}. */
  private static final double CORES_SECONDS = 0.02;

  /** The share of the cores that is as good as all. */
  private static final double ALL_CORES = 0.9;

  /** Whether so many cores are as good as one for each of the threads. */
  public static boolean enough(double cores, int threads) {
    return cores >= ALL_CORES * threads;
  }

  /**
   * Waits until the machine computes as much as there are threads, and says how many times as much
   * as with one it was in the end. A host may put two virtual cores on one, for seconds or minutes.
   *
   * @param patience how long to wait at most, in nanoseconds; 0 asks once
   */
  public static double awaitCores(int threads, long patience) {
    if (threads == 1) {
      return 1;
    }
    long begun = System.nanoTime();
    double cores;
    do {
      cores = scaling(threads, CORES_SECONDS);
    } while (!enough(cores, threads) && System.nanoTime() - begun < patience);
    return cores;
  }

  /**
   * How long it takes to hand something to another core and back, in nanoseconds, the best of many
   * short trials: a tenth of a microsecond between cores that share a cache, several times as much
   * between others. A host may move a virtual machine from the one to the other at any time.
   */
  public static double handOver(double seconds) {
    AtomicIntegerArray ball = new AtomicIntegerArray(2 * APART);
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              int side;
              do {
                side = ball.get(APART);
                if (side == 1) {
                  ball.set(APART, 0);
                }
              } while (side != -1);
            });
    double best = Double.POSITIVE_INFINITY;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      long began = System.nanoTime();
      for (int i = 0; i < EXCHANGES; i++) {
        ball.set(APART, 1);
        while (ball.get(APART) == 1) {
          Thread.onSpinWait();
        }
      }
      best = Math.min(best, (System.nanoTime() - began) / (double) EXCHANGES);
    }
    ball.set(APART, -1);
    try {
      other.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return best;
  }

  /** How many times a second all threads together do their work; the best of three. */
  private static double rate(List<Work> works, double seconds) {
    double best = 0;
    for (int trial = 0; trial < 4; trial++) {
      best = Math.max(best, once(works, seconds / 4));
    }
    return best;
  }

  private static double once(List<Work> works, double seconds) {
    CountDownLatch begin = new CountDownLatch(1);
    double[] rates = new double[works.size()];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < works.size(); i++) {
      int index = i;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  begin.await();
                  rates[index] = repeat(works.get(index), seconds);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    begin.countDown();
    double sum = 0;
    for (int i = 0; i < rates.length; i++) {
      try {
        threads.get(i).join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      sum += rates[i];
    }
    return sum;
  }

  private static double repeat(Work work, double seconds) {
    long began = System.nanoTime();
    long times = 0;
    float kept = 0;
    long elapsed;
    do {
      kept += work.once();
      times++;
      elapsed = System.nanoTime() - began;
    } while (elapsed < seconds * 1e9);
    if (kept == Float.MIN_VALUE) {
      throw new IllegalStateException("the sum of a probe came out as no sum can");
    }
    return times * 1e9 / elapsed;
  }

  private static float multiplyAdds(float factor, float term) {
    FloatVector f = FloatVector.broadcast(SPECIES, factor);
    FloatVector t = FloatVector.broadcast(SPECIES, term);
    FloatVector a = t;
    FloatVector b = t;
    FloatVector c = t;
    FloatVector d = t;
    FloatVector e = t;
    FloatVector g = t;
    FloatVector h = t;
    FloatVector i = t;
    FloatVector j = t;
    FloatVector k = t;
    FloatVector l = t;
    FloatVector m = t;
    for (int n = 0; n < INNER; n++) {
      a = a.fma(f, t);
      b = b.fma(f, t);
      c = c.fma(f, t);
      d = d.fma(f, t);
      e = e.fma(f, t);
      g = g.fma(f, t);
      h = h.fma(f, t);
      i = i.fma(f, t);
      j = j.fma(f, t);
      k = k.fma(f, t);
      l = l.fma(f, t);
      m = m.fma(f, t);
    }
    return a.add(b).add(c).add(d).add(e).add(g).add(h).add(i).add(j).add(k).add(l).add(m).lane(0);
  }

  private static float sum(float[] x, int from, int to) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    for (int i = from; i < to; i += 4 * LANES) {
      a = a.add(FloatVector.fromArray(SPECIES, x, i));
      b = b.add(FloatVector.fromArray(SPECIES, x, i + LANES));
      c = c.add(FloatVector.fromArray(SPECIES, x, i + 2 * LANES));
      d = d.add(FloatVector.fromArray(SPECIES, x, i + 3 * LANES));
    }
    return a.add(b).add(c).add(d).lane(0);
  }

  /**
   * Vectors loaded per second, at the best of all places in an array. The elements of an array
   * begin 16 bytes after the object, wherever that lies; a vector as long as a cache line then
   * usually crosses two of them, and takes two loads.
   */
  private static double loads(int threads, double seconds) {
    // All threads read the same, each from its own cache.
    float[] near = new float[NEAR + LANES];
    double best = 0;
    for (int trial = 0; trial < 3; trial++) {
      for (int offset = 0; offset < LANES; offset += 2) {
        int from = offset;
        Work work = () -> loads(near, from);
        best = Math.max(best, once(Collections.nCopies(threads, work), seconds / 8));
      }
    }
    return best * LOADS_REPEATED * NEAR / LANES;
  }

  private static float loads(float[] x, int from) {
    FloatVector a = FloatVector.zero(SPECIES);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    FloatVector e = a;
    FloatVector f = a;
    FloatVector g = a;
    FloatVector h = a;
    for (int times = 0; times < LOADS_REPEATED; times++) {
      for (int i = from; i < from + NEAR; i += 8 * LANES) {
        a = a.add(FloatVector.fromArray(SPECIES, x, i));
        b = b.add(FloatVector.fromArray(SPECIES, x, i + LANES));
        c = c.add(FloatVector.fromArray(SPECIES, x, i + 2 * LANES));
        d = d.add(FloatVector.fromArray(SPECIES, x, i + 3 * LANES));
        e = e.add(FloatVector.fromArray(SPECIES, x, i + 4 * LANES));
        f = f.add(FloatVector.fromArray(SPECIES, x, i + 5 * LANES));
        g = g.add(FloatVector.fromArray(SPECIES, x, i + 6 * LANES));
        h = h.add(FloatVector.fromArray(SPECIES, x, i + 7 * LANES));
      }
    }
    return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).lane(0);
  }

  /** The floats in a vector, as the machine prefers it. */
  public static int lanes() {
    return LANES;
  }
}
