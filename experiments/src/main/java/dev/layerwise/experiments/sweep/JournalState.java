package dev.layerwise.experiments.sweep;

import dev.layerwise.experiments.sweep.Selection.Merit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a journal a sweep that is started again depends on.
 *
 * @param rungs the last rung that each trial came to, by trial
 * @param merits how good each trial was at each rung, by trial and epoch
 * @param passed the last rung from which each trial was sent on
 * @param pruned why trials were pruned
 * @param failed why trials failed, if that was the last that was heard of them
 */
record JournalState(
    Map<Integer, Integer> rungs,
    Map<Integer, Map<Integer, Merit>> merits,
    Map<Integer, Integer> passed,
    Map<Integer, String> pruned,
    Map<Integer, String> failed) {
  static final String RUNG = "rung";
  static final String WENT_ON = "went-on";
  static final String PRUNED = "pruned";
  static final String TRIAL_STARTED = "trial-started";
  static final String TRIAL_ENDED = "trial-ended";

  static JournalState of(List<Map<String, Object>> events) {
    JournalState state =
        new JournalState(
            new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (Map<String, Object> event : events) {
      if (event.get("trial") instanceof Integer trial) {
        state.take(String.valueOf(event.get("event")), trial, event);
      }
    }
    return state;
  }

  private void take(String kind, int trial, Map<String, Object> event) {
    switch (kind) {
      case RUNG -> {
        int epoch = (int) number(event.get("epoch"));
        rungs.put(trial, epoch);
        merits
            .computeIfAbsent(trial, _ -> new HashMap<>())
            .put(epoch, new Merit(number(event.get("first")), number(event.get("second"))));
      }
      case WENT_ON -> passed.put(trial, (int) number(event.get("epoch")));
      case PRUNED -> pruned.put(trial, String.valueOf(event.get("reason")));
      case TRIAL_STARTED -> {
        failed.remove(trial);
        if (Boolean.FALSE.equals(event.get("resumed"))) {
          forget(trial);
        }
      }
      case TRIAL_ENDED -> {
        if (TrialStatus.FAILED.label().equals(event.get("status"))) {
          failed.put(trial, String.valueOf(event.get("note")));
        }
      }
      default -> {
        // What is told for people alone.
      }
    }
  }

  /** Drops what is known of a trial that begins anew. */
  void forget(int trial) {
    rungs.remove(trial);
    merits.remove(trial);
    passed.remove(trial);
    pruned.remove(trial);
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /** What is told of a trial that came to a rung; {@link #of} makes the same merit of it. */
  static Map<String, Object> rung(int trial, int epoch, Merit merit) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("trial", trial);
    details.put("epoch", epoch);
    // JSON has no infinity, which stands for what is not known.
    if (Double.isFinite(merit.first())) {
      details.put("first", merit.first());
    }
    if (Double.isFinite(merit.second())) {
      details.put("second", merit.second());
    }
    return details;
  }

  String prunedFor(int trial) {
    return pruned.getOrDefault(trial, "");
  }

  String failureOf(int trial) {
    return failed.getOrDefault(trial, "");
  }
}
