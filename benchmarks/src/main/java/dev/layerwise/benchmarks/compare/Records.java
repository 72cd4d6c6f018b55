package dev.layerwise.benchmarks.compare;

import java.util.List;

/** The results as CSV, a line a turn. */
final class Records {
  private Records() {}

  static String csv(List<Result> results) {
    StringBuilder out =
        new StringBuilder(
            "workload,network,peer,threads,round,value,unit,second_value,second_unit,accuracy\n");
    for (Result result : results) {
      for (Measurement m : result.measurements()) {
        for (int round = 0; round < m.values().size(); round++) {
          boolean second = round < m.extra().size();
          out.append(
                  String.join(
                      ",",
                      result.workload().name(),
                      '"' + result.workload().describe() + '"',
                      m.peer().key(),
                      String.valueOf(m.threads()),
                      String.valueOf(round + 1),
                      String.valueOf(m.values().get(round)),
                      unit(result.workload()),
                      second ? String.valueOf(m.extra().get(round)) : "",
                      second ? secondUnit(result.workload()) : "",
                      String.valueOf(m.accuracy())))
              .append('\n');
        }
      }
    }
    return out.toString();
  }

  static String unit(Workload workload) {
    return switch (workload.kind()) {
      case TRAIN, PREDICT_MANY -> "examples/s";
      case PREDICT_ONE -> "median us";
      case WHOLE -> "s";
    };
  }

  private static String secondUnit(Workload workload) {
    return workload.kind() == Workload.Kind.WHOLE ? "peak MiB" : "p99 us";
  }
}
