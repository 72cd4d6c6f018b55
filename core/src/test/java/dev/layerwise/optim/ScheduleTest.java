package dev.layerwise.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long PER_EPOCH = 10;
  private static final long PLANNED = 101;

  private static double factor(Schedule schedule, long step) {
    return schedule.factor(step, PER_EPOCH, PLANNED);
  }

  @Test
  void constant() {
    assertEquals(1, factor(new Schedule.Constant(), 0));
    assertEquals(1, factor(new Schedule.Constant(), 1000));
  }

  @Test
  void stairs() {
    Schedule halves = new Schedule.Step(3, 0.5);
    assertEquals(1, factor(halves, 0));
    assertEquals(1, factor(halves, 29));
    assertEquals(0.5, factor(halves, 30));
    assertEquals(0.5, factor(halves, 59));
    assertEquals(0.25, factor(halves, 60));
  }

  @Test
  void exponentialCountsFractionsOfEpochs() {
    Schedule schedule = new Schedule.Exponential(0.81);
    assertEquals(1, factor(schedule, 0));
    assertEquals(0.9, factor(schedule, 5), 1e-15);
    assertEquals(0.81, factor(schedule, 10), 1e-15);
    assertEquals(0.6561, factor(schedule, 20), 1e-15);
  }

  @Test
  void cosineGoesFromOneToItsEnd() {
    Schedule schedule = new Schedule.Cosine(0.2);
    assertEquals(1, factor(schedule, 0));
    assertEquals(0.6, factor(schedule, 50), 1e-15);
    assertEquals(0.2, factor(schedule, 100), 1e-15);
    // A training that goes on for longer than planned stays at the end.
    assertEquals(0.2, factor(schedule, 150), 1e-15);
    for (long step = 1; step <= 100; step++) {
      assertTrue(factor(schedule, step) < factor(schedule, step - 1));
    }
    assertEquals(1, schedule.factor(0, 1, 1));
  }

  @Test
  void warmUpIsAStraightLine() {
    assertEquals(0.25, Schedule.warmUp(0, 4));
    assertEquals(0.5, Schedule.warmUp(1, 4));
    assertEquals(1, Schedule.warmUp(3, 4));
    assertEquals(1, Schedule.warmUp(4, 4));
    assertEquals(1, Schedule.warmUp(0, 0));
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Step(0, 0.5));
    for (double factor : new double[] {0, -1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new Schedule.Step(1, factor));
      assertThrows(IllegalArgumentException.class, () -> new Schedule.Exponential(factor));
    }
    for (double end : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new Schedule.Cosine(end));
    }
  }
}
