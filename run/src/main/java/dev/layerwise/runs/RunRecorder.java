package dev.layerwise.runs;

import dev.layerwise.record.Checkpoint;
import dev.layerwise.train.StopReason;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingState;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes checkpoints: one every few seconds, and one when training stops.
 *
 * <p>The interval grows with what a checkpoint costs, so that large networks do not spend their
 * time on the disk.
 */
final class RunRecorder implements TrainingListener {
  /** The entry of a checkpoint that says how much of the metrics log belongs to it. */
  static final String METRICS_LENGTH = "metricsLength";

  private static final long SHORTEST_INTERVAL = 2_000_000_000L;
  private static final long COST_FACTOR = 50;

  private final RunDirectory directory;
  private final MetricsLog metrics;
  private final Map<String, String> data;
  private long nextAt = System.nanoTime() + SHORTEST_INTERVAL;

  /**
   * Makes one.
   *
   * @param data what else a checkpoint is to hold: the digests of the data
   */
  RunRecorder(RunDirectory directory, MetricsLog metrics, Map<String, String> data) {
    this.directory = directory;
    this.metrics = metrics;
    this.data = data;
  }

  @Override
  public void safePoint(TrainingState state) {
    if (System.nanoTime() - nextAt >= 0) {
      save(state);
    }
  }

  @Override
  public void stopping(TrainingState state, StopReason reason) {
    save(state);
  }

  private void save(TrainingState state) {
    long began = System.nanoTime();
    metrics.force();
    Map<String, String> extra = new LinkedHashMap<>(data);
    extra.put(METRICS_LENGTH, Long.toString(metrics.length()));
    Checkpoint.write(directory.checkpoint(), state, extra);
    long ended = System.nanoTime();
    nextAt = ended + Math.max(SHORTEST_INTERVAL, COST_FACTOR * (ended - began));
  }
}
