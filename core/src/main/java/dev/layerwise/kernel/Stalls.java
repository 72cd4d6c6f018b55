package dev.layerwise.kernel;

import java.util.function.LongSupplier;

/**
 * Decides when a caller had better do without the help of its {@link Team} for a while.
 *
 * <p>A worker that loses its core in the midst of a part lets the caller wait until it has one
 * again, for some milliseconds as a rule. Once is chance: a machine always has something else to do
 * now and then. But where another program wants the core as well, one such wait follows the other,
 * and working alone is the faster way; the more of them in a row, the longer.
 */
final class Stalls {
  /** A wait for begun parts that, beyond twice the caller's own work, is a stall. */
  private static final long LONG_WAIT_NANOS = 300_000;

  /** A stall that comes no later after the last time alone belongs to the same row. */
  private static final long ROW_NANOS = 20_000_000;

  /** How many times as long as it waited in vain the caller works alone, at most. */
  private static final long MOST = 8;

  private final LongSupplier nanoTime;
  private boolean alone;
  private long aloneUntil;
  private long factor;

  Stalls(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether callers are to work alone for the time being. */
  boolean alone() {
    // The clock is looked at only if need be: that takes longer than all the rest.
    return alone && nanoTime.getAsLong() - aloneUntil < 0;
  }

  /** A caller works with others. */
  void together() {
    alone = false;
  }

  /**
   * The caller has waited for parts that others had begun.
   *
   * @param begun when the wait began
   * @param waited how long it took
   * @param worked how long the caller had computed parts itself before
   */
  void waited(long begun, long waited, long worked) {
    // A worker that woke up late and took a part at the last moment lets the caller wait for as
    // long as a part takes; that is no reason to do without it, and to put it to sleep again.
    if (waited <= LONG_WAIT_NANOS + 2 * worked) {
      return;
    }
    boolean again = factor > 0 && begun - aloneUntil < ROW_NANOS;
    factor = again ? Math.min(MOST, 2 * factor) : 1;
    alone = true;
    aloneUntil = begun + waited + factor * waited;
  }
}
