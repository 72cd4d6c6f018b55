package dev.layerwise.studies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The published figures, read exactly as they were printed. */
class PublishedTest {
  @Test
  void everyFileHasItsRows() {
    Map<String, Integer> rows =
        Map.of(
            "batch-size", 24,
            "deep-net-convergence", 147,
            "deep-net-summary", 3,
            "early-stopping", 3,
            "fashion-one-hidden-layer", 25,
            "fashion-softmax-regression", 12,
            "progress-tables", 138,
            "progress-errors", 10,
            "logistic-points", 3);
    rows.forEach((name, count) -> assertEquals(count, Published.read(name).rows().size(), name));
  }

  @Test
  void figuresAreThoseOfTheReports() {
    Map<String, String> best = Published.read("batch-size").best("test_accuracy");
    assertEquals("l2", best.get("variant"));
    assertEquals("16", best.get("batch_size"));
    assertEquals(0.9388, Published.number(best, "test_accuracy"));
    assertEquals(113.101533, Published.number(best, "train_seconds"));
    Map<String, String> exploded =
        Published.read("batch-size").where("variant", "batch-norm+l2").rows().getFirst();
    assertEquals(76406790.0, Published.number(exploded, "train_cost"));
    assertEquals(
        0.88545,
        Published.number(
            Published.read("fashion-one-hidden-layer").best("validation_accuracy"),
            "validation_accuracy"));
    assertEquals(
        28700,
        Published.number(
            Published.read("early-stopping").where("variant", "batch-norm").rows().getFirst(),
            "steps"));
    double[] costs =
        Published.read("deep-net-convergence").where("variant", "plain").numbers("train_cost");
    assertEquals(78, costs.length);
    assertEquals(2.264, costs[0]);
  }

  @Test
  void whatWasNotPrintedIsNoNumber() {
    Map<String, String> batchNorm =
        Published.read("deep-net-summary").where("variant", "batch-norm").rows().getFirst();
    assertTrue(Double.isNaN(Published.number(batchNorm, "test_accuracy")));
    Published diverged = Published.read("progress-tables").where("value", "too-large");
    assertTrue(Double.isNaN(diverged.numbers("validation_loss")[13]));
    assertEquals(2.5, diverged.numbers("validation_loss")[3]);
  }
}
