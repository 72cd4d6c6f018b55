package dev.layerwise.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TeamTest {
  /** Every part is computed once, by however many threads turn up. */
  @Test
  void everyPartIsDoneOnce() {
    AtomicInteger[] done = new AtomicInteger[16];
    Arrays.setAll(done, i -> new AtomicInteger());
    try (Team team = new Team(4)) {
      for (int repetition = 1; repetition <= 2000; repetition++) {
        team.run(index -> done[index].incrementAndGet(), done.length);
        for (AtomicInteger part : done) {
          assertEquals(repetition, part.get());
        }
      }
    }
  }

  /** Whoever can, takes the same part from job to job, so that its data stays near it. */
  @Test
  void partsStayWithTheirThread() {
    Thread[] of = new Thread[3];
    try (Team team = new Team(3)) {
      for (int repetition = 0; repetition < 200; repetition++) {
        // No part ends before all have begun, so nobody takes two; but where cores are scarce a
        // thread may not turn up, and the others do its part.
        CountDownLatch begun = new CountDownLatch(3);
        AtomicInteger alone = new AtomicInteger();
        Thread[] now = new Thread[3];
        team.run(
            index -> {
              now[index] = Thread.currentThread();
              begun.countDown();
              for (int i = 0; i < 20_000 && begun.getCount() > 0; i++) {
                Thread.onSpinWait();
              }
              alone.addAndGet(begun.getCount() > 0 ? 1 : 0);
            },
            3);
        if (alone.get() == 0) {
          for (int i = 0; i < 3; i++) {
            assertEquals(of[i] == null ? now[i] : of[i], now[i]);
          }
          of = now;
        }
      }
    }
  }

  @Test
  void fewerThreadsMayBeUsed() {
    try (Team team = new Team(3)) {
      team.use(1);
      assertEquals(1, team.size());
      assertEquals(3, team.threads());
      Thread caller = Thread.currentThread();
      team.run(_ -> assertEquals(caller, Thread.currentThread()), 8);
      team.use(9);
      assertEquals(3, team.size());
    }
  }

  /** The caller parks while a worker takes its time, and is woken. */
  @Test
  void aSlowPartIsWaitedFor() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    Thread tester = Thread.currentThread();
    Team.Job job =
        index -> {
          // The caller's own part waits for a worker to begin the other one.
          try {
            if (Thread.currentThread().getName().startsWith("layerwise-worker-")) {
              begun.countDown();
              release.await();
            } else {
              begun.await();
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          done.incrementAndGet();
        };
    Thread releaser =
        new Thread(() -> {
          while (tester.getState() != Thread.State.WAITING || begun.getCount() > 0) {
            Thread.onSpinWait();
          }
          release.countDown();
        });
    releaser.start();
    try (Team team = new Team(2)) {
      team.run(job, 2);
      assertEquals(2, done.get());
    }
    releaser.join();
  }

  @Test
  void workersAreDaemonsWithNames() {
    try (Team team = new Team(3)) {
      assertEquals(3, team.size());
      long named =
          Thread.getAllStackTraces().keySet().stream()
              .filter(t -> t.getName().startsWith("layerwise-worker-") && t.isDaemon())
              .count();
      assertTrue(named >= 2);
    }
  }

  @Test
  void aClosedTeamComputesOnTheCallingThread() {
    Team team = new Team(3);
    team.close();
    assertEquals(1, team.size());
    AtomicInteger done = new AtomicInteger();
    team.run(_ -> done.incrementAndGet(), 5);
    assertEquals(5, done.get());
  }

  @Test
  void aTeamHasAtLeastOneThread() {
    assertThrows(IllegalArgumentException.class, () -> new Team(0));
  }

  /** What goes wrong in any part is reported to the caller; the workers survive. */
  @Test
  void exceptionsReachTheCaller() {
    try (Team team = new Team(2)) {
      for (int repetition = 0; repetition < 20; repetition++) {
        int bad = repetition % 8;
        assertThrows(
            IndexOutOfBoundsException.class,
            () ->
                team.run(
                    index -> {
                      if (index == bad) {
                        throw new IndexOutOfBoundsException(index);
                      }
                    },
                    8));
        AtomicInteger done = new AtomicInteger();
        team.run(_ -> done.incrementAndGet(), 8);
        assertEquals(8, done.get());
      }
    }
  }

  /** Two callers at once had waited for each other's parts for ever. */
  @Test
  void aSecondCallerComputesAlone() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    try (Team team = new Team(2)) {
      Thread other =
          new Thread(() ->
              team.run(
                  _ -> {
                    begun.countDown();
                    try {
                      release.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    first.incrementAndGet();
                  },
                  4));
      other.setDaemon(true);
      other.start();
      begun.await();
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            Thread caller = Thread.currentThread();
            team.run(
                _ -> {
                  assertEquals(caller, Thread.currentThread());
                  second.incrementAndGet();
                },
                4);
          });
      release.countDown();
      other.join(20_000);
      assertEquals(4, first.get());
      assertEquals(4, second.get());
    }
  }

  @Test
  void aPartMayHavePartsOfItsOwn() {
    AtomicInteger done = new AtomicInteger();
    try (Team team = new Team(2)) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> team.run(_ -> team.run(_ -> done.incrementAndGet(), 3), 4));
    }
    assertEquals(12, done.get());
  }
}
