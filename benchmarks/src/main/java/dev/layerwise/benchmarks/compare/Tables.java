package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.compare.Workload.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The results as tables. */
final class Tables {
  private Tables() {}

  /**
   * A row a workload and a column a peer; a cell holds the figures of every number of threads, the
   * best of them in bold.
   */
  static Grid comparison(List<Result> results, List<Peer> peers, List<Integer> threads) {
    List<String> heading = new ArrayList<>(List.of("workload"));
    peers.forEach(peer -> heading.add(peer.label()));
    boolean compared = peers.size() > 1 && peers.contains(Peer.LAYERWISE);
    if (compared) {
      heading.add("Layerwise to the best peer");
      heading.add("goal");
    }
    int most = threads.stream().mapToInt(Integer::intValue).max().orElse(1);
    boolean scaled = most > 1 && threads.contains(1) && peers.contains(Peer.LAYERWISE);
    if (scaled) {
      heading.add("Layerwise, " + most + " threads to 1");
      heading.add("the machine, " + most + " to 1");
    }
    Grid grid = new Grid(heading);
    for (Result result : results) {
      List<String> row = new ArrayList<>();
      row.add(result.workload().name() + " " + result.workload().describe());
      for (Peer peer : peers) {
        row.add(cell(result, peer, threads));
      }
      if (compared) {
        row.add(Numbers.ratio(result.ratio()));
        row.add(goal(result.workload()));
      }
      if (scaled) {
        row.add(Numbers.ratio(result.scaling(most)));
        row.add(Numbers.ratio(result.machineScaling()));
      }
      grid.add(row);
    }
    return grid;
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

  private static String goal(Workload workload) {
    if (workload.kind() == Kind.PREDICT_ONE) {
      return "3 (6) µs";
    }
    return workload.goal() == 0 ? "–" : "≥ " + Numbers.significant(workload.goal()) + " ×";
  }
}
