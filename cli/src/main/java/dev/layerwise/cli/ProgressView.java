package dev.layerwise.cli;

import dev.layerwise.model.Evaluation.Score;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingPlan;
import dev.layerwise.train.TrainingResult;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a training while it runs: one line that updates in place on a terminal, one plain line an
 * epoch elsewhere, and the table of the published reports on request.
 */
final class ProgressView implements TrainingListener {
  /** Often enough to look alive, seldom enough to cost nothing. */
  private static final long REFRESH = 100_000_000L;

  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final Terminal terminal;
  private final int epochs;
  private final double maxSeconds;
  private final boolean table;
  private final LongSupplier clock;

  private @Nullable Started started;
  private long shownAt;
  private long beganAt;
  private long firstStep;
  private long rowsSinceStart;
  private double lossSum;
  private long correct;
  private long rows;
  private int epochOfSums;
  private @Nullable Score validation;
  private double bestAccuracy = Double.NaN;
  private double bestLoss = Double.NaN;
  private long patienceLeft = -1;
  private boolean lineShown;

  /**
   * Makes a view.
   *
   * @param plan how it is trained: the limits that are shown
   * @param table whether to print a row for every validation
   * @param clock nanoseconds, for the rate and the time left
   */
  ProgressView(Terminal terminal, TrainingPlan plan, boolean table, LongSupplier clock) {
    this.terminal = terminal;
    this.epochs = plan.epochs();
    this.maxSeconds = plan.maxSeconds();
    this.table = table;
    this.clock = clock;
  }

  @Override
  public void started(Started event) {
    started = event;
    firstStep = event.firstStep();
    beganAt = clock.getAsLong();
    shownAt = beganAt;
    Score best = event.best();
    if (best != null) {
      bestAccuracy = best.accuracy();
      bestLoss = best.loss();
    }
    if (firstStep > 0) {
      boolean beyond = firstStep > event.plannedSteps();
      terminal.line(
          "Resumed after step "
              + Numbers.count(firstStep)
              + (beyond ? ", beyond the last one asked for: step " : " of ")
              + Numbers.count(event.plannedSteps()));
    }
    if (table) {
      terminal.line(
          "epoch  iteration  train accuracy  validation accuracy  train loss  validation loss");
    }
  }

  @Override
  public void stepFinished(
      long step, int epoch, int count, double loss, int right, double learningRate) {
    if (epoch != epochOfSums) {
      epochOfSums = epoch;
      lossSum = 0;
      correct = 0;
      rows = 0;
    }
    lossSum += loss * count;
    correct += right;
    rows += count;
    rowsSinceStart += count;
    if (terminal.live()) {
      long now = clock.getAsLong();
      if (now - shownAt >= REFRESH) {
        shownAt = now;
        String line = liveLine(step, epoch, now);
        show(line.length() < terminal.columns() ? line : narrowLine(step, epoch, now));
      }
    }
  }

  @Override
  public void validated(Validated event) {
    Score score = event.validation();
    validation = score;
    patienceLeft = event.patienceLeft();
    if (event.best() && score != null) {
      bestAccuracy = score.accuracy();
      bestLoss = score.loss();
    }
    if (table) {
      // With nothing left to train there is no mini-batch to tell of.
      boolean trained = rowsSinceStart > 0;
      clear();
      terminal.line(
          String.format(
              Locale.ROOT,
              "%5d  %9d  %14s  %19s  %10s  %15s%s",
              event.epoch(),
              event.step(),
              trained ? Numbers.accuracy(event.batchAccuracy()) : "-",
              score == null ? "-" : Numbers.accuracy(score.accuracy()),
              trained ? Numbers.loss(event.batchLoss()) : "-",
              score == null ? "-" : Numbers.loss(score.loss()),
              event.best() ? "  best" : ""));
    }
  }

  @Override
  public void epochFinished(EpochFinished event) {
    if (terminal.live() || table) {
      return;
    }
    Started plan = started;
    double seconds = (clock.getAsLong() - beganAt) * 1e-9;
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(Locale.ROOT, "epoch %d/%d  step %d", event.epoch(), epochs, event.step()));
    line.append("  train ").append(figures(event.trainLoss(), event.trainAccuracy()));
    if (event.validation() != null) {
      line.append("  validation ")
          .append(figures(event.validation().loss(), event.validation().accuracy()));
      line.append("  best ").append(Numbers.accuracy(bestAccuracy));
    }
    if (patienceLeft >= 0) {
      line.append("  patience ").append(patienceLeft);
    }
    line.append("  ").append(Numbers.duration(seconds));
    if (plan != null && event.step() < plan.plannedSteps()) {
      line.append(", ")
          .append(Numbers.duration(secondsLeft(event.step(), seconds, plan)))
          .append(" left");
    }
    terminal.line(line.toString());
  }

  @Override
  public void finished(TrainingResult result) {
    clear();
  }

  private String liveLine(long step, int epoch, long now) {
    Started plan = started;
    double seconds = (now - beganAt) * 1e-9;
    StringBuilder line = new StringBuilder();
    line.append("epoch ").append(epoch).append('/').append(epochs);
    line.append("  step ").append(Numbers.count(step));
    if (plan != null) {
      line.append('/').append(Numbers.count(plan.plannedSteps()));
    }
    line.append("  ").append(Numbers.rate(rowsSinceStart / seconds)).append("/s");
    if (plan != null) {
      line.append("  ").append(Numbers.duration(secondsLeft(step, seconds, plan))).append(" left");
    }
    line.append("  train ").append(figures(lossSum / rows, (double) correct / rows));
    Score score = validation;
    if (score != null) {
      line.append("  validation ").append(figures(score.loss(), score.accuracy()));
      line.append("  best ").append(figures(bestLoss, bestAccuracy));
    }
    if (patienceLeft >= 0) {
      line.append("  patience ").append(patienceLeft);
    }
    return line.toString();
  }

  /** The same facts in fewer characters: 79 for usual trainings, as narrow terminals have 80. */
  private String narrowLine(long step, int epoch, long now) {
    Started plan = started;
    double seconds = (now - beganAt) * 1e-9;
    StringBuilder line = new StringBuilder();
    line.append(epoch).append('/').append(epochs).append(' ').append(step);
    line.append(' ').append(Numbers.rate(rowsSinceStart / seconds).replace(" ", "")).append("/s");
    if (plan != null) {
      line.append(' ').append(Numbers.duration(secondsLeft(step, seconds, plan)).replace(" ", ""));
    }
    line.append(
        String.format(
            Locale.ROOT,
            " train %.3f %s",
            lossSum / rows,
            Numbers.shortAccuracy((double) correct / rows)));
    Score score = validation;
    if (score != null) {
      line.append(
          String.format(
              Locale.ROOT,
              " val %.3f %s best %s",
              score.loss(),
              Numbers.shortAccuracy(score.accuracy()),
              Numbers.shortAccuracy(bestAccuracy)));
    }
    if (patienceLeft >= 0) {
      line.append(" pat ").append(patienceLeft);
    }
    return line.toString();
  }

  private static String figures(double loss, double accuracy) {
    return Numbers.loss(loss) + " " + Numbers.accuracy(accuracy);
  }

  /** By the limits on epochs, steps and time; nobody knows when patience will end. */
  private double secondsLeft(long step, double seconds, Started plan) {
    double bySteps = seconds / Math.max(1, step - firstStep) * (plan.plannedSteps() - step);
    return maxSeconds > 0
        ? Math.min(bySteps, Math.max(0, maxSeconds - plan.seconds() - seconds))
        : bySteps;
  }

  /**
   * Rewrites the line; it is cut to the width of the terminal, since a line that wraps cannot be
   * rewritten.
   */
  private void show(String line) {
    String cut =
        line.length() < terminal.columns() ? line : line.substring(0, terminal.columns() - 1);
    terminal.out().print(CLEAR_LINE + cut);
    terminal.out().flush();
    lineShown = true;
  }

  /** Takes the line away, so that something else can be written. */
  void pause() {
    clear();
  }

  private void clear() {
    if (lineShown) {
      terminal.out().print(CLEAR_LINE);
      terminal.out().flush();
      lineShown = false;
    }
  }
}
