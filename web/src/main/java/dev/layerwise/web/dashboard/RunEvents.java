package dev.layerwise.web.dashboard;

import dev.layerwise.report.figure.Format;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened in a run that is worth a line, the last first. */
final class RunEvents {
  private static final int MOST = 60;

  private RunEvents() {}

  /**
   * The events.
   *
   * @param lines those among which they are looked for
   * @param summary the result, or null
   */
  static List<Map<String, Object>> of(List<Line> lines, @Nullable RunSummary summary) {
    List<Map<String, Object>> events = new ArrayList<>();
    for (Line line : lines) {
      if (line.event().equals("divergence")) {
        double rate = line.number("suggestedLearningRate");
        events.add(
            event(
                line,
                "diverged",
                "It diverged: the loss became "
                    + line.texts().getOrDefault("loss", "infinite")
                    + "; the first to go was "
                    + line.texts().getOrDefault("origin", "not recorded")
                    + (Double.isNaN(rate)
                        ? ""
                        : ". Try a learning rate of " + Format.SETTING.text(rate))));
      } else if ("true".equals(line.texts().get("best"))) {
        events.add(
            event(
                line,
                "best",
                "Best so far: validation accuracy "
                    + Format.ACCURACY.text(line.number("validationAccuracy"))
                    + ", loss "
                    + Format.LOSS.text(line.number("validationLoss"))));
      }
    }
    if (summary != null) {
      events.add(
          Map.of(
              "step",
              summary.steps(),
              "epoch",
              summary.epochs(),
              "kind",
              "ended",
              "text",
              "Training ended: " + summary.stopExplanation()));
    }
    return events.reversed().stream().limit(MOST).toList();
  }

  private static Map<String, Object> event(Line line, String kind, String text) {
    return Map.of("step", line.step(), "epoch", line.epoch(), "kind", kind, "text", text);
  }
}
