package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.compare.Workload.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The results as tables. */
final class Tables {
  /** What one prediction may take, in microseconds: the median, and the 99th percentile. */
  private static final double MEDIAN_GOAL = 3;

  private static final double P99_GOAL = 6;

  private Tables() {}

  /**
   * A row a workload and a column a peer; a cell holds the figures of every number of threads, the
   * best of them in bold.
   */
  static Grid comparison(List<Result> results, List<Peer> peers, List<Integer> threads) {
    List<String> heading = new ArrayList<>(List.of("workload"));
    boolean compared = peers.size() > 1 && peers.contains(Peer.LAYERWISE);
    if (compared) {
      heading.add("Layerwise to the best peer");
      heading.add("goal");
    }
    peers.forEach(peer -> heading.add(peer.label()));
    int most = threads.stream().mapToInt(Integer::intValue).max().orElse(1);
    boolean scaled = most > 1 && threads.contains(1) && peers.contains(Peer.LAYERWISE);
    if (scaled) {
      heading.add("Layerwise, " + most + " threads to 1");
      heading.add("the machine, " + most + " to 1");
      heading.add("to another core and back, ns");
    }
    Grid grid = new Grid(heading);
    for (Result result : results) {
      List<String> row = new ArrayList<>();
      row.add(result.workload().name() + " " + result.workload().describe());
      if (compared) {
        row.add(Numbers.ratio(result.ratio()));
        row.add(goal(result));
      }
      for (Peer peer : peers) {
        row.add(cell(result, peer, threads));
      }
      if (scaled) {
        row.add(Numbers.ratio(result.scaling(most)));
        row.add(Numbers.ratio(result.machineScaling()));
        row.add(range(result.handOvers()));
      }
      grid.add(row);
    }
    return grid;
  }

  private static String range(List<Double> values) {
    if (values.isEmpty()) {
      return "–";
    }
    long least = Math.round(Collections.min(values));
    long most = Math.round(Collections.max(values));
    return least == most ? Long.toString(least) : least + " to " + most;
  }

  private static String cell(Result result, Peer peer, List<Integer> threads) {
    Optional<Measurement> best = result.best(peer);
    if (best.isEmpty()) {
      return "–";
    }
    return threads.stream()
        .map(count -> {
          Optional<Measurement> found = result.of(peer, count);
          String text = found.map(m -> figure(result.workload(), m)).orElse("–");
          return found.equals(best) ? "**" + text + "**" : text;
        })
        .collect(Collectors.joining(" / "));
  }

  /** The figure of a measurement, with its second one if there is any. */
  static String figure(Workload workload, Measurement measurement) {
    return switch (workload.kind()) {
      case TRAIN, PREDICT_MANY -> Numbers.rate(measurement.median());
      case PREDICT_ONE ->
          Numbers.significant(measurement.median())
              + " ("
              + Numbers.significant(measurement.medianExtra())
              + ") µs";
      case WHOLE ->
          Numbers.significant(measurement.median())
              + " s, "
              + Numbers.significant(measurement.medianExtra())
              + " MiB";
    };
  }

  /** The goal, and how much of it has been reached. */
  private static String goal(Result result) {
    Workload workload = result.workload();
    double reached = result.ratio() / workload.goal();
    String goal = "≥ " + Numbers.significant(workload.goal()) + " ×";
    if (workload.kind() == Kind.PREDICT_ONE) {
      reached =
          result
              .best(Peer.LAYERWISE)
              .map(m -> Math.min(MEDIAN_GOAL / m.median(), P99_GOAL / m.medianExtra()))
              .orElse(Double.NaN);
      goal =
          "≤ " + Numbers.significant(MEDIAN_GOAL) + " (" + Numbers.significant(P99_GOAL) + ") µs";
    } else if (workload.goal() == 0) {
      return "–";
    }
    return goal + (reached >= 1 ? " ✓" : ", " + Math.round(100 * reached) + " % reached");
  }
}
