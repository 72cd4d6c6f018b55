package dev.layerwise.experiments.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.experiments.sweep.Pruning.Decision;
import dev.layerwise.experiments.sweep.Pruning.Standing;
import dev.layerwise.experiments.sweep.Selection.Merit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Decisions from plain lists: trials with accuracies at the rung of epoch 4. */
class PruningTest {
  private static final int RUNG = 4;
  private static final Selection SELECT = Selection.VALIDATION_ACCURACY;

  private static Standing reached(int trial, double accuracy) {
    return new Standing(trial, RUNG, false, Map.of(RUNG, SELECT.merit(null, 0.5, accuracy)));
  }

  private static Standing notYet(int trial) {
    return new Standing(trial, 2, false, Map.of());
  }

  private static Standing endedBefore(int trial) {
    return new Standing(trial, 2, true, Map.of());
  }

  private static Standing withoutFigure(int trial) {
    return new Standing(trial, RUNG, false, Map.of(RUNG, Merit.NONE));
  }

  private static Class<?> decide(Pruning rule, int trial, Standing... all) {
    return rule.decide(trial, RUNG, List.of(all), SELECT).getClass();
  }

  @Test
  void theMedianRuleLooksAtTrialsBeforeAlone() {
    Pruning rule = new Pruning.Median(1, 1, 3);
    List<Standing> all =
        new ArrayList<>(List.of(reached(1, 0.7), reached(2, 0.8), reached(3, 0.9)));
    all.add(reached(4, 0.79));
    all.add(notYet(5));
    Decision decision = rule.decide(4, RUNG, all, SELECT);
    String reason = assertInstanceOf(Decision.Prune.class, decision).reason();
    assertEquals(
        "after epoch 4 its validation accuracy of 0.7900 was worse than the median of 3 trials"
            + " before it, 0.8000",
        reason);
    assertEquals(
        Decision.GoOn.class,
        decide(rule, 4, reached(1, 0.7), reached(2, 0.8), reached(3, 0.9), reached(4, 0.8)));
    // Two are too few to compare with.
    assertEquals(
        Decision.GoOn.class, decide(rule, 3, reached(1, 0.7), reached(2, 0.8), reached(3, 0.1)));
  }

  @Test
  void theMedianRuleWaitsForTrialsBeforeUntilTheyHaveComeOrEnded() {
    Pruning rule = new Pruning.Median(1, 1, 1);
    assertEquals(Decision.Wait.class, decide(rule, 2, notYet(1), reached(2, 0.1)));
    assertEquals(Decision.GoOn.class, decide(rule, 2, endedBefore(1), reached(2, 0.1)));
    assertEquals(Decision.GoOn.class, decide(rule, 1, reached(1, 0.1), notYet(2)));
    assertEquals(Decision.GoOn.class, decide(rule, 2, reached(1, 0.9), withoutFigure(2)));
  }

  @Test
  void halvingKeepsTheBestShareOfAllThatCameAndWaitsForAll() {
    Pruning rule = new Pruning.SuccessiveHalving(4, 2);
    Standing[] all = {
      reached(1, 0.5), reached(2, 0.9), reached(3, 0.9), reached(4, 0.8), endedBefore(5)
    };
    // Four came: two stay, the equal ones.
    assertEquals(Decision.Prune.class, decide(rule, 1, all));
    assertEquals(Decision.GoOn.class, decide(rule, 2, all));
    assertEquals(Decision.GoOn.class, decide(rule, 3, all));
    Decision last = rule.decide(4, RUNG, List.of(all), SELECT);
    assertTrue(
        assertInstanceOf(Decision.Prune.class, last)
            .reason()
            .contains("number 3 of 4 with a validation accuracy of 0.8000, and the best 2 go on"),
        last.toString());
    assertEquals(Decision.Wait.class, decide(rule, 1, reached(1, 0.9), reached(2, 0.8), notYet(3)));
  }

  @Test
  void ofEqualTrialsTheLowerNumberStays() {
    Pruning rule = new Pruning.SuccessiveHalving(4, 3);
    assertEquals(
        Decision.GoOn.class, decide(rule, 1, reached(1, 0.9), reached(2, 0.9), reached(3, 0.9)));
    assertEquals(
        Decision.Prune.class, decide(rule, 2, reached(1, 0.9), reached(2, 0.9), reached(3, 0.9)));
  }

  @Test
  void rungsEndBeforeTheTrainingDoes() {
    Pruning median = new Pruning.Median(3, 2, 1);
    assertEquals(3, median.nextRung(0, 10));
    assertEquals(5, median.nextRung(3, 10));
    assertEquals(7, median.nextRung(6, 10));
    assertEquals(0, median.nextRung(9, 10));
    Pruning halving = new Pruning.SuccessiveHalving(2, 3);
    assertEquals(2, halving.nextRung(0, 100));
    assertEquals(6, halving.nextRung(2, 100));
    assertEquals(54, halving.nextRung(18, 100));
    assertEquals(0, halving.nextRung(54, 100));
    assertEquals(0, new Pruning.SuccessiveHalving(2_000_000_000, 3).nextRung(0, 10));
  }

  @Test
  void reasonsAreWrittenAlikeInEveryCountry() {
    Locale usual = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      Pruning rule = new Pruning.Median(1, 1, 3);
      Decision decision =
          rule.decide(
              4,
              RUNG,
              List.of(reached(1, 0.7), reached(2, 0.8), reached(3, 0.9), reached(4, 0.79)),
              SELECT);
      String reason = assertInstanceOf(Decision.Prune.class, decision).reason();
      assertTrue(reason.contains("0.7900"), reason);
      assertTrue(reason.contains("0.8000"), reason);
    } finally {
      Locale.setDefault(usual);
    }
  }
}
