package dev.layerwise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.train.TrainingListener.EpochFinished;
import dev.layerwise.train.TrainingListener.Started;
import dev.layerwise.train.TrainingListener.Validated;
import dev.layerwise.train.TrainingPlan;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressViewTest {
  private static final String CLEAR = "\r\u001b[2K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private long now;

  private static final TrainingPlan PLAN = TrainingPlan.builder().epochs(2).build();

  private ProgressView view(boolean live, int columns, boolean table) {
    ProgressView view =
        new ProgressView(new Terminal(out, live, columns, false), PLAN, table, () -> now);
    view.started(new Started(0, 20, 10, 640, 100, 0, null));
    return view;
  }

  private String shown() {
    String text = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    return text;
  }

  private static Validated validated(boolean best, long patienceLeft) {
    return new Validated(4, 1, 0.5, 0.75, new Score(0.4, 0.8, 100), best, patienceLeft, 0.1);
  }

  @Test
  void aTerminalShowsOneLineThatIsRewritten() {
    ProgressView view = view(true, 200, false);
    now = 1_000_000_000L;
    view.stepFinished(4, 1, 64, 0.5, 48, 0.1);
    assertEquals(CLEAR + "epoch 1/2  step 4/20  64/s  4.0 s left  train 0.5000 0.7500", shown());
    view.validated(validated(true, 6));
    now = 2_000_000_000L;
    view.stepFinished(5, 1, 64, 0.3, 64, 0.1);
    assertEquals(
        CLEAR
            + "epoch 1/2  step 5/20  64/s  6.0 s left  train 0.4000 0.8750  validation 0.4000"
            + " 0.8000  best 0.4000 0.8000  patience 6",
        shown());
  }

  @Test
  void theLineIsRewrittenTenTimesASecondAtMost() {
    ProgressView view = view(true, 200, false);
    for (int step = 1; step <= 1000; step++) {
      now += 1_000_000L;
      view.stepFinished(step, 1, 64, 0.5, 48, 0.1);
    }
    assertEquals(10, shown().split("\r", -1).length - 1);
  }

  @Test
  void theLineNeverWraps() {
    ProgressView view = view(true, 40, false);
    now = 1_000_000_000L;
    view.stepFinished(4, 1, 64, 0.5, 48, 0.1);
    String line = shown().substring(CLEAR.length());
    assertTrue(line.length() < 40, line);
    assertTrue(line.startsWith("1/2 4 64/s"), line);
  }

  @Test
  void aNarrowTerminalShowsTheSameFactsInFewerCharacters() {
    ProgressView view = view(true, 80, false);
    view.validated(validated(true, 6));
    now = 1_000_000_000L;
    view.stepFinished(4, 1, 64, 0.5, 48, 0.1);
    assertEquals(
        CLEAR + "1/2 4 64/s 4.0s train 0.500 0.750 val 0.400 0.800 best 0.800 pat 6", shown());
  }

  @Test
  void theLineIsGoneBeforeAnythingElseIsWritten() {
    ProgressView view = view(true, 200, true);
    shown();
    now = 1_000_000_000L;
    view.stepFinished(4, 1, 64, 0.5, 48, 0.1);
    shown();
    view.validated(validated(true, -1));
    assertTrue(shown().startsWith(CLEAR + "    1          4"), "the row stands beside the line");
    view.pause();
    assertEquals("", shown());
  }

  @Test
  void theFiguresOfAnEpochAreItsOwn() {
    ProgressView view = view(true, 200, false);
    view.stepFinished(10, 1, 64, 9.0, 0, 0.1);
    now = 1_000_000_000L;
    view.stepFinished(11, 2, 64, 0.5, 64, 0.1);
    assertTrue(shown().contains("train 0.5000 1.0000"));
  }

  @Test
  void withNothingLeftToTrainTheTableHasNoMiniBatch() {
    ProgressView view = view(false, 200, true);
    shown();
    view.validated(
        new Validated(4, 1, Double.NaN, Double.NaN, new Score(0.4, 0.8, 100), false, -1, 0.1));
    assertEquals(
        "    1          4               -               0.8000           -           0.4000"
            + System.lineSeparator(),
        shown());
  }

  @Test
  void elsewhereAnEpochIsAPlainLine() {
    ProgressView view = view(false, 100, false);
    now = 500_000_000L;
    for (int step = 1; step <= 10; step++) {
      view.stepFinished(step, 1, 64, 0.5, 48, 0.1);
    }
    view.validated(validated(true, 3));
    assertEquals("", shown());
    now = 1_000_000_000L;
    view.epochFinished(new EpochFinished(1, 10, 0.5, 0.75, 0.5, new Score(0.4, 0.8, 100), 0.1, 1));
    assertEquals(
        "epoch 1/2  step 10  train 0.5000 0.7500  validation 0.4000 0.8000  best 0.8000"
            + "  patience 3  1.0 s, 1.0 s left"
            + System.lineSeparator(),
        shown());
  }

  @Test
  void aResumedTrainingSaysWhereItGoesOn() {
    ProgressView view =
        new ProgressView(new Terminal(out, false, 100, false), PLAN, false, () -> now);
    view.started(new Started(15, 20, 10, 640, 100, 0, new Score(0.6, 0.7, 100)));
    assertEquals("Resumed after step 15 of 20" + System.lineSeparator(), shown());
    now = 1_000_000_000L;
    view.epochFinished(new EpochFinished(2, 20, 0.5, 0.75, 0.5, new Score(0.9, 0.6, 100), 0.1, 1));
    String line = shown();
    assertTrue(line.contains("best 0.7000"), line);
    assertFalse(line.contains("left"), line);
  }

  @Test
  void aTrainingThatIsFurtherThanAskedForSaysSo() {
    ProgressView view =
        new ProgressView(new Terminal(out, false, 100, false), PLAN, false, () -> now);
    view.started(new Started(60_000, 1, 10, 640, 100, 0, new Score(0.6, 0.7, 100)));
    assertEquals(
        "Resumed after step 60,000, beyond the last one asked for: step 1" + System.lineSeparator(),
        shown());
  }

  @Test
  void theRateAndTheTimeLeftOfAResumedTrainingAreThoseOfItsOwnSteps() {
    ProgressView view =
        new ProgressView(new Terminal(out, true, 200, false), PLAN, false, () -> now);
    view.started(new Started(15, 20, 10, 640, 100, 0, new Score(0.6, 0.7, 100)));
    shown();
    now = 1_000_000_000L;
    view.stepFinished(16, 2, 64, 0.5, 48, 0.1);
    assertTrue(shown().contains("  64/s  4.0 s left  "));
  }

  /** Of a resumed training a part of the time is over. */
  @Test
  void theTimeLeftIsNotMoreThanTheLimitOnIt() {
    TrainingPlan limited = PLAN.toBuilder().maxSeconds(10).build();
    ProgressView view =
        new ProgressView(new Terminal(out, true, 200, false), limited, false, () -> now);
    view.started(new Started(0, 2000, 10, 640, 100, 5.5, null));
    now = 1_000_000_000L;
    view.stepFinished(4, 1, 64, 0.5, 48, 0.1);
    assertTrue(shown().contains("  3.5 s left  "));
    now = 5_000_000_000L;
    view.stepFinished(8, 1, 64, 0.5, 48, 0.1);
    assertTrue(shown().contains("  0.0 s left  "));
    now = 6_000_000_000L;
    view.stepFinished(1996, 1, 64, 0.5, 48, 0.1);
    assertTrue(shown().contains("  0.0 s left  "));
  }
}
