package dev.layerwise.web.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedTest {
  private static final long COST = 10_000_000;
  private static final Path RUN = Path.of("run");

  private final AtomicLong clock = new AtomicLong();
  private final Paced<Integer> paced = new Paced<>(clock::get);
  private int made;

  private int ask(String state) {
    return paced.get(
        RUN,
        state,
        _ -> {
          clock.addAndGet(COST);
          return ++made;
        });
  }

  @Test
  void whatWasMadeRestsInProportionToItsCost() {
    assertEquals(1, ask("live"));
    clock.addAndGet(COST * Paced.REST - 1);
    assertEquals(1, ask("live"));
    clock.addAndGet(1);
    assertEquals(2, ask("live"));
    assertEquals(2, ask("live"));
  }

  /** The first time is the slowest, when nothing has been compiled yet. */
  @Test
  void nothingRestsForLong() {
    assertEquals(
        7,
        paced.get(
            RUN,
            "live",
            _ -> {
              clock.addAndGet(Paced.LONGEST_REST);
              return 7;
            }));
    clock.addAndGet(Paced.LONGEST_REST);
    assertEquals(1, ask("live"));
  }

  @Test
  void whatCostsNothingRestsAWhile() {
    assertEquals(7, paced.get(RUN, "live", _ -> 7));
    clock.addAndGet(Paced.SHORTEST_REST - 1);
    assertEquals(7, paced.get(RUN, "live", _ -> 8));
    clock.addAndGet(1);
    assertEquals(8, paced.get(RUN, "live", before -> before == null ? 0 : before + 1));
  }

  @Test
  void inAnotherStateNothingRests() {
    assertEquals(1, ask("live"));
    assertEquals(2, ask("done"));
    assertEquals(2, ask("done"));
  }

  @Test
  void foldersRestOnTheirOwn() {
    assertEquals(1, ask("live"));
    assertEquals(7, paced.get(Path.of("other"), "live", _ -> 7));
    assertEquals(1, ask("live"));
  }
}
