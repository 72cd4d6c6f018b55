package dev.layerwise.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.Team;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Steps last as long as a function of the number of threads says, by a clock of its own. */
class ThreadTrialsTest {
  private long now;
  private long steps;

  /** Takes steps for some time, and returns the share of it that the wanted number had. */
  private double share(ThreadTrials trials, Team team, IntToLongFunction nanos, int wanted) {
    long end = now + 2_000_000_000L;
    long all = 0;
    long asWanted = 0;
    while (now < end) {
      trials.begin();
      int threads = team.size();
      now += nanos.applyAsLong(threads);
      trials.end();
      assertEquals(team.threads(), team.size(), "between steps there are all threads");
      // The time to begin with does not count.
      if (end - now < 1_500_000_000L) {
        all++;
        asWanted += threads == wanted ? 1 : 0;
      }
      steps++;
    }
    return asWanted / (double) all;
  }

  @Test
  void keepsTheFastestNumber() {
    for (int fastest = 1; fastest <= 8; fastest *= 2) {
      int best = fastest;
      try (Team team = new Team(8)) {
        ThreadTrials trials = new ThreadTrials(team, () -> now);
        IntToLongFunction nanos =
            threads -> 20_000 + 5_000L * Math.abs(Integer.numberOfTrailingZeros(threads / best));
        assertTrue(
            share(trials, team, t -> nanos.applyAsLong(t) + (t < best ? 9_000 : 0), best) > 0.98,
            () -> "fastest with " + best);
      }
    }
  }

  /** The host moves the cores apart, and together again. */
  @Test
  void followsTheMachine() {
    try (Team team = new Team(2)) {
      ThreadTrials trials = new ThreadTrials(team, () -> now);
      assertTrue(share(trials, team, threads -> threads == 2 ? 20_000 : 30_000, 2) > 0.98);
      assertTrue(share(trials, team, threads -> threads == 2 ? 60_000 : 30_000, 1) > 0.98);
      assertTrue(share(trials, team, threads -> threads == 2 ? 20_000 : 30_000, 2) > 0.98);
    }
  }

  /** An evaluation, or somebody else's turn, in the midst of a trial says nothing about steps. */
  @Test
  void pausesBetweenStepsDoNotCount() {
    try (Team team = new Team(2)) {
      ThreadTrials trials = new ThreadTrials(team, () -> now);
      for (int i = 0; i < 40; i++) {
        trials.begin();
        now += team.size() == 2 ? 60_000 : 30_000;
        trials.end();
        now += 10_000_000_000L;
      }
      assertTrue(share(trials, team, threads -> threads == 2 ? 20_000 : 30_000, 2) > 0.98);
    }
  }

  /** Differences of a hundredth are noise. */
  @Test
  void doesNotChangeForNothing() {
    try (Team team = new Team(2)) {
      ThreadTrials trials = new ThreadTrials(team, () -> now);
      assertTrue(share(trials, team, threads -> threads == 2 ? 30_000 : 29_700, 2) > 0.98);
    }
  }

  /**
   * A deep net of narrow layers: its steps take long, and are slower on cores that are far apart.
   */
  @Test
  void stepsOfMillisecondsAreTried() {
    try (Team team = new Team(2)) {
      ThreadTrials trials = new ThreadTrials(team, () -> now);
      IntToLongFunction nanos = threads -> threads == 2 ? 2_500_000 : 2_000_000;
      share(trials, team, nanos, 1);
      assertTrue(share(trials, team, nanos, 1) > 0.9);
    }
  }

  /** The first turn of a trial is enough where the other number is much slower. */
  @Test
  void hopelessTrialsEndEarly() {
    try (Team team = new Team(2)) {
      ThreadTrials trials = new ThreadTrials(team, () -> now);
      int slow = 0;
      for (int i = 0; i < 60; i++) {
        trials.begin();
        slow += team.size() == 1 ? 1 : 0;
        now += team.size() == 2 ? 20_000 : 40_000;
        trials.end();
      }
      assertEquals(12, slow);
      assertTrue(share(trials, team, threads -> threads == 2 ? 20_000 : 40_000, 2) > 0.98);
    }
  }

  @Test
  void longStepsAreLeftAlone() {
    try (Team team = new Team(2)) {
      ThreadTrials trials = new ThreadTrials(team, () -> now);
      assertEquals(1, share(trials, team, threads -> threads == 2 ? 7_000_000 : 6_000_000, 2));
    }
  }

  @Test
  void oneThreadIsNoQuestion() {
    try (Team team = new Team(1)) {
      ThreadTrials trials = new ThreadTrials(team, () -> now);
      assertEquals(1, share(trials, team, _ -> 1_000_000, 1));
      assertTrue(steps > 0);
    }
  }
}
