package dev.layerwise.report.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.Table;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.runs.MetricsHistory.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Long runs: what is left out, and what is not. */
class RunCurvesTest {
  private static final int EPOCHS = 4001;
  private static final int BEST = 777;

  /** So many validations an epoch, the best of them at the end of one epoch. */
  private static MetricsHistory history(int validations) {
    List<Line> lines = new ArrayList<>();
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      for (int k = 1; k <= validations; k++) {
        long step = (epoch - 1L) * validations + k;
        boolean best = epoch == BEST && k == validations;
        lines.add(
            new Line(
                "validation",
                step,
                epoch,
                Map.of("validationLoss", 1.0 / step, "batchLoss", 2.0 / step),
                Map.of("best", Boolean.toString(best))));
      }
      lines.add(
          new Line("epoch", (long) epoch * validations, epoch, Map.of("trainLoss", 1.0), Map.of()));
    }
    return new MetricsHistory(lines);
  }

  private static List<String> curves(RunCurves curves) {
    LineChart loss = assertInstanceOf(LineChart.class, curves.charts().getFirst());
    return loss.series().stream().map(Series::name).toList();
  }

  @Test
  void theBestRowIsAmongThoseThatAreKept() {
    for (int validations : new int[] {1, 3}) {
      RunCurves curves = new RunCurves(history(validations), null);
      Table table = Objects.requireNonNull(curves.table());
      assertTrue(table.rows().size() <= 2002, "rows: " + table.rows().size());
      List<Table.Row> best =
          table.rows().stream().filter(row -> row.mark() == Table.Mark.BEST).toList();
      assertEquals(1, best.size());
      assertEquals((long) BEST * validations, best.getFirst().cells().getFirst());
    }
  }

  /** Whether there are more validations than epochs is not decided by how many are kept. */
  @Test
  void miniBatchesAreShownBetweenValidations() {
    assertEquals(
        List.of("training", "validation", "last mini-batch"),
        curves(new RunCurves(history(3), null)));
    assertEquals(List.of("training", "validation"), curves(new RunCurves(history(1), null)));
  }
}
