package dev.layerwise.web.http;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cuts off clients that do not read. A write that takes too long is interrupted, which closes its
 * socket.
 */
final class Watch implements AutoCloseable {
  private record Write(Thread thread, long since) {}

  private final Map<Long, Write> writes = new ConcurrentHashMap<>();
  private final AtomicLong tickets = new AtomicLong();
  private final Duration stalled;
  private final Thread thread;

  Watch(Duration stalled) {
    this.stalled = stalled;
    this.thread = Thread.ofVirtual().name("layerwise-web-watch").start(this::run);
  }

  long begin(Thread writer) {
    long ticket = tickets.incrementAndGet();
    writes.put(ticket, new Write(writer, System.nanoTime()));
    return ticket;
  }

  void end(long ticket) {
    writes.remove(ticket);
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(stalled.dividedBy(4).plusMillis(1));
        long now = System.nanoTime();
        writes.forEach((ticket, write) -> {
          if (now - write.since() > stalled.toNanos() && writes.remove(ticket, write)) {
            write.thread().interrupt();
          }
        });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
