package dev.layerwise.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StallsTest {
  private static final long MS = 1_000_000;

  private long now;
  private final Stalls stalls = new Stalls(() -> now);

  /** Waits from now on, and returns how long callers work alone afterwards. */
  private long aloneAfter(long waited) {
    stalls.together();
    stalls.waited(now, waited, 0);
    now += waited;
    long end = now;
    while (stalls.alone()) {
      now += MS / 10;
    }
    return now - end;
  }

  @Test
  void nobodyBeginsAlone() {
    assertFalse(stalls.alone());
  }

  @Test
  void aShortWaitIsNoReason() {
    stalls.waited(now, 200_000, 0);
    assertFalse(stalls.alone());
  }

  @Test
  void neitherIsOneThatTakesAsLongAsTheWork() {
    stalls.waited(now, 20 * MS, 10 * MS);
    assertFalse(stalls.alone());
    stalls.waited(now, 21 * MS, 10 * MS);
    assertTrue(stalls.alone());
  }

  @Test
  void oneLongWaitCostsAsMuchAgain() {
    assertTrue(aloneAfter(4 * MS) <= 4 * MS);
    now += 100 * MS;
    assertTrue(aloneAfter(4 * MS) <= 4 * MS);
  }

  @Test
  void aRowOfThemCostsMoreAndMoreUpToALimit() {
    long[] expected = {4 * MS, 8 * MS, 16 * MS, 32 * MS, 32 * MS};
    for (long most : expected) {
      long alone = aloneAfter(4 * MS);
      assertTrue(alone <= most && alone > most - MS, alone + " ns, expected " + most);
      now += 3 * MS;
    }
  }

  @Test
  void whoeverWorksWithOthersIsNotAlone() {
    stalls.waited(now, 4 * MS, 0);
    assertTrue(stalls.alone());
    stalls.together();
    assertFalse(stalls.alone());
  }

  @Test
  void theClockMayStartAnywhere() {
    now = Long.MAX_VALUE - MS;
    assertTrue(aloneAfter(4 * MS) <= 4 * MS);
    assertTrue(now < 0, "it ran over");
  }
}
