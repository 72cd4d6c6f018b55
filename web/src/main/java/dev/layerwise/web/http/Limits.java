package dev.layerwise.web.http;

import java.time.Duration;

/**
 * How much a server lets be asked of it.
 *
 * @param bodyBytes the longest request body
 * @param requestsPerSecond the rate at which one client address may ask; twice as many at once
 * @param changesPerSecond the same for requests that change something
 * @param streams the streams that may be open at the same time
 * @param stalled how long a client may send or read nothing in the midst of a request until it is
 *     cut off
 */
public record Limits(
    long bodyBytes, int requestsPerSecond, int changesPerSecond, int streams, Duration stalled) {
  /** Enough for a person, not enough for a flood. */
  public static final Limits DEFAULT = new Limits(4 << 20, 300, 20, 200, Duration.ofSeconds(30));

  /** Checks the numbers. */
  public Limits {
    if (bodyBytes < 1
        || bodyBytes > Integer.MAX_VALUE - 8
        || requestsPerSecond < 1
        || changesPerSecond < 1
        || streams < 1
        || stalled.isNegative()) {
      throw new IllegalArgumentException("limits: expected positive numbers, got other");
    }
  }
}
