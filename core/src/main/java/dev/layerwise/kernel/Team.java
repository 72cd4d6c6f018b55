package dev.layerwise.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that help one caller with the parts of a job. Nothing is allocated per
 * job.
 *
 * <p>Parts are claimed, by the caller as well as by the workers: a worker that is slow to wake, or
 * whose core is busy with something else, finds nothing left and delays nobody. The caller waits
 * only for parts that somebody has begun. If that wait turns out long, because a worker lost its
 * core in the midst of a part, the caller works alone for a while.
 *
 * <p>Workers spin briefly for the next job, since a step of training is a rapid succession of them,
 * and then park.
 */
public final class Team implements AutoCloseable {
  /** Work in numbered parts that can be computed in any order. */
  public interface Job {
    /** Computes one part, on any thread of the team. */
    void part(int index);
  }

  /**
   * How long a worker looks out for the next job: longer than what lies between two large
   * operations of a step.
   */
  private static final long IDLE_SPIN_NANOS = 50_000;

  /** How long the caller looks out for the last part before it parks. */
  private static final long WAIT_SPIN_NANOS = 20_000;

  private static final int SPINS_PER_CLOCK = 32;

  /**
   * A wait for begun parts, longer than the work itself, that shows that a worker has lost its
   * core.
   */
  private static final long LONG_WAIT_NANOS = 300_000;

  /** How many times as long as it waited in vain the caller then works alone. */
  private static final long ALONE_FACTOR = 8;

  private static final int INDEX_BITS = 16;
  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

  private static final Job NOTHING = _ -> {};

  /** The job at hand; written before its parts can be claimed. */
  private Job job = NOTHING;

  private final Worker[] workers;

  /**
   * The number of the job in the upper bits, the parts of it that nobody has claimed yet in the
   * lower ones.
   */
  private final AtomicLong claims = new AtomicLong();

  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile boolean closed;
  private volatile boolean callerParked;
  private volatile @Nullable Thread caller;
  private volatile @Nullable Throwable failure;
  private long aloneUntil;
  private boolean alone;

  /**
   * Starts the threads.
   *
   * @param threads the most that compute at once, the calling one included
   * @throws IllegalArgumentException if {@code threads} is not positive
   */
  public Team(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected a positive number, got " + threads);
    }
    this.workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
    }
    for (Worker worker : workers) {
      worker.thread.start();
    }
  }

  /** How many threads compute at once, the calling one included; 1 after {@link #close}. */
  public int size() {
    return closed ? 1 : workers.length + 1;
  }

  /**
   * Computes all parts and returns when the last one is done; an exception in any of them is thrown
   * here.
   *
   * @param parts at most 65,535
   */
  public void run(Job work, int parts) {
    if (parts == 1 || size() == 1 || (alone && System.nanoTime() - aloneUntil < 0)) {
      for (int i = 0; i < parts; i++) {
        work.part(i);
      }
      return;
    }
    alone = false;
    job = work;
    caller = Thread.currentThread();
    unfinished.set(parts);
    long number = (claims.get() >>> INDEX_BITS) + 1;
    // Publishes the job: who claims a part of it sees everything written before.
    claims.set(number << INDEX_BITS | parts);
    int helpers = Math.min(workers.length, parts - 1);
    for (int i = 0; i < helpers; i++) {
      if (workers[i].parked) {
        LockSupport.unpark(workers[i].thread);
      }
    }
    long begun = System.nanoTime();
    work();
    if (unfinished.get() > 0) {
      await(System.nanoTime() - begun);
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      throwUnchecked(thrown);
    }
  }

  /** Computes parts until none is left to claim. */
  private void work() {
    long seen = claims.get();
    while ((seen & INDEX_MASK) != 0) {
      if (claims.compareAndSet(seen, seen - 1)) {
        // Until this part is finished the caller cannot begin another job, so the operands stand
        // still.
        try {
          job.part((int) (seen & INDEX_MASK) - 1);
        } catch (Throwable t) {
          failure = t;
        }
        if (unfinished.decrementAndGet() == 0 && callerParked) {
          LockSupport.unpark(caller);
        }
      }
      seen = claims.get();
    }
  }

  private void await(long worked) {
    long begun = System.nanoTime();
    while (unfinished.get() > 0) {
      for (int i = 0; i < SPINS_PER_CLOCK && unfinished.get() > 0; i++) {
        Thread.onSpinWait();
      }
      if (unfinished.get() > 0 && System.nanoTime() - begun > WAIT_SPIN_NANOS) {
        callerParked = true;
        while (unfinished.get() > 0) {
          LockSupport.park(this);
        }
        callerParked = false;
      }
    }
    long waited = System.nanoTime() - begun;
    if (waited > LONG_WAIT_NANOS && waited > worked) {
      alone = true;
      aloneUntil = begun + waited * ALONE_FACTOR;
    }
  }

  private static void throwUnchecked(Throwable thrown) {
    if (thrown instanceof Error e) {
      throw e;
    }
    if (thrown instanceof RuntimeException e) {
      throw e;
    }
    throw new IllegalStateException("a part of the work failed", thrown);
  }

  @Override
  public void close() {
    closed = true;
    for (Worker worker : workers) {
      LockSupport.unpark(worker.thread);
    }
  }

  private final class Worker implements Runnable {
    private final Thread thread;
    private volatile boolean parked;

    Worker(int number) {
      thread = new Thread(this, "layerwise-worker-" + number);
      thread.setDaemon(true);
    }

    @Override
    public void run() {
      while (!closed) {
        work();
        if (!spin()) {
          parked = true;
          // Looked at again after the flag is up: a job published in between is either seen here or
          // unparks.
          while (nothingToDo()) {
            LockSupport.park(Team.this);
          }
          parked = false;
        }
      }
    }

    private boolean spin() {
      long begun = System.nanoTime();
      do {
        for (int i = 0; i < SPINS_PER_CLOCK; i++) {
          if (!nothingToDo()) {
            return true;
          }
          Thread.onSpinWait();
        }
      } while (System.nanoTime() - begun < IDLE_SPIN_NANOS);
      return false;
    }

    private boolean nothingToDo() {
      return (claims.get() & INDEX_MASK) == 0 && !closed;
    }
  }
}
