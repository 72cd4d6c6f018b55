package dev.layerwise.trackers.mlflow;

import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.trackers.mlflow.LogBatches.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the lines of {@code metrics.jsonl} are as metrics of MLflow. */
final class MetricLines {
  private static final Map<String, String> OF_VALIDATION = new LinkedHashMap<>();
  private static final Map<String, String> OF_EPOCH = new LinkedHashMap<>();

  static {
    OF_VALIDATION.put("validationLoss", "validation_loss");
    OF_VALIDATION.put("validationAccuracy", "validation_accuracy");
    OF_VALIDATION.put("batchLoss", "batch_loss");
    OF_VALIDATION.put("batchAccuracy", "batch_accuracy");
    // The validation of an epoch's line is the last one, which has a line of its own.
    OF_EPOCH.put("trainLoss", "train_loss");
    OF_EPOCH.put("trainAccuracy", "train_accuracy");
    OF_EPOCH.put("objective", "train_objective");
    OF_EPOCH.put("learningRate", "learning_rate");
    OF_EPOCH.put("seconds", "train_seconds");
  }

  private MetricLines() {}

  /**
   * The metrics of some lines. Numbers that are not finite are left out: not every server takes
   * them.
   *
   * @param time when a line was written, in milliseconds since 1970
   */
  static List<Metric> of(List<Line> lines, ToLongFunction<Line> time) {
    List<Metric> metrics = new ArrayList<>();
    for (Line line : lines) {
      Map<String, String> names =
          switch (line.event()) {
            case "validation" -> OF_VALIDATION;
            case "epoch" -> OF_EPOCH;
            default -> Map.of();
          };
      long timestamp = time.applyAsLong(line);
      names.forEach((name, metric) -> {
        double value = line.number(name);
        if (Double.isFinite(value)) {
          metrics.add(new Metric(metric, value, timestamp, line.step()));
        }
      });
      if (line.event().equals("epoch")) {
        metrics.add(new Metric("epoch", line.epoch(), timestamp, line.step()));
      }
    }
    return metrics;
  }

  /**
   * When the lines of a recorded run were written: epochs tell their seconds, and validations lie
   * between them.
   *
   * @param lines all lines of the run
   * @param started when it began, in milliseconds since 1970
   */
  static ToLongFunction<Line> recorded(List<Line> lines, long started) {
    List<Line> epochs = lines.stream().filter(line -> line.event().equals("epoch")).toList();
    return line -> {
      double seconds = 0;
      long step = 0;
      for (Line epoch : epochs) {
        double end = epoch.number("seconds");
        if (!(end >= seconds)) {
          continue;
        }
        if (epoch.step() >= line.step()) {
          double share = (double) (line.step() - step) / Math.max(1, epoch.step() - step);
          return started + Math.round(1e3 * (seconds + share * (end - seconds)));
        }
        seconds = end;
        step = epoch.step();
      }
      return started + Math.round(1e3 * seconds);
    };
  }
}
