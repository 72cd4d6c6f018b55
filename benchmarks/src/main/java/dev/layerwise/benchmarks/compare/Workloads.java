package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.compare.Workload.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The workloads that are compared, in the order of the table. */
final class Workloads {
  private static final List<Integer> NARROW = List.of(20, 7, 5);
  private static final int EPOCH = 48_000;

  private Workloads() {}

  /** All of them. */
  static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    addTraining(all, false);
    all.add(predict("I1/1", Kind.PREDICT_ONE, 0));
    all.add(predict("I1/1024", Kind.PREDICT_MANY, 1.3));
    all.add(
        new Workload("S1", Kind.WHOLE, NARROW, 64, 0.009, 0, 0, 0, false, false, EPOCH, 0.3, 1));
    addTraining(all, true);
    return all;
  }

  private static void addTraining(List<Workload> all, boolean standardised) {
    double[] goals = standardised ? new double[] {3, 3, 2.5, 2.2} : new double[] {6, 6, 5, 4};
    int[] batches = {16, 64, 256, 512};
    for (int i = 0; i < batches.length; i++) {
      all.add(narrow(batches[i], false, standardised, goals[i]));
    }
    if (!standardised) {
      all.add(narrow(64, true, false, 6));
      all.add(narrow(256, true, false, 5));
    }
    all.add(
        train("W2", List.of(150), 64, 0.01, standardised)
            .with(0, 0.001, 0.05)
            .to(0.8, standardised ? 2 : 4));
    double wide = standardised ? 1.3 : 2;
    // A smaller rate than on [0, 1]: standardised inputs are ten times as large.
    double rate = standardised ? 0.005 : 0.01;
    all.add(train("W3", List.of(700), 128, rate, standardised).with(0.9, 0, 0).to(0.85, wide));
    all.add(
        train("W3/1000", List.of(1000), 128, rate, standardised).with(0.9, 0, 0).to(0.85, wide));
    if (!standardised) {
      all.add(
          train("W5", List.of(2500, 2000, 1500, 1000, 500), 256, 0.01, false)
              .with(0, 0, 0)
              .to(0.3, 1.05));
      all.add(train("W6", List.of(), 128, 0.03, false).with(0, 0.001, 0).to(0.8, 5));
    }
  }

  private static Workload narrow(int batch, boolean norm, boolean standardised, double goal) {
    String name = "W1" + (norm ? "bn" : "") + (standardised ? "s" : "") + "/" + batch;
    // Larger mini-batches make fewer steps of an epoch, and the rate is the same for all.
    int epochs = Math.max(2, batch / 32);
    return new Workload(
        name,
        Kind.TRAIN,
        NARROW,
        batch,
        0.009,
        0,
        0,
        0,
        norm,
        standardised,
        epochs * EPOCH,
        0.4,
        goal);
  }

  private static Workload predict(String name, Kind kind, double goal) {
    return new Workload(
        name, kind, List.of(150), 64, 0.05, 0, 0, 0, false, false, 2 * EPOCH, 0.85, goal);
  }

  private static Draft train(
      String name, List<Integer> hidden, int batch, double rate, boolean standardised) {
    return new Draft(name, hidden, batch, rate, standardised, 0, 0, 0);
  }

  private record Draft(
      String name,
      List<Integer> hidden,
      int batch,
      double rate,
      boolean standardised,
      double momentum,
      double l2,
      double dropout) {
    Draft with(double momentum, double l2, double dropout) {
      return new Draft(name, hidden, batch, rate, standardised, momentum, l2, dropout);
    }

    Workload to(double floor, double goal) {
      String full = standardised ? name.replaceFirst("^W\\d", "$0s") : name;
      int examples = hidden.size() > 2 ? EPOCH / 6 : EPOCH;
      return new Workload(
          full,
          Kind.TRAIN,
          hidden,
          batch,
          rate,
          momentum,
          l2,
          dropout,
          false,
          standardised,
          examples,
          floor,
          goal);
    }
  }

  /**
   * The workloads with the given names; a name without its last part means all that begin with it,
   * so {@code W1} stands for {@code W1/16}, {@code W1/64} and so on.
   *
   * @throws IllegalArgumentException if a name stands for none
   */
  static List<Workload> named(List<String> names) {
    if (names.isEmpty()) {
      return all();
    }
    List<Workload> chosen = new ArrayList<>();
    for (String name : names) {
      String wanted = name.strip().toLowerCase(Locale.ROOT);
      List<Workload> found =
          all().stream()
              .filter(w -> {
                String is = w.name().toLowerCase(Locale.ROOT);
                return is.equals(wanted) || is.startsWith(wanted + "/");
              })
              .toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "--only: expected some of "
                + String.join(", ", all().stream().map(Workload::name).toList())
                + ", got '"
                + name
                + "'");
      }
      found.stream().filter(w -> !chosen.contains(w)).forEach(chosen::add);
    }
    return chosen;
  }
}
