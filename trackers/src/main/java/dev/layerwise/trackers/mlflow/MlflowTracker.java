package dev.layerwise.trackers.mlflow;

import dev.layerwise.runs.RunInfo;
import dev.layerwise.runs.TrackedRun;
import dev.layerwise.trackers.Notices;
import dev.layerwise.trackers.Tracker;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends runs to an MLflow server, from one thread of its own.
 *
 * <p>The training never waits for the server. A request that fails is sent again, after longer and
 * longer pauses; a run that the server refuses is given up. What came of it is told once, at the
 * end.
 */
public final class MlflowTracker implements Tracker {
  /** How often a server that fails is asked when the program is about to end. */
  private static final int LAST_TRIES = 4;

  private final MlflowServer server;
  private final Notices notices;
  private final Pace pace;
  private final Clock clock;
  private final Experiments experiments = new Experiments();
  private final List<MlflowRun> runs = new CopyOnWriteArrayList<>();
  private final List<MlflowRun> done = new ArrayList<>();
  private final Thread sender;
  private volatile boolean closing;

  /** Failures in a row; of the sender's thread alone. */
  private int failures;

  private volatile @Nullable String failure;
  private volatile long progressAt = System.nanoTime();

  /**
   * Starts the sender.
   *
   * @param notices where it is told what came of it
   */
  public MlflowTracker(MlflowServer server, Notices notices) {
    this(server, notices, Pace.USUAL, Clock.systemUTC());
  }

  MlflowTracker(MlflowServer server, Notices notices, Pace pace, Clock clock) {
    this.server = server;
    this.notices = notices;
    this.pace = pace;
    this.clock = clock;
    this.sender = Thread.ofPlatform().name("mlflow").daemon(true).unstarted(this::send);
    sender.start();
  }

  @Override
  public String name() {
    return "MLflow";
  }

  @Override
  public TrackedRun follow(RunInfo run) {
    MlflowRun tracked =
        new MlflowRun(run, server, experiments, clock, () -> LockSupport.unpark(sender));
    runs.add(tracked);
    return tracked;
  }

  /** The server took something. */
  private void answered() {
    progressAt = System.nanoTime();
    failures = 0;
  }

  private void send() {
    try (MlflowClient client = new MlflowClient(server, pace.request(), this::answered)) {
      boolean atEnd = false;
      while (!(closing && runs.isEmpty())) {
        if (closing && !atEnd) {
          atEnd = true;
          failures = 0;
        }
        long wait = pace.look().toNanos();
        try {
          for (MlflowRun run : runs) {
            advance(run, client);
          }
          failures = 0;
          failure = null;
        } catch (MlflowFailure e) {
          failures++;
          failure = e.getMessage();
          if (atEnd && failures == LAST_TRIES) {
            return;
          }
          long retry = atEnd ? pace.firstRetry().toNanos() : pace.retry(failures);
          wait = Math.max(retry, Duration.ofMillis(e.waitMillis()).toNanos());
        }
        pause(wait, failures > 0, atEnd);
      }
    } catch (InterruptedException e) {
      // The end of the program waits no longer.
    }
  }

  private void advance(MlflowRun run, MlflowClient client)
      throws MlflowFailure, InterruptedException {
    try {
      run.advance(client);
    } catch (MlflowFailure e) {
      if (e.isPassing()) {
        throw e;
      }
      run.giveUp(e);
    } catch (RuntimeException e) {
      run.giveUp(new MlflowFailure(String.valueOf(e.getMessage()), false, "", 0));
    }
    if (run.isDone()) {
      synchronized (done) {
        done.add(run);
      }
      runs.remove(run);
    }
  }

  /**
   * Waits. A run that has ended wakes the sender, but not while a server in trouble is left alone:
   * only the end of the program does that.
   */
  private void pause(long nanos, boolean inTrouble, boolean atEnd) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    long rest = nanos;
    while (rest > 0 && !(closing && (!atEnd || runs.isEmpty()))) {
      LockSupport.parkNanos(this, rest);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      rest = inTrouble ? until - System.nanoTime() : 0;
    }
  }

  /** Waits, a bounded time, until everything is sent, and tells what came of it. */
  @Override
  public void close() {
    closing = true;
    progressAt = System.nanoTime();
    LockSupport.unpark(sender);
    long giveUpAt = System.nanoTime() + pace.atMost().toNanos();
    boolean interrupted = false;
    try {
      while (sender.isAlive()
          && System.nanoTime() - giveUpAt < 0
          && System.nanoTime() - progressAt < pace.atEnd().toNanos()) {
        sender.join(Duration.ofMillis(20));
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    sender.interrupt();
    tell();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell() {
    List<MlflowRun> ended;
    synchronized (done) {
      ended = List.copyOf(done);
    }
    List<MlflowRun> refused = ended.stream().filter(run -> run.rejection() != null).toList();
    List<MlflowRun> unsent = List.copyOf(runs);
    if (!unsent.isEmpty()) {
      String reason = failure == null ? "the server is too slow" : failure;
      notices.warn(missing(unsent, "did not get all of ", reason));
    }
    if (!refused.isEmpty()) {
      String reason = String.valueOf(refused.getFirst().rejection());
      notices.warn(missing(refused, "refused a part of ", reason));
    }
    if (unsent.isEmpty() && refused.isEmpty() && !ended.isEmpty()) {
      notices.tell(
          ended.size() == 1
              ? "MLflow: " + ended.getFirst().page()
              : "MLflow: " + ended.size() + " runs are at " + server.base());
    }
  }

  private String missing(List<MlflowRun> which, String what, String reason) {
    String runsInWords =
        which.size() == 1 ? "the run " + which.getFirst().name() : which.size() + " runs";
    return "MLflow: "
        + server.base()
        + " "
        + what
        + runsInWords
        + ": "
        + reason
        + "; nothing is lost here, and it can be sent later: layerwise track "
        + which.getFirst().directory().path()
        + (which.size() == 1 ? "" : " ...")
        + " --mlflow "
        + server.base();
  }
}
