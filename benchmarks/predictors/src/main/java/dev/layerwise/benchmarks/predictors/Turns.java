package dev.layerwise.benchmarks.predictors;

import java.util.Arrays;
import java.util.List;

/**
 * Calls in turns: each does its calls for a while, then the next, round after round, so that
 * whatever the machine does meanwhile befalls all of them.
 *
 * @param warmUpMillis how long each is called beforehand, uncounted
 * @param turnMillis how long a turn takes
 */
record Turns(int rounds, long warmUpMillis, long turnMillis) {
  /** Something to time; it is told how many came before. */
  interface Call {
    void run(int index) throws Exception;
  }

  /** How long the calls of all turns took, in microseconds. */
  record Latency(double median, double percentile99) {
    static Latency of(long[] nanos, int count) {
      Arrays.sort(nanos, 0, count);
      return new Latency(
          nanos[(int) (0.5 * (count - 1))] / 1e3, nanos[(int) (0.99 * (count - 1))] / 1e3);
    }

    @Override
    public String toString() {
      return median < 100
          ? "%.2f (%.2f)".formatted(median, percentile99)
          : "%,.0f (%,.0f)".formatted(median, percentile99);
    }
  }

  List<Latency> measure(List<Call> calls) throws Exception {
    Samples[] samples = new Samples[calls.size()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = new Samples();
      samples[i].fill(calls.get(i), warmUpMillis);
      samples[i].count = 0;
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < samples.length; i++) {
        samples[i].fill(calls.get(i), turnMillis);
      }
    }
    return Arrays.stream(samples).map(s -> Latency.of(s.nanos, s.count)).toList();
  }

  private static final class Samples {
    long[] nanos = new long[1 << 16];
    int count;

    void fill(Call call, long millis) throws Exception {
      long end = System.nanoTime() + millis * 1_000_000;
      long now = System.nanoTime();
      do {
        if (count == nanos.length) {
          nanos = Arrays.copyOf(nanos, 2 * count);
          now = System.nanoTime();
        }
        call.run(count);
        long after = System.nanoTime();
        nanos[count++] = after - now;
        now = after;
      } while (now - end < 0);
    }
  }
}
