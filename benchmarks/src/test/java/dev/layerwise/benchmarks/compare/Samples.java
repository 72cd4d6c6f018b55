package dev.layerwise.benchmarks.compare;

import java.util.Arrays;
import java.util.List;

/** Measurements made up for tests. */
final class Samples {
  private Samples() {}

  static Workload workload(String name) {
    return Workloads.named(List.of(name)).getFirst();
  }

  static Measurement measured(Peer peer, int threads, double... values) {
    return new Measurement(peer, threads, Arrays.stream(values).boxed().toList(), List.of(), 0.9);
  }

  static Result result(String workload, Measurement... measurements) {
    return new Result(
        workload(workload), List.of(measurements), List.of(), 1.9, List.of(80.2, 359.8));
  }
}
