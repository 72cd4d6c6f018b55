package dev.layerwise.experiments.sweep;

import dev.layerwise.experiments.sweep.Pruning.Decision;
import dev.layerwise.experiments.sweep.Pruning.Standing;
import dev.layerwise.experiments.sweep.TrialEntry.State;
import dev.layerwise.runs.Environment;
import dev.layerwise.runs.FolderClaim;
import dev.layerwise.runs.RunSummary;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs a sweep: hands the trials to an executor, keeps the journal, and writes the tables.
 *
 * <p>Everything but the trainings happens in the thread that calls {@link #run}. A sweep that was
 * stopped or killed is continued by running it again in the same folder: trials that have ended are
 * not touched, and the others go on from their checkpoints. The result is the same to the last
 * digit, but for times.
 */
public final class Sweep {
  private static final Object WAKE = new Object();

  private final SweepSpec spec;
  private final SweepDirectory directory;
  private final TrialExecutor executor;
  private final SweepListener listener;
  private final LinkedBlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private final List<TrialEntry> entries = new ArrayList<>();
  private volatile boolean stopRequested;
  private int running;

  /**
   * Prepares to run.
   *
   * @param spec what to run
   * @param directory where to write; it may hold the beginning of the same sweep
   * @param executor what trains; it is not closed here
   * @param listener who hears how it goes
   */
  public Sweep(
      SweepSpec spec, SweepDirectory directory, TrialExecutor executor, SweepListener listener) {
    this.spec = spec;
    this.directory = directory;
    this.executor = executor;
    this.listener = listener;
  }

  /** Asks the sweep to save what is under way and to end; may be called by any thread. */
  public void requestStop() {
    stopRequested = true;
    executor.requestStop();
    events.add(WAKE);
  }

  /**
   * Runs what has not ended, and writes the tables.
   *
   * @return the result; some trials are unfinished if it was stopped
   * @throws dev.layerwise.data.DataException if the folder holds another sweep, or another process
   *     is running it
   */
  public SweepResult run() {
    directory.requireUsableFor(spec);
    try (FolderClaim _ = directory.lock()) {
      directory.begin(spec);
      JournalState known = JournalState.of(directory.events());
      for (Trial trial : spec.trials()) {
        entries.add(TrialEntry.of(SweepResult.read(directory, trial, known), known));
      }
      try (Journal journal = Journal.open(directory.journal(), Clock.systemUTC())) {
        journal.write("sweep-started", beginning());
        listener.started(result());
        decide(journal);
        loop(journal);
        SweepResult result = result();
        SweepTables.write(result);
        journal.write(stopRequested ? "sweep-stopped" : "sweep-finished", counts(result));
        return result;
      }
    }
  }

  private Map<String, Object> beginning() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("version", Environment.currentVersion());
    details.put("jdk", Runtime.version().toString());
    details.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    details.put("processors", Runtime.getRuntime().availableProcessors());
    details.put("executor", executor.describe());
    details.put("trials", entries.size());
    details.put("ended", entries.stream().filter(entry -> entry.state == State.ENDED).count());
    return details;
  }

  private static Map<String, Object> counts(SweepResult result) {
    Map<String, Object> counts = new LinkedHashMap<>();
    for (TrialStatus status : TrialStatus.values()) {
      counts.put(status.label(), result.count(status));
    }
    return counts;
  }

  /** The result as it stands. */
  private SweepResult result() {
    return new SweepResult(spec, directory, entries.stream().map(entry -> entry.result).toList());
  }

  private void loop(Journal journal) {
    try {
      submitReady(journal);
      while (running > 0) {
        Object event = next();
        switch (event) {
          case null -> listener.tick();
          case TrialProgress progress -> listener.progressed(progress);
          case TrialOutcome outcome -> {
            running--;
            take(outcome, journal);
            decide(journal);
            submitReady(journal);
          }
          default -> {
            // Woken, to see that no more is to be begun.
          }
        }
      }
    } finally {
      abandon();
    }
    // A trial that somebody stopped alone holds up those that it is to be compared with at a rung.
    boolean heldUp = entries.stream().anyMatch(entry -> entry.state == State.STOPPED);
    if (!heldUp
        && !stopRequested
        && entries.stream().anyMatch(entry -> entry.state == State.AT_RUNG)) {
      throw new IllegalStateException("trials wait for each other");
    }
  }

  private @Nullable Object next() {
    try {
      return events.poll(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      // Whoever interrupts the thread of a sweep wants it to end; it ends in order.
      requestStop();
      return null;
    }
  }

  /** After a failure of the sweep itself: lets no trial run on unobserved. */
  private void abandon() {
    if (running > 0) {
      executor.requestStop();
    }
    while (running > 0) {
      if (next() instanceof TrialOutcome) {
        running--;
      }
    }
  }

  private void submitReady(Journal journal) {
    for (TrialEntry entry : entries) {
      if (running >= executor.slots() || stopRequested) {
        return;
      }
      if (entry.state == State.READY) {
        submit(entry, journal);
      }
    }
  }

  private void submit(TrialEntry entry, Journal journal) {
    Trial trial = entry.result.trial();
    if (!entry.begun) {
      entry.begun = true;
      boolean resumed = Files.exists(entry.result.directory().checkpoint());
      journal.write(
          JournalState.TRIAL_STARTED, Map.of("trial", trial.number(), "resumed", resumed));
      listener.trialStarted(trial);
    }
    Pruning pruning = spec.pruning();
    entry.pauseAfter =
        pruning == null || entry.isPruned()
            ? 0
            : pruning.nextRung(entry.epoch, trial.spec().epochs());
    entry.state = State.RUNNING;
    running++;
    executor.submit(
        new TrialTask(
            trial.number(),
            trial.spec(),
            entry.result.directory().path(),
            entry.pauseAfter,
            entry.isPruned()),
        new Watcher());
  }

  /** Hands what executors tell to the thread of the sweep. */
  private final class Watcher implements TrialExecutor.Watcher {
    @Override
    public void progressed(TrialProgress progress) {
      events.add(progress);
    }

    @Override
    public void ended(TrialOutcome outcome) {
      events.add(outcome);
    }
  }

  private void take(TrialOutcome outcome, Journal journal) {
    TrialEntry entry = entries.get(outcome.trial() - 1);
    Trial trial = entry.result.trial();
    switch (outcome.kind()) {
      case ENDED -> {
        RunSummary summary = Optional.ofNullable(outcome.summary()).orElseThrow();
        if (SweepResult.wasStopped(summary, entry.prunedFor)) {
          // By run.stop, or from the dashboard: as if it were to be read from its directory.
          entry.state = State.STOPPED;
          return;
        }
        entry.end(SweepResult.finished(trial, summary, entry.result.directory(), entry.prunedFor));
        ended(entry.result, journal);
      }
      case FAILED -> {
        entry.end(
            new TrialResult(
                trial, TrialStatus.FAILED, null, outcome.message(), entry.result.directory()));
        ended(entry.result, journal);
      }
      case PAUSED ->
          journal.write(
              JournalState.RUNG,
              JournalState.rung(trial.number(), entry.pauseAfter, entry.comeToRung(spec.select())));
      case STOPPED -> entry.state = State.STOPPED;
    }
  }

  private void ended(TrialResult result, Journal journal) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("trial", result.trial().number());
    details.put("status", result.status().label());
    RunSummary summary = result.summary();
    if (summary != null) {
      details.put("trainSeconds", summary.trainSeconds());
      details.put("validationLoss", summary.validationLoss());
      details.put("validationAccuracy", summary.validationAccuracy());
      details.put("testAccuracy", summary.testAccuracy());
      details.values().removeIf(value -> value == null);
    }
    details.put("note", result.note());
    journal.write(JournalState.TRIAL_ENDED, details);
    listener.trialEnded(result);
  }

  /** Decides on the trials that wait at rungs; one decision may allow the next. */
  private void decide(Journal journal) {
    Pruning pruning = spec.pruning();
    if (pruning == null || stopRequested) {
      return;
    }
    for (TrialEntry entry : entries) {
      if (entry.state == State.AT_RUNG) {
        int rung = entry.epoch;
        int number = entry.result.trial().number();
        List<Standing> standings =
            entries.stream().map(other -> other.standing(rung, spec.select())).toList();
        switch (pruning.decide(number, rung, standings, spec.select())) {
          case Decision.Wait() -> listener.trialWaits(entry.result.trial(), rung);
          case Decision.GoOn() -> {
            journal.write(JournalState.WENT_ON, Map.of("trial", number, "epoch", rung));
            entry.state = State.READY;
          }
          case Decision.Prune(String reason) -> {
            journal.write(
                JournalState.PRUNED, Map.of("trial", number, "epoch", rung, "reason", reason));
            entry.prunedFor = reason;
            entry.state = State.READY;
          }
        }
      }
    }
  }
}
