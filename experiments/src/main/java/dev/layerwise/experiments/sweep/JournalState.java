package dev.layerwise.experiments.sweep;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a journal a sweep that is started again depends on.
 *
 * @param rungs the last rung that each trial came to, by trial
 * @param passed the last rung from which each trial was sent on
 * @param pruned why trials were pruned
 * @param failed why trials failed, if that was the last that was heard of them
 */
record JournalState(
    Map<Integer, Integer> rungs,
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
        new JournalState(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    for (Map<String, Object> event : events) {
      if (event.get("trial") instanceof Integer trial) {
        state.take(String.valueOf(event.get("event")), trial, event);
      }
    }
    return state;
  }

  private void take(String kind, int trial, Map<String, Object> event) {
    switch (kind) {
      case RUNG -> rungs.put(trial, (Integer) event.get("epoch"));
      case WENT_ON -> passed.put(trial, (Integer) event.get("epoch"));
      case PRUNED -> pruned.put(trial, String.valueOf(event.get("reason")));
      case TRIAL_STARTED -> failed.remove(trial);
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

  String prunedFor(int trial) {
    return pruned.getOrDefault(trial, "");
  }

  String failureOf(int trial) {
    return failed.getOrDefault(trial, "");
  }
}
