package dev.layerwise.experiments.sweep;

import dev.layerwise.experiments.sweep.Selection.Merit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A rule that gives up hopeless trials. It judges a trial at the ends of certain epochs, its rungs,
 * by the best validation so far, and compares it with a set of others that is defined by the
 * trials' numbers, never by which of them happened to be fast. So it decides the same for any
 * number of trials side by side, and after any interruption.
 */
public sealed interface Pruning {
  /**
   * Gives up a trial that is worse than the median of those before it (by number) that came as far,
   * as though the trials were run one after the other.
   *
   * @param after the epoch of the first rung
   * @param every the epochs from rung to rung
   * @param atLeast how many trials there must be to compare with
   */
  record Median(int after, int every, int atLeast) implements Pruning {
    /** Checks the numbers. */
    public Median {
      requirePositive("after", after);
      requirePositive("every", every);
      requirePositive("atLeast", atLeast);
    }
  }

  /**
   * Lets the best share of all trials go on from rung to rung (Jamieson and Talwalkar, 2016). The
   * rungs are at {@code first}, {@code first · factor}, {@code first · factor²}, … epochs, and at
   * each {@code 1/factor} of the trials that reached it stay, rounded up. A trial waits at a rung
   * until all have come there.
   *
   * @param first the epoch of the first rung
   * @param factor one in so many stays
   */
  record SuccessiveHalving(int first, int factor) implements Pruning {
    /** Checks the numbers. */
    public SuccessiveHalving {
      requirePositive("first", first);
      if (factor < 2) {
        throw new IllegalArgumentException(
            "prune: factor: expected at least 2 (one in two stays), got " + factor);
      }
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("prune: " + name + ": expected at least 1, got " + value);
    }
  }

  /**
   * Where a trial stands.
   *
   * @param trial its number
   * @param epoch the epochs that are known to be done
   * @param ended whether it does not go on, for whatever reason
   * @param merits the best so far at each rung that it came to, by epoch; one that ended by itself,
   *     and well, keeps its last
   */
  record Standing(int trial, int epoch, boolean ended, Map<Integer, Merit> merits) {
    /** Copies the merits. */
    public Standing {
      merits = Collections.unmodifiableMap(new LinkedHashMap<>(merits));
    }

    private boolean waitsBefore(int rung) {
      return !ended && epoch < rung;
    }

    private Merit at(int rung) {
      return merits.getOrDefault(rung, Merit.NONE);
    }

    private boolean reached(int rung) {
      return at(rung).isKnown();
    }
  }

  /** What is to happen with a trial at a rung. */
  sealed interface Decision {
    /** Others have to come as far first. */
    record Wait() implements Decision {}

    /** It goes on. */
    record GoOn() implements Decision {}

    /**
     * It is given up.
     *
     * @param reason why, for people
     */
    record Prune(String reason) implements Decision {}
  }

  /** The first rung beyond an epoch, for a training of so many epochs; 0 if there is none. */
  default int nextRung(int epoch, int epochs) {
    long rung =
        switch (this) {
          case Median(int after, int every, int _) -> {
            long passed = epoch < after ? 0 : (epoch - after) / every + 1;
            yield after + passed * every;
          }
          case SuccessiveHalving(int first, int factor) -> {
            long next = first;
            while (next <= epoch) {
              next *= factor;
            }
            yield next;
          }
        };
    return rung < epochs ? (int) rung : 0;
  }

  /**
   * Decides on a trial that has come to a rung.
   *
   * @param trial its number
   * @param rung the epoch
   * @param all where all trials of the sweep stand
   * @param select what a merit is made of, to name figures in the reason
   */
  default Decision decide(int trial, int rung, List<Standing> all, Selection select) {
    return switch (this) {
      case Median median -> byMedian(median, trial, rung, all, select);
      case SuccessiveHalving halving -> byRank(halving, trial, rung, all, select);
    };
  }

  private static Decision byMedian(
      Median rule, int trial, int rung, List<Standing> all, Selection select) {
    List<Merit> others = new ArrayList<>();
    for (Standing standing : all) {
      if (standing.trial() < trial) {
        if (standing.waitsBefore(rung)) {
          return new Decision.Wait();
        }
        if (standing.reached(rung)) {
          others.add(standing.at(rung));
        }
      }
    }
    Merit own = find(trial, all).at(rung);
    if (others.size() < rule.atLeast() || !own.isKnown()) {
      return new Decision.GoOn();
    }
    Collections.sort(others);
    // The lower middle of an even number: a merit that was measured, and in favour of pruning.
    Merit median = others.get((others.size() - 1) / 2);
    if (own.compareTo(median) <= 0) {
      return new Decision.GoOn();
    }
    String than =
        own.first() == median.first()
            ? "level with the median of %d trials before it, and otherwise worse"
            : "worse than the median of %d trials before it, %.4f";
    return new Decision.Prune(
        String.format(
                Locale.ROOT,
                "after epoch %d its %s of %.4f was ",
                rung,
                select.words(),
                select.figure(own))
            + String.format(Locale.ROOT, than, others.size(), select.figure(median)));
  }

  private static Decision byRank(
      SuccessiveHalving rule, int trial, int rung, List<Standing> all, Selection select) {
    List<Standing> field = new ArrayList<>();
    for (Standing standing : all) {
      if (standing.waitsBefore(rung)) {
        return new Decision.Wait();
      }
      if (standing.reached(rung) || standing.trial() == trial) {
        field.add(standing);
      }
    }
    int stay = (field.size() + rule.factor() - 1) / rule.factor();
    Merit own = find(trial, all).at(rung);
    int rank = 1;
    for (Standing other : field) {
      int order = other.at(rung).compareTo(own);
      // Among equals the lower number stays.
      rank += order < 0 || (order == 0 && other.trial() < trial) ? 1 : 0;
    }
    if (rank <= stay) {
      return new Decision.GoOn();
    }
    String figure =
        own.isKnown()
            ? String.format(Locale.ROOT, " with a %s of %.4f", select.words(), select.figure(own))
            : " without a validation so far";
    return new Decision.Prune(
        String.format(
            Locale.ROOT,
            "after epoch %d it was number %d of %d%s, and the best %d go on",
            rung,
            rank,
            field.size(),
            figure,
            stay));
  }

  private static Standing find(int trial, List<Standing> all) {
    return all.stream().filter(standing -> standing.trial() == trial).findFirst().orElseThrow();
  }

  /** As it stands in a sweep file. */
  default Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    switch (this) {
      case Median(int after, int every, int atLeast) -> {
        map.put("rule", "median");
        map.put("after", after);
        map.put("every", every);
        map.put("atLeast", atLeast);
      }
      case SuccessiveHalving(int first, int factor) -> {
        map.put("rule", "successive-halving");
        map.put("first", first);
        map.put("factor", factor);
      }
    }
    return map;
  }
}
