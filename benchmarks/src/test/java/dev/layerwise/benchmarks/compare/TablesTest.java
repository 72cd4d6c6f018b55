package dev.layerwise.benchmarks.compare;

import static dev.layerwise.benchmarks.compare.Samples.measured;
import static dev.layerwise.benchmarks.compare.Samples.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TablesTest {
  private static final List<Result> RESULTS =
      List.of(
          result(
              "W1/64",
              measured(Peer.LAYERWISE, 1, 1_400_000),
              measured(Peer.LAYERWISE, 2, 2_100_000),
              measured(Peer.NUMPY, 1, 700_400),
              measured(Peer.NUMPY, 2, 620_000)));

  @Test
  void theBestOfEachPeerIsBold() {
    String table =
        Tables.comparison(RESULTS, List.of(Peer.LAYERWISE, Peer.NUMPY), List.of(1, 2)).markdown();
    assertTrue(
        table.contains(
            "| W1/64 784-20-7-5-10 ReLU, batch 64 | 3.00 × | ≥ 6.00 ×, 50 % reached"
                + " | 1.40 M / **2.10 M** | **700 k** / 620 k | 1.50 × | 1.90 × |"),
        table);
  }

  @Test
  void whoIsMissingLeavesADash() {
    String table =
        Tables.comparison(RESULTS, List.of(Peer.LAYERWISE, Peer.LIBTORCH), List.of(1, 2)).text();
    assertTrue(table.lines().skip(1).findFirst().orElseThrow().contains("  –  "), table);
  }

  @Test
  void aTerminalSeesColumnsOfEqualWidth() {
    Grid grid = new Grid(List.of("a", "bb"));
    grid.add(List.of("ccc", "**d**"));
    assertEquals("a    bb\nccc   d\n", grid.text());
    assertThrows(IllegalArgumentException.class, () -> grid.add(List.of("alone")));
  }

  @Test
  void figuresHaveThreeDigits() {
    assertEquals("1.03 M", Numbers.rate(1_030_057));
    assertEquals("1.00 M", Numbers.rate(999_600));
    assertEquals("999 k", Numbers.rate(999_400));
    assertEquals("2.43 k", Numbers.rate(2_430));
    assertEquals("12.5", Numbers.rate(12.5));
    assertEquals("–", Numbers.rate(Double.NaN));
    assertEquals("100", Numbers.significant(99.96));
    assertEquals("10.0", Numbers.significant(9.996));
    assertEquals("73.0 %", Numbers.percent(0.73));
  }

  @Test
  void theCsvHasALineATurn() {
    String csv = Records.csv(RESULTS);
    assertEquals(5, csv.lines().count());
    assertTrue(
        csv.contains(
            "W1/64,\"784-20-7-5-10 ReLU, batch 64\",numpy,2,1,620000.0,examples/s,,,0.9\n"),
        csv);
  }

  @Test
  void aBlockIsReplacedBetweenItsMarks() {
    String text = "before\n<!-- t:begin -->\nold\n<!-- t:end -->\nafter\n";
    assertEquals(
        "before\n<!-- t:begin -->\nnew\n<!-- t:end -->\nafter\n",
        MarkedBlock.replace(text, "t", "new\n", "x.md"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> MarkedBlock.replace("", "t", "", "x.md"))
            .getMessage();
    assertTrue(message.contains("x.md") && message.contains("<!-- t:begin -->"), message);
  }

  @Test
  void aWholeProcessSaysItsAccuracyInEitherWay() throws Exception {
    assertEquals(0.5, WholeProcess.accuracy("noise\n@ accuracy 0.5\n"));
    assertEquals(
        0.25, WholeProcess.accuracy("{\"trainAccuracy\":0.5,\"testAccuracy\":0.25,\"n\":1}"));
    assertThrows(Contender.Failure.class, () -> WholeProcess.accuracy("nothing"));
  }
}
