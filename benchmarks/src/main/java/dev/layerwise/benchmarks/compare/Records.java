package dev.layerwise.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The results as CSV, a line a turn, and as JSON. */
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

  static String json(Map<String, ?> heading, List<Result> results) {
    Map<String, Object> all = new LinkedHashMap<>(heading);
    List<Map<String, Object>> workloads = new ArrayList<>();
    for (Result result : results) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("workload", result.workload());
      entry.put("unit", unit(result.workload()));
      entry.put("measurements", result.measurements());
      entry.put("failures", result.failures());
      if (!Double.isNaN(result.ratio())) {
        entry.put("ratioToBestPeer", result.ratio());
      }
      if (!Double.isNaN(result.machineScaling())) {
        entry.put("machineScaling", result.machineScaling());
      }
      workloads.add(entry);
    }
    all.put("results", workloads);
    return JsonMapper.builder()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .build()
        .writeValueAsString(all);
  }

  static void write(
      Path folder, Map<String, ?> heading, List<Result> results, String text, String markdown)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("comparison.csv"), csv(results));
    Files.writeString(folder.resolve("comparison.json"), json(heading, results) + "\n");
    Files.writeString(folder.resolve("comparison.txt"), text);
    Files.writeString(folder.resolve("comparison.md"), markdown);
  }
}
