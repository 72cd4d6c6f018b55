package dev.layerwise.benchmarks.predictors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PredictComparisonTest {
  /** The comparison itself ends with an error where one of the peers predicts something else. */
  @Test
  void everyWayPredictsTheSame() throws Exception {
    String table = new PredictComparison(new Turns(1, 1, 1)).table(new int[] {1});

    List<String> lines = table.lines().toList();
    assertEquals(6, lines.size(), table);
    assertTrue(lines.get(2).startsWith("| digits, single, 1 thread | "), table);
    assertTrue(lines.get(5).startsWith("| no zeros, 1024 at a time, 1 thread | "), table);
    lines.forEach(line -> assertEquals(10, line.chars().filter(c -> c == '|').count(), line));
  }

  @Test
  void latenciesOfAllTurnsCount() throws Exception {
    int[] called = new int[2];
    List<Turns.Latency> latencies =
        new Turns(3, 0, 0).measure(List.of(_ -> called[0]++, _ -> called[1]++));

    assertEquals(2, latencies.size());
    assertEquals(4, called[0]);
    assertEquals(4, called[1]);
    assertEquals(
        new Turns.Latency(2, 3), Turns.Latency.of(new long[] {3_000, 1_000, 2_000, 4_000}, 4));
  }
}
