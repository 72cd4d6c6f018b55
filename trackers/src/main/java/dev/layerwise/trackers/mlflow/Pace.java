package dev.layerwise.trackers.mlflow;

import java.time.Duration;

/**
 * How patient the sender is.
 *
 * @param look the time between two looks at what there is to send
 * @param request the longest time for an answer
 * @param firstRetry the wait after a first failure; it doubles with each that follows
 * @param lastRetry the longest wait between retries
 * @param atEnd how long the end of the program waits for a server that takes nothing
 * @param atMost how long it waits in all, for one that takes things slowly
 */
record Pace(
    Duration look,
    Duration request,
    Duration firstRetry,
    Duration lastRetry,
    Duration atEnd,
    Duration atMost) {
  static final Pace USUAL =
      new Pace(
          Duration.ofMillis(500),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(60));

  /** The wait after so many failures in a row, in nanoseconds. */
  long retry(int failures) {
    long wait = firstRetry.toNanos() << Math.min(20, Math.max(0, failures - 1));
    return Math.min(lastRetry.toNanos(), wait);
  }
}
