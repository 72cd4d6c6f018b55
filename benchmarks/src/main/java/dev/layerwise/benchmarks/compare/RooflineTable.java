package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.compare.Workload.Kind;
import dev.layerwise.benchmarks.roofline.Demand;
import dev.layerwise.benchmarks.roofline.Probe.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the machine allows for each workload, beside what was measured. */
final class RooflineTable {
  private RooflineTable() {}

  /**
   * A row for every training and number of threads that was measured.
   *
   * @param limits what the machine can do, for each number of threads
   * @param density the share of pixels that are not zero
   */
  static Grid of(List<Result> results, List<Limits> limits, double density) {
    Grid grid =
        new Grid(
            List.of(
                "workload",
                "threads",
                "flop an example",
                "with zeros skipped",
                "bytes an example",
                "limit, dense",
                "limit, zeros skipped",
                "Layerwise",
                "of the dense limit",
                "of the other"));
    for (Result result : results) {
      Workload workload = result.workload();
      if (workload.kind() == Kind.TRAIN) {
        Demand demand = demand(workload, density);
        for (Limits limit : limits) {
          Optional<Measurement> ours = result.of(Peer.LAYERWISE, limit.threads());
          double measured = ours.map(Measurement::median).orElse(Double.NaN);
          double dense = demand.limit(limit, false);
          double sparse = demand.limit(limit, true);
          grid.add(
              List.of(
                  workload.name() + " " + workload.describe(),
                  String.valueOf(limit.threads()),
                  Numbers.rate(demand.denseFlops()),
                  workload.standardised() ? "–" : Numbers.rate(demand.sparseFlops()),
                  Numbers.rate(demand.bytes()),
                  Numbers.rate(dense),
                  workload.standardised() ? "–" : Numbers.rate(sparse),
                  Numbers.rate(measured),
                  Numbers.percent(measured / dense),
                  workload.standardised() ? "–" : Numbers.percent(measured / sparse)));
        }
      }
    }
    return grid;
  }

  static Demand demand(Workload workload, double density) {
    List<Integer> units = new ArrayList<>(workload.hidden());
    units.add(Workload.CLASSES);
    return Demand.of(
        Workload.INPUTS,
        units,
        workload.batch(),
        workload.momentum() > 0,
        workload.standardised() ? 1 : density);
  }

  /** What the machine can do, in words. */
  static String limits(List<Limits> limits) {
    return String.join(
        "; ",
        limits.stream()
            .map(limit ->
                limit.threads()
                    + (limit.threads() == 1 ? " thread: " : " threads: ")
                    + Numbers.significant(limit.flops() * 1e-9)
                    + " Gflop/s in registers, "
                    + Numbers.significant(limit.memory() / (1 << 30))
                    + " GiB/s read from memory, "
                    + Numbers.significant(limit.cache() / (1 << 30))
                    + " GiB/s read from 4 MiB a thread")
            .toList());
  }
}
