package dev.layerwise.trackers;

import dev.layerwise.runs.RunInfo;
import dev.layerwise.runs.RunTracker;
import dev.layerwise.runs.TrackedRun;
import java.util.List;
import java.util.Optional;

/** Several trackers as one, which never throws: a tracker that fails is left out from there on. */
public final class Trackers implements RunTracker, AutoCloseable {
  private final List<Tracker> all;
  private final Notices notices;

  /**
   * Combines trackers.
   *
   * @param notices where it is told when a tracker fails
   */
  public Trackers(List<Tracker> all, Notices notices) {
    this.all = List.copyOf(all);
    this.notices = notices;
  }

  /** Whether there is any. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** What trackers have to tell. */
  public Notices notices() {
    return notices;
  }

  @Override
  public TrackedRun follow(RunInfo run) {
    return new TrackedRuns(
        all.stream()
            .map(tracker -> begin(tracker, run))
            .flatMap(Optional::stream)
            .map(tracked -> (TrackedRun) tracked)
            .toList());
  }

  private Optional<CarefulRun> begin(Tracker tracker, RunInfo run) {
    try {
      return Optional.of(new CarefulRun(tracker.name(), tracker.follow(run), notices));
    } catch (RuntimeException e) {
      notices.warn(CarefulRun.complaint(tracker.name(), e));
      return Optional.empty();
    }
  }

  /** Finishes what trackers still do in the background; waits a bounded time. */
  @Override
  public void close() {
    for (Tracker tracker : all) {
      try {
        tracker.close();
      } catch (RuntimeException e) {
        notices.warn(CarefulRun.complaint(tracker.name(), e));
      }
    }
  }
}
