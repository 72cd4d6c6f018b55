package dev.layerwise.web.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cuts off clients that keep a thread waiting. A read or write that takes too long is interrupted,
 * which closes its socket.
 */
final class Watch implements AutoCloseable {
  private record Wait(Thread thread, long since) {}

  private final Map<Long, Wait> waits = new ConcurrentHashMap<>();
  private final AtomicLong tickets = new AtomicLong();
  private volatile Duration stalled;
  private volatile boolean closed;
  private final Thread thread;

  Watch(Duration stalled) {
    this.stalled = stalled;
    this.thread = Thread.ofVirtual().name("layerwise-web-watch").start(this::run);
  }

  long begin(Thread waiting) {
    long ticket = tickets.incrementAndGet();
    waits.put(ticket, new Wait(waiting, System.nanoTime()));
    return ticket;
  }

  void end(long ticket) {
    waits.remove(ticket);
  }

  /** Changes how long a client may keep a thread waiting. */
  void hurry(Duration most) {
    stalled = most;
    thread.interrupt();
  }

  private void run() {
    while (!closed) {
      try {
        Thread.sleep(stalled.dividedBy(4).plusMillis(1));
      } catch (InterruptedException e) {
        // There is less patience now, or the end has come.
        continue;
      }
      long now = System.nanoTime();
      waits.forEach((ticket, wait) -> {
        if (now - wait.since() > stalled.toNanos() && waits.remove(ticket, wait)) {
          wait.thread().interrupt();
        }
      });
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
