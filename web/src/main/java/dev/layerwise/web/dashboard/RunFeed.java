package dev.layerwise.web.dashboard;

import dev.layerwise.runs.RunDirectory;
import dev.layerwise.web.http.EventStream;
import dev.layerwise.web.http.EventStream.Event;
import dev.layerwise.web.http.Json;
import dev.layerwise.web.index.Entry;
import dev.layerwise.web.index.RunIndex;
import dev.layerwise.web.index.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a run, for all who listen: the lines of its metrics, each once and in their
 * order, and between them how far it is. The id of an event is the number of its line. Who is told
 * that the run has ended has been sent all lines of its log.
 *
 * <p>The files are looked at once a second, however many listen, what is sent is written once for
 * all of them, and they hear of it at the same moment: a training that fills all cores is disturbed
 * as rarely as can be.
 */
final class RunFeed {
  /** The time between two looks, in nanoseconds. */
  static final long INTERVAL = 1_000_000_000L;

  /** While a run goes on, other runs are looked at so rarely. */
  private static final long OTHERS = 30 * INTERVAL;

  /** So many lines are at hand; who is further behind reads them from the file. */
  private static final int MOST_RECENT = 2000;

  private final String id;
  private final Path log;
  private final Supplier<@Nullable String> state;
  private final AtomicInteger listeners = new AtomicInteger();
  private final MetricsTail tail;
  private final Deque<Event> recent = new ArrayDeque<>();
  private @Nullable Look last;

  /** Makes one for a run. */
  RunFeed(RunIndex index, Entry run) {
    this(
        run.id(),
        new RunDirectory(index.folder(run)).metrics(),
        new Watched(index, run.id())::state);
  }

  /**
   * Makes one.
   *
   * @param id of the run
   * @param log its metrics
   * @param state tells how the run is now, as JSON; null if it is gone
   */
  RunFeed(String id, Path log, Supplier<@Nullable String> state) {
    this.id = id;
    this.log = log;
    this.state = state;
    this.tail = new MetricsTail(log, 0);
  }

  /** One more listens. */
  RunFeed join() {
    listeners.incrementAndGet();
    return this;
  }

  /** One less listens; whether nobody is left. */
  boolean leave() {
    return listeners.decrementAndGet() == 0;
  }

  /** How a run is: one that goes on is looked at alone, for others the index knows. */
  private static final class Watched {
    private final RunIndex index;
    private final String id;
    private boolean wasLive;

    Watched(RunIndex index, String id) {
      this.index = index;
      this.id = id;
    }

    @Nullable String state() {
      Entry known = index.snapshot(wasLive ? OTHERS : INTERVAL).entries().get(id);
      Entry now =
          known != null && known.status() == Status.LIVE ? index.current(id).orElse(null) : known;
      wasLive = now != null && now.status() == Status.LIVE;
      return now == null ? null : Json.text(Rows.json(index, now));
    }
  }

  /** How things stood when they were looked at last. */
  private static final class Look {
    final long at = System.nanoTime();
    final List<Event> recent;
    final long lines;
    final @Nullable String state;
    private long framedAfter = -1;
    private boolean framedState;
    private byte[] frames = new byte[0];

    Look(List<Event> recent, long lines, @Nullable String state) {
      this.recent = recent;
      this.lines = lines;
      this.state = state;
    }

    /** The lines before those that are at hand. */
    long before() {
      return lines - recent.size();
    }

    /** What is sent to who has seen so many lines; the same for most. */
    synchronized byte[] frames(long seen, boolean withState) {
      if (seen != framedAfter || withState != framedState) {
        List<Event> news =
            new ArrayList<>(
                recent.subList((int) (Math.min(seen, lines) - before()), recent.size()));
        if (withState && state != null) {
          news.add(new Event(null, "state", state));
        }
        frames = EventStream.frames(news);
        framedAfter = seen;
        framedState = withState;
      }
      return frames;
    }
  }

  private synchronized Look look() throws IOException {
    Look known = last;
    if (known != null && System.nanoTime() - known.at < INTERVAL) {
      return known;
    }
    // Before the lines: a run that has ended by now writes no more of them.
    String now = state.get();
    for (List<String> lines = tail.next(); !lines.isEmpty(); lines = tail.next()) {
      long number = tail.lines() - lines.size();
      for (String line : lines) {
        recent.addLast(event(++number, line));
        if (recent.size() > MOST_RECENT) {
          recent.removeFirst();
        }
      }
    }
    Look look = new Look(List.copyOf(recent), tail.lines(), now);
    last = look;
    return look;
  }

  private static Event event(long number, String line) {
    // As it was written, for it is JSON already; a return would end it too early.
    return new Event(Long.toString(number), "line", line.replace('\r', ' '));
  }

  /**
   * Sends a listener what happens, until the run or the listener is gone.
   *
   * @param seen the lines that it has seen
   */
  void send(long seen, EventStream events) throws IOException, InterruptedException {
    long known = seen;
    String told = "";
    long beat = System.nanoTime();
    while (true) {
      Look look = look();
      if (look.state == null) {
        events.send(null, "gone", Map.of("id", id));
        return;
      }
      if (known < look.before()) {
        known = sendMissed(known, look.before(), events);
      }
      // Lines that a resumed training has cut off are waited for; how it is can be told meanwhile.
      boolean isBehind = known < look.before();
      boolean stateIsNew = !look.state.equals(told);
      if (stateIsNew || (!isBehind && known < look.lines)) {
        events.send(look.frames(isBehind ? look.lines : known, stateIsNew));
        known = isBehind ? known : Math.max(known, look.lines);
        told = look.state;
        beat = System.nanoTime();
      } else if (System.nanoTime() - beat > EventStream.HEARTBEAT_SECONDS * 500_000_000L) {
        events.beat();
        beat = System.nanoTime();
      }
      Thread.sleep(Math.max(1, (INTERVAL - (System.nanoTime() - look.at)) / 1_000_000 + 1));
    }
  }

  /** Sends the lines between two, from the file; returns the number of the last one. */
  private long sendMissed(long from, long to, EventStream events) throws IOException {
    MetricsTail missed = new MetricsTail(log, from);
    long known = from;
    for (List<String> lines = missed.next();
        !lines.isEmpty() && known < to;
        lines = missed.next()) {
      List<Event> news = new ArrayList<>();
      for (String line : lines) {
        if (known < to) {
          news.add(event(++known, line));
        }
      }
      events.send(EventStream.frames(news));
    }
    return known;
  }
}
