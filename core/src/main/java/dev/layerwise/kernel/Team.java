package dev.layerwise.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed set of threads that help one caller with the parts of a job. Nothing is allocated per
 * job.
 *
 * <p>Every thread has a share of the parts of its own, the same from job to job, so that what it
 * has written stays near its core. But parts are claimed, by whoever has none left of his own as
 * well: a worker that is slow to wake, or whose core is busy with something else, finds nothing
 * left and delays nobody. The caller waits only for parts that somebody has begun. If that wait
 * turns out long, because a worker lost its core in the midst of a part, the caller works alone for
 * a while.
 *
 * <p>Whoever comes while another caller has the help computes alone: several threads may predict
 * with networks that share a team.
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

  private static final int INDEX_BITS = 16;
  private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;

  /** Each is a thread of the system; a slip of the pen must not ask for millions of them. */
  public static final int MOST_THREADS = 1024;

  /** The longs between two that different threads write: they must not share a cache line. */
  private static final int APART = 16;

  private static final Job NOTHING = _ -> {};

  /** The job at hand; written before its parts can be claimed. */
  private Job job = NOTHING;

  /** The number of the job at hand. */
  private long number;

  /** How many parts there have been in all. */
  private long published;

  private final Worker[] workers;

  /** Whether somebody has the help. */
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * For every thread, the caller first, the parts of its share that nobody has claimed yet: the
   * number of the job in the upper half, then the first part, then the one after the last.
   */
  private final AtomicLongArray shares;

  /** For every thread, how many parts it has finished in all. */
  private final AtomicLongArray finished;

  /** Of the threads at work; known to the caller alone. */
  private int limit;

  private volatile boolean closed;
  private volatile boolean callerParked;
  private volatile @Nullable Thread caller;
  private volatile @Nullable Throwable failure;
  private final Stalls stalls = new Stalls(System::nanoTime);

  /**
   * Starts the threads.
   *
   * @param threads the most that compute at once, the calling one included
   * @throws IllegalArgumentException if {@code threads} is not from 1 to {@link #MOST_THREADS}
   */
  public Team(int threads) {
    requireThreads(threads);
    this.workers = new Worker[threads - 1];
    this.shares = new AtomicLongArray((threads + 1) * APART);
    this.finished = new AtomicLongArray((threads + 1) * APART);
    this.limit = threads;
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
    }
    for (Worker worker : workers) {
      worker.thread.start();
    }
  }

  /**
   * Checks a number of threads before anything is made for them.
   *
   * @throws IllegalArgumentException if it is not from 1 to {@link #MOST_THREADS}
   */
  public static void requireThreads(int threads) {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException(
          "threads: expected 1 to " + MOST_THREADS + ", got " + threads);
    }
  }

  /** How many threads compute at once, the calling one included; 1 after {@link #close}. */
  public int size() {
    return closed ? 1 : limit;
  }

  /** How many threads there are, the calling one included. */
  public int threads() {
    return workers.length + 1;
  }

  /** Lets no more than {@code threads} compute from the next job on, the calling one included. */
  public void use(int threads) {
    limit = Math.clamp(threads, 1, threads());
  }

  /**
   * Computes all parts and returns when the last one is done; an exception in any of them is thrown
   * here.
   *
   * @param parts at most 65,535
   * @throws IllegalArgumentException if there are more parts
   */
  public void run(Job work, int parts) {
    if (parts > INDEX_MASK) {
      throw new IllegalArgumentException(
          "team: expected at most " + INDEX_MASK + " parts, got " + parts);
    }
    int sharers = Math.min(size(), parts);
    if (sharers <= 1 || stalls.alone() || !busy.compareAndSet(false, true)) {
      for (int i = 0; i < parts; i++) {
        work.part(i);
      }
      return;
    }
    Throwable thrown;
    try {
      share(work, parts, sharers);
      thrown = failure;
      failure = null;
    } finally {
      // A network outlives its training, and the data behind the last job with it.
      job = NOTHING;
      busy.setRelease(false);
    }
    if (thrown != null) {
      throwUnchecked(thrown);
    }
  }

  private void share(Job work, int parts, int sharers) {
    stalls.together();
    publish(work, parts, sharers);
    long begun = System.nanoTime();
    work(0);
    if (working()) {
      await(System.nanoTime() - begun);
    }
  }

  private void publish(Job work, int parts, int sharers) {
    job = work;
    caller = Thread.currentThread();
    published += parts;
    number++;
    // Whoever claims a part of a share sees everything written before. Workers first: they have a
    // way to go.
    for (int i = sharers - 1; i >= 0; i--) {
      long from = (long) parts * i / sharers;
      long to = (long) parts * (i + 1) / sharers;
      shares.set((i + 1) * APART, number << (2 * INDEX_BITS) | from << INDEX_BITS | to);
      if (i > 0 && workers[i - 1].parked) {
        LockSupport.unpark(workers[i - 1].thread);
      }
    }
  }

  /** Computes parts until none is left to claim: first those of the thread's own share. */
  private void work(int thread) {
    int all = threads();
    for (int i = 0; i < all; i++) {
      int share = thread + i < all ? thread + i : thread + i - all;
      int at = (share + 1) * APART;
      long seen = shares.get(at);
      while (holdsParts(seen)) {
        // Others take from the end what its owner comes to last.
        long next = i == 0 ? seen + (1L << INDEX_BITS) : seen - 1;
        int part = (int) ((i == 0 ? seen >>> INDEX_BITS : next) & INDEX_MASK);
        if (shares.compareAndSet(at, seen, next)) {
          compute(thread, part);
        }
        seen = shares.get(at);
      }
    }
  }

  private void compute(int thread, int part) {
    // Until this part is finished the caller cannot begin another job, so the operands stand still.
    try {
      job.part(part);
    } catch (Throwable t) {
      failure = t;
    }
    int at = (thread + 1) * APART;
    finished.set(at, finished.getPlain(at) + 1);
    if (thread > 0 && callerParked) {
      LockSupport.unpark(caller);
    }
  }

  private static boolean holdsParts(long share) {
    return ((share >>> INDEX_BITS) & INDEX_MASK) < (share & INDEX_MASK);
  }

  /** Whether a part of the job at hand is not finished. */
  private boolean working() {
    long sum = 0;
    for (int i = 1; i <= threads(); i++) {
      sum += finished.get(i * APART);
    }
    return sum != published;
  }

  private void await(long worked) {
    long begun = System.nanoTime();
    while (working()) {
      for (int i = 0; i < SPINS_PER_CLOCK && working(); i++) {
        Thread.onSpinWait();
      }
      if (working() && System.nanoTime() - begun > WAIT_SPIN_NANOS) {
        callerParked = true;
        while (working()) {
          LockSupport.park(this);
        }
        callerParked = false;
      }
    }
    stalls.waited(begun, System.nanoTime() - begun, worked);
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
    private final int number;
    private volatile boolean parked;

    Worker(int number) {
      this.number = number;
      thread = new Thread(this, "layerwise-worker-" + number);
      thread.setDaemon(true);
    }

    @Override
    public void run() {
      while (!closed) {
        work(number);
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
      return !holdsParts(shares.get((number + 1) * APART)) && !closed;
    }
  }
}
