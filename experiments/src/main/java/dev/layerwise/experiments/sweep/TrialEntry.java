package dev.layerwise.experiments.sweep;

import dev.layerwise.experiments.sweep.Pruning.Standing;
import dev.layerwise.experiments.sweep.Selection.Merit;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** Where a trial stands in a sweep that runs. */
final class TrialEntry {
  /** What is to happen with the trial next. */
  enum State {
    /** It may be handed to the executor. */
    READY,
    /** The executor has it. */
    RUNNING,
    /** It has come to a rung, and the pruning rule has yet to decide. */
    AT_RUNG,
    /** It was stopped with the sweep. */
    STOPPED,
    /** Nothing more. */
    ENDED
  }

  TrialResult result;
  State state;

  /** The last rung it came to, 0 before the first. */
  int epoch;

  /** The rung it is on its way to, 0 for none. */
  int pauseAfter;

  /** Why it was pruned, else empty. */
  String prunedFor;

  /** Whether it was handed to the executor since the sweep was started. */
  boolean begun;

  private final Map<Integer, Merit> merits = new HashMap<>();

  private TrialEntry(TrialResult result, State state, int epoch, String prunedFor) {
    this.result = result;
    this.state = state;
    this.epoch = epoch;
    this.prunedFor = prunedFor;
  }

  /** A trial as it was found. Failed ones are tried again: what failed may have been mended. */
  static TrialEntry of(TrialResult found, JournalState known) {
    int number = found.trial().number();
    boolean ended =
        switch (found.status()) {
          case DONE, PRUNED, DIVERGED -> true;
          case FAILED, UNFINISHED -> false;
        };
    if (!ended && !Files.exists(found.directory().checkpoint())) {
      // Its folder was deleted: it begins anew, and is judged anew.
      known.forget(number);
    }
    int rung = known.rungs().getOrDefault(number, 0);
    String prunedFor = known.prunedFor(number);
    boolean waits = rung > known.passed().getOrDefault(number, 0) && prunedFor.isEmpty();
    State state = ended ? State.ENDED : waits ? State.AT_RUNG : State.READY;
    TrialResult result =
        found.status() == TrialStatus.FAILED
            ? new TrialResult(found.trial(), TrialStatus.UNFINISHED, null, "", found.directory())
            : found;
    TrialEntry entry = new TrialEntry(result, state, rung, prunedFor);
    entry.merits.putAll(known.merits().getOrDefault(number, Map.of()));
    return entry;
  }

  boolean isPruned() {
    return !prunedFor.isEmpty();
  }

  void end(TrialResult with) {
    result = with;
    state = State.ENDED;
  }

  /**
   * It has come to the rung it was on its way to. How good it was is taken down now: a pause ends
   * with a validation that is not part of the training, and that its measurements forget as soon as
   * it goes on.
   */
  Merit comeToRung(Selection select) {
    epoch = pauseAfter;
    state = State.AT_RUNG;
    Merit merit = Rungs.merit(result.directory(), epoch, select);
    merits.put(epoch, merit);
    return merit;
  }

  /** The trial as the pruning rule sees it at a rung. */
  Standing standing(int rung, Selection select) {
    boolean ended = state == State.ENDED || isPruned();
    if (result.status() == TrialStatus.DONE) {
      // It ended by itself before this rung, and stands there with what it ended with.
      merits.computeIfAbsent(rung, at -> Rungs.merit(result.directory(), at, select));
    }
    return new Standing(result.trial().number(), epoch, ended, merits);
  }
}
