package dev.layerwise.model;

import dev.layerwise.kernel.Team;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Finds out by trial how many threads of a team a step of training is fastest with.
 *
 * <p>What a hand-over between two cores costs cannot be foreseen: between neighbours that share a
 * cache it is a tenth of a microsecond, between others several times as much, and a host may move a
 * virtual machine from the one to the other at any time. A short step is then slower on two threads
 * than on one. So now and then a few steps are taken with half or twice as many threads, in turns
 * with as many as before, and the faster number is kept. The bits of a step do not depend on it.
 *
 * <p>Trials take up about a fortieth of the time at most, half of it as before; one whose first
 * turn is clearly slower ends there. Long steps are left alone: hand-overs cost next to nothing of
 * them.
 */
final class ThreadTrials {
  /** Steps of a turn, and how many of them count; the first wake up threads and caches. */
  private static final int TURN = 12;

  private static final int COUNTED = 8;

  /** As before, other, as before, other. */
  private static final int TURNS = 4;

  /** Steps from this duration on are not tried: two cores pay for them, near or far. */
  private static final long LONG_STEP_NANOS = 4_000_000;

  /** The pause after a trial, in durations of the trial: after a change, and at most. */
  private static final long FIRST_PAUSE = 10;

  private static final long LONGEST_PAUSE = 40;

  /** How much faster another number has to be. */
  private static final double WORTHWHILE = 0.97;

  /** How much slower it is if a second turn need not confirm it. */
  private static final double HOPELESS = 1.2;

  private final Team team;
  private final LongSupplier nanoTime;
  private final long[][] durations = new long[2][COUNTED * TURNS / 2];
  private int threads;
  private int other;
  private boolean upwards;
  private int step = -TURN;
  private long begun;

  /** The time of all steps so far; what lies between steps is nobody's. */
  private long taken;

  private long trialBegun;
  private long pause = FIRST_PAUSE;
  private long resumeAt;
  private boolean trying;

  /**
   * Begins with all threads.
   *
   * @param nanoTime tells the time, in nanoseconds
   */
  ThreadTrials(Team team, LongSupplier nanoTime) {
    this.team = team;
    this.nanoTime = nanoTime;
    this.threads = team.threads();
  }

  /** A step begins. */
  void begin() {
    if (team.threads() == 1) {
      return;
    }
    begun = nanoTime.getAsLong();
    if (!trying && step >= 0 && taken >= resumeAt) {
      trying = true;
      trialBegun = taken;
      step = 0;
      other = candidate();
      // What is not measured yet, or never, is the longest.
      Arrays.fill(durations[0], Long.MAX_VALUE);
      Arrays.fill(durations[1], Long.MAX_VALUE);
    }
    team.use(trying && turn() % 2 == 1 ? other : threads);
  }

  /** A step ends; whatever comes before the next one has all threads. */
  void end() {
    if (team.threads() == 1) {
      return;
    }
    team.use(team.threads());
    long duration = nanoTime.getAsLong() - begun;
    taken += duration;
    if (!trying) {
      // The first steps of all say nothing.
      step = Math.min(0, step + 1);
      if (duration > LONG_STEP_NANOS) {
        step = -TURN;
      }
      return;
    }
    int counted = step % TURN - (TURN - COUNTED);
    if (counted >= 0) {
      durations[turn() % 2][turn() / 2 * COUNTED + counted] = duration;
    }
    step++;
    if (step == TURN * TURNS || (step == 2 * TURN && isHopeless())) {
      decide();
    }
  }

  /** Whether the first turn with the other number was much slower than the one before it. */
  private boolean isHopeless() {
    return undisturbed(durations[1]) > HOPELESS * undisturbed(durations[0]);
  }

  private int turn() {
    return step / TURN;
  }

  /** Half as many or twice as many, in turns. */
  private int candidate() {
    upwards = threads == 1 || (threads < team.threads() && !upwards);
    return upwards ? Math.min(team.threads(), 2 * threads) : threads / 2;
  }

  private void decide() {
    trying = false;
    step = 0;
    if (undisturbed(durations[1]) < WORTHWHILE * undisturbed(durations[0])) {
      threads = other;
      pause = FIRST_PAUSE;
    } else {
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }
    resumeAt = taken + pause * (taken - trialBegun);
  }

  /**
   * The second shortest: what else the machine does for a moment makes steps longer, a dozen in a
   * row if a thread has lost its core, and says nothing about the number of threads. {@link Team}
   * has a way of its own with that.
   */
  private static double undisturbed(long[] values) {
    Arrays.sort(values);
    return values[1];
  }
}
