package dev.layerwise.report.run;

import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart.XAxis;
import dev.layerwise.runs.MetricsHistory.Line;
import dev.layerwise.runs.RunSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Steps of a run as epochs and seconds. */
final class Clock {
  static final XAxis EPOCH = new XAxis("epoch", Format.SETTING);
  static final XAxis STEP = new XAxis("step", Format.COUNT);
  static final XAxis TIME = new XAxis("seconds", Format.SECONDS);

  private final double stepsPerEpoch;
  private final long[] steps;
  private final double[] seconds;

  /**
   * Reads the log's ends of epochs.
   *
   * @param summary the result, or null; it knows the length of an epoch that did not end
   */
  Clock(List<Line> epochs, @Nullable RunSummary summary) {
    if (!epochs.isEmpty()) {
      stepsPerEpoch = (double) epochs.getFirst().step() / epochs.getFirst().epoch();
    } else {
      stepsPerEpoch =
          summary == null ? 0 : (double) summary.steps() / Math.max(1, summary.epochs());
    }
    List<Line> timed =
        epochs.stream().filter(line -> !Double.isNaN(line.number("seconds"))).toList();
    steps = timed.stream().mapToLong(Line::step).toArray();
    seconds = timed.stream().mapToDouble(line -> line.number("seconds")).toArray();
  }

  List<XAxis> axes() {
    List<XAxis> axes = new ArrayList<>();
    if (stepsPerEpoch > 0) {
      axes.add(EPOCH);
    }
    axes.add(STEP);
    if (hasTime()) {
      axes.add(TIME);
    }
    return axes;
  }

  boolean hasTime() {
    return steps.length > 0;
  }

  double at(XAxis axis, long step) {
    if (axis.equals(STEP)) {
      return step;
    }
    return axis.equals(EPOCH) ? step / stepsPerEpoch : seconds(step);
  }

  /** The time of a step: the log gives it at the ends of epochs, steps between go evenly. */
  double seconds(long step) {
    int found = Arrays.binarySearch(steps, step);
    int at = Math.min(found < 0 ? -found - 1 : found, steps.length - 1);
    long before = at == 0 ? 0 : steps[at - 1];
    double began = at == 0 ? 0 : seconds[at - 1];
    return began + (seconds[at] - began) * (step - before) / (steps[at] - before);
  }
}
