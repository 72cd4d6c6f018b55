package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.compare.Workload.Kind;
import dev.layerwise.benchmarks.roofline.Demand;
import dev.layerwise.benchmarks.roofline.Probe;
import dev.layerwise.benchmarks.roofline.Probe.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the machine allows for each workload, beside what was measured. */
final class RooflineTable {
  private RooflineTable() {}

  /** A row for every training that was measured, and every number of threads. */
  static Grid of(List<Session> sessions) {
    Grid grid =
        new Grid(
            List.of(
                "workload",
                "threads",
                "flop an example",
                "with zeros skipped",
                "pixels not zero",
                "loads",
                "bytes from the shared cache",
                "bytes from memory",
                "limit, dense",
                "limit, zeros skipped",
                "Layerwise",
                "of the dense limit",
                "of the other"));
    for (Session session : sessions) {
      Workload workload = session.result().workload();
      if (workload.kind() != Kind.TRAIN) {
        continue;
      }
      Demand demand = demand(workload, session.density());
      double density = workload.standardised() ? 1 : session.density();
      for (Limits limits : session.limits()) {
        Optional<Measurement> ours = session.result().of(Peer.LAYERWISE, limits.threads());
        double measured = ours.map(Measurement::median).orElse(Double.NaN);
        Demand.Limit dense = demand.limit(limits, false);
        Demand.Limit sparse = demand.limit(limits, true);
        boolean zeros = !workload.standardised();
        grid.add(
            List.of(
                workload.name(),
                String.valueOf(limits.threads()),
                Numbers.rate(demand.denseFlops()),
                zeros ? Numbers.rate(demand.sparseFlops()) : "–",
                Numbers.significant(density * Workload.INPUTS),
                zeros ? Numbers.rate(demand.sparseLoads()) : "–",
                Numbers.rate(demand.nearBytes()),
                Numbers.rate(demand.farBytes()),
                words(dense),
                zeros ? words(sparse) : "–",
                Numbers.rate(measured),
                Numbers.percent(measured / dense.examples()),
                zeros ? Numbers.percent(measured / sparse.examples()) : "–"));
      }
    }
    return grid;
  }

  private static String words(Demand.Limit limit) {
    return Numbers.rate(limit.examples()) + " (" + limit.by() + ")";
  }

  static Demand demand(Workload workload, double density) {
    List<Integer> units = new ArrayList<>(workload.hidden());
    units.add(Workload.CLASSES);
    return Demand.of(
        Workload.INPUTS,
        units,
        workload.batch(),
        workload.momentum() > 0,
        workload.standardised() ? 1 : density,
        Probe.lanes());
  }

  /** What the machine can do, in words: the best of all sessions for each number of threads. */
  static String limits(List<Session> sessions) {
    Map<Integer, Limits> best = new TreeMap<>();
    for (Session session : sessions) {
      session.limits().forEach(limits -> best.merge(limits.threads(), limits, RooflineTable::best));
    }
    return String.join("; ", best.values().stream().map(RooflineTable::words).toList());
  }

  private static Limits best(Limits a, Limits b) {
    return new Limits(
        a.threads(),
        Math.max(a.flops(), b.flops()),
        Math.max(a.loads(), b.loads()),
        Math.max(a.memory(), b.memory()),
        Math.max(a.cache(), b.cache()));
  }

  private static String words(Limits limits) {
    return limits.threads()
        + (limits.threads() == 1 ? " thread: " : " threads: ")
        + Numbers.significant(limits.flops() * 1e-9)
        + " Gflop/s in registers, "
        + Numbers.significant(limits.loads() * 1e-9)
        + " G vectors/s from the first cache, "
        + Numbers.significant(limits.memory() / (1 << 30))
        + " GiB/s from memory, "
        + Numbers.significant(limits.cache() / (1 << 30))
        + " GiB/s from 4 MiB a thread";
  }
}
