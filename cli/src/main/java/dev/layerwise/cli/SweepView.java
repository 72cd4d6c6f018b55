package dev.layerwise.cli;

import dev.layerwise.experiments.sweep.Selection;
import dev.layerwise.experiments.sweep.Selection.Merit;
import dev.layerwise.experiments.sweep.SweepDirectory;
import dev.layerwise.experiments.sweep.SweepListener;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.SweepSpec;
import dev.layerwise.experiments.sweep.Trial;
import dev.layerwise.experiments.sweep.TrialProgress;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.runs.RunSummary;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows a sweep while it runs: a line for every trial that has ended, and on a terminal, below
 * them, a few lines that update in place: how many are done, the best so far, what is running.
 */
final class SweepView implements SweepListener {
  private static final long REFRESH = 200_000_000L;

  private final Terminal terminal;
  private final SweepSpec spec;
  private final LongSupplier clock;
  private final Map<Integer, Trial> trials = new TreeMap<>();
  private final Map<Integer, @Nullable TrialProgress> running = new TreeMap<>();
  private final Map<TrialStatus, Integer> counts = new EnumMap<>(TrialStatus.class);
  private @Nullable TrialResult best;
  private int labelWidth;
  private long beganAt;
  private long shownAt;
  private double endedBefore;
  private int linesShown;

  SweepView(Terminal terminal, SweepSpec spec, LongSupplier clock) {
    this.terminal = terminal;
    this.spec = spec;
    this.clock = clock;
    this.beganAt = clock.getAsLong();
  }

  /** What is about to happen, and where. */
  void describe(SweepDirectory directory, List<Trial> all, int slots) {
    all.forEach(trial -> trials.put(trial.number(), trial));
    labelWidth = all.stream().mapToInt(trial -> label(trial).length()).max().orElse(1);
    long variants = all.stream().mapToInt(Trial::variant).distinct().count();
    String seeds = spec.seeds().size() > 1 ? " × " + spec.seeds().size() + " seeds" : "";
    terminal.entry(
        "Sweep",
        spec.name()
            + ": "
            + Numbers.count(all.size())
            + (all.size() == 1 ? " trial" : " trials")
            + (seeds.isEmpty() ? "" : " (" + Numbers.count(variants, "variant") + seeds + ")")
            + ", "
            + (slots == 1 ? "one at a time" : slots + " side by side"));
    terminal.entry("", directory.path() + "/");
  }

  @Override
  public void started(SweepResult found) {
    beganAt = clock.getAsLong();
    int ended = 0;
    for (TrialResult result : found.trials()) {
      counts.merge(result.status(), 1, Integer::sum);
      if (result.status() != TrialStatus.UNFINISHED) {
        ended++;
        takeBest(result);
      }
    }
    endedBefore = ended;
    if (ended > 0) {
      terminal.entry(
          "",
          ended == found.trials().size()
              ? "all have ended before; here is the result again"
              : ended + " of them have ended before, and stay as they are");
    }
    if (ended < found.trials().size()) {
      terminal.line();
    }
    terminal.out().flush();
  }

  @Override
  public void trialStarted(Trial trial) {
    running.put(trial.number(), null);
    refresh(true);
  }

  @Override
  public void progressed(TrialProgress progress) {
    running.put(progress.trial(), progress);
    refresh(false);
  }

  @Override
  public void tick() {
    refresh(false);
  }

  @Override
  public void trialEnded(TrialResult result) {
    running.remove(result.trial().number());
    counts.merge(TrialStatus.UNFINISHED, -1, Integer::sum);
    counts.merge(result.status(), 1, Integer::sum);
    boolean leads = takeBest(result);
    clear();
    terminal.line(line(result) + (leads ? "  best so far" : ""));
    refresh(true);
    terminal.out().flush();
  }

  private boolean takeBest(TrialResult result) {
    Selection select = spec.select();
    TrialResult present = best;
    Merit merit = result.merit(select);
    if (result.status() != TrialStatus.DONE || !merit.isKnown()) {
      return false;
    }
    if (present == null || merit.compareTo(present.merit(select)) < 0) {
      best = result;
      return true;
    }
    return false;
  }

  private String line(TrialResult result) {
    int width = String.valueOf(trials.size()).length();
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "trial %" + width + "d/%d  %-" + labelWidth + "s  %-8s",
            result.trial().number(),
            trials.size(),
            label(result.trial()),
            result.status().label()));
    RunSummary summary = result.summary();
    if (summary != null && result.status() != TrialStatus.DIVERGED) {
      line.append(
          String.format(
              Locale.ROOT,
              "  %3d %-6s  %6s",
              summary.epochs(),
              summary.epochs() == 1 ? "epoch" : "epochs",
              Numbers.duration(summary.trainSeconds())));
      append(line, "train", summary.trainLoss(), summary.trainAccuracy());
      append(line, "validation", summary.validationLoss(), summary.validationAccuracy());
      if (summary.testAccuracy() != null) {
        line.append("  test ").append(Numbers.accuracy(summary.testAccuracy()));
      }
    }
    return result.note().isEmpty() ? line.toString() : line + "  " + result.note();
  }

  private static void append(
      StringBuilder line, String what, @Nullable Double loss, @Nullable Double accuracy) {
    if (loss != null && accuracy != null) {
      line.append("  ").append(what).append(' ').append(Numbers.loss(loss));
      line.append(' ').append(Numbers.accuracy(accuracy));
    }
  }

  private String label(Trial trial) {
    return trial.label() + (spec.seeds().size() > 1 ? ", seed " + trial.spec().seed() : "");
  }

  private void refresh(boolean atOnce) {
    long now = clock.getAsLong();
    if (!terminal.live() || (!atOnce && now - shownAt < REFRESH)) {
      return;
    }
    shownAt = now;
    List<String> lines = new ArrayList<>();
    lines.add(overview(now));
    TrialResult leader = best;
    if (leader != null) {
      lines.add(
          "best so far: "
              + spec.select().words()
              + " "
              + Numbers.loss(spec.select().figure(leader.merit(spec.select())))
              + ", trial "
              + leader.trial().number()
              + " ("
              + label(leader.trial())
              + ")");
    }
    running.forEach((number, progress) -> lines.add(runningLine(number, progress)));
    clear();
    for (String line : lines) {
      String cut =
          line.length() < terminal.columns() ? line : line.substring(0, terminal.columns() - 1);
      terminal.out().print(cut + "\n");
    }
    linesShown = lines.size();
    terminal.out().flush();
  }

  private String overview(long now) {
    double seconds = (now - beganAt) * 1e-9;
    int unfinished = counts.getOrDefault(TrialStatus.UNFINISHED, 0);
    StringBuilder line = new StringBuilder();
    line.append(trials.size() - unfinished).append(" of ").append(trials.size()).append(" ended");
    for (TrialStatus status :
        List.of(TrialStatus.PRUNED, TrialStatus.DIVERGED, TrialStatus.FAILED)) {
      if (counts.getOrDefault(status, 0) > 0) {
        line.append(" (").append(counts.get(status)).append(' ').append(status.label()).append(')');
      }
    }
    line.append(" · ").append(running.size()).append(" running · ");
    line.append(Math.max(0, unfinished - running.size())).append(" queued   ");
    line.append(Numbers.duration(seconds));
    double done = trials.size() - unfinished - endedBefore + runningShare();
    double left = seconds / done * (trials.size() - endedBefore - done);
    if (seconds > 1 && Double.isFinite(left)) {
      line.append(", about ").append(Numbers.duration(left)).append(" left");
    }
    return line.toString();
  }

  /** How much of the running trials is done, in trials. */
  private double runningShare() {
    double share = 0;
    for (TrialProgress progress : running.values()) {
      if (progress != null && progress.plannedSteps() > 0) {
        share += (double) progress.step() / progress.plannedSteps();
      }
    }
    return share;
  }

  private String runningLine(int number, @Nullable TrialProgress progress) {
    Trial trial = trials.get(number);
    StringBuilder line = new StringBuilder();
    String label = trial == null ? "" : label(trial);
    line.append(String.format(Locale.ROOT, "  trial %d  %-" + labelWidth + "s", number, label));
    if (progress == null) {
      return line.append("  reading data").toString();
    }
    line.append("  epoch ").append(progress.epoch());
    if (trial != null) {
      line.append('/').append(trial.spec().epochs());
    }
    append(line, "validation", progress.validationLoss(), progress.validationAccuracy());
    return line.toString();
  }

  /** Takes the lines away that update in place. */
  void close() {
    clear();
    terminal.out().flush();
  }

  private void clear() {
    if (linesShown > 0) {
      terminal.out().print("\u001b[" + linesShown + "A\r\u001b[J");
      linesShown = 0;
    }
  }
}
