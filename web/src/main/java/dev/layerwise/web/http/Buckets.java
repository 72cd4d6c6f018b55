package dev.layerwise.web.http;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** A token bucket for each client: a rate that may be exceeded for a moment. */
final class Buckets {
  private static final int MOST_CLIENTS = 10_000;

  private final double perNano;
  private final double most;
  private final LongSupplier clock;
  private final Map<String, Bucket> buckets = new HashMap<>();

  private static final class Bucket {
    double tokens;
    long at;
  }

  /**
   * Makes one.
   *
   * @param clock nanoseconds
   */
  Buckets(int perSecond, LongSupplier clock) {
    this.perNano = perSecond * 1e-9;
    this.most = 2.0 * perSecond;
    this.clock = clock;
  }

  /** Whether the client may ask once more now. */
  synchronized boolean take(String client) {
    long now = clock.getAsLong();
    if (buckets.size() >= MOST_CLIENTS) {
      // Whoever has not asked for a while has a full bucket, as a newcomer has.
      buckets.values().removeIf(bucket -> (now - bucket.at) * perNano >= most);
    }
    Bucket bucket = buckets.get(client);
    if (bucket == null) {
      bucket = new Bucket();
      bucket.tokens = most;
      bucket.at = now;
      buckets.put(client, bucket);
    }
    bucket.tokens = Math.min(most, bucket.tokens + (now - bucket.at) * perNano);
    bucket.at = now;
    if (bucket.tokens < 1) {
      return false;
    }
    bucket.tokens--;
    return true;
  }
}
