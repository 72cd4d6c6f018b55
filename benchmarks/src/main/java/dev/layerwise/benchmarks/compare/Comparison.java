package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.compare.Contender.Failure;
import dev.layerwise.benchmarks.roofline.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures in turns: every contestant of a workload is started and warmed up, then each measures a
 * short while, round after round, so that a drift of the machine hits all alike. Between its turns
 * a process waits for its next command and computes nothing.
 */
final class Comparison {
  /**
   * How long and how often.
   *
   * @param warmUp seconds before the first round
   * @param turn seconds of a turn
   * @param rounds turns of each contestant
   * @param threads the numbers of threads to try
   */
  record Effort(double warmUp, double turn, int rounds, List<Integer> threads) {}

  private static final double PROBE_SECONDS = 0.05;

  /** How long a workload waits for cores in all. */
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  /** How often such a turn is taken at most. */
  private static final int TRIES = 4;

  /**
   * The share of a turn that goes before it and does not count: processors and caches that have
   * been idle, or another's, take a tenth of a second to be at full speed.
   */
  private static final double LEAD_IN = 0.5;

  private final Starter starter;
  private final Effort effort;
  private final Path logs;
  private final Consumer<String> progress;

  /** How long the workload at hand may still wait for cores, in nanoseconds. */
  private long patience;

  /** Whether processes of all peers have run before, and so unpacked their libraries. */
  private boolean unpacked;

  private final Map<Peer, String> descriptions = new EnumMap<>(Peer.class);

  Comparison(Starter starter, Effort effort, Path logs, Consumer<String> progress) {
    this.starter = starter;
    this.effort = effort;
    this.logs = logs;
    this.progress = progress;
  }

  /** A process with what it has reached so far. */
  private static final class Entry {
    final Peer peer;
    final int threads;
    final Contender contender;
    final List<Double> values = new ArrayList<>();
    final List<Double> extra = new ArrayList<>();
    long examples;
    boolean ready;

    Entry(Peer peer, int threads, Contender contender) {
      this.peer = peer;
      this.threads = threads;
      this.contender = contender;
    }

    String label() {
      return Comparison.label(peer, threads);
    }
  }

  /** Something that may fail, done with a contestant. */
  private interface Turn {
    void take(Entry entry) throws Failure;
  }

  /** What the contestants have said of themselves, by peer. */
  Map<Peer, String> descriptions() {
    return Collections.unmodifiableMap(descriptions);
  }

  /** Measures one workload; who fails is named in the result, and the others go on. */
  Result measure(Workload workload, List<Peer> peers) {
    List<String> failures = new ArrayList<>();
    List<Peer> able = new ArrayList<>();
    for (Peer peer : peers) {
      String whyNot = starter.whyNot(peer, workload);
      if (whyNot.isEmpty()) {
        if (peer.can(workload)) {
          able.add(peer);
        }
      } else {
        failures.add(peer.label() + ": " + whyNot);
      }
    }
    return workload.kind() == Workload.Kind.WHOLE
        ? measureWhole(workload, able, failures)
        : measureTurns(workload, able, failures);
  }

  private Result measureWhole(Workload workload, List<Peer> peers, List<String> failures) {
    List<Measurement> measurements = new ArrayList<>();
    List<Runs> all = new ArrayList<>();
    for (Peer peer : peers) {
      for (int threads : effort.threads()) {
        all.add(new Runs(peer, threads, new ArrayList<>()));
      }
    }
    // The first round brings files into memory, and lets libraries unpack themselves.
    List<Double> scalings = new ArrayList<>();
    List<Double> handOvers = new ArrayList<>();
    for (int round = -1; round < effort.rounds(); round++) {
      probe(scalings, handOvers);
      for (Iterator<Runs> each = all.iterator(); each.hasNext(); ) {
        Runs runs = each.next();
        try {
          WholeProcess.Run run = runOnce(workload, runs);
          requireLearned(workload, run.accuracy());
          if (round >= 0) {
            runs.runs.add(run);
          }
        } catch (Failure e) {
          failures.add(label(runs.peer, runs.threads) + ": " + e.getMessage());
          each.remove();
        }
      }
    }
    for (Runs runs : all) {
      Measurement measurement =
          new Measurement(
              runs.peer,
              runs.threads,
              runs.runs.stream().map(WholeProcess.Run::seconds).toList(),
              runs.runs.stream().map(WholeProcess.Run::peakMebibytes).toList(),
              runs.runs.getLast().accuracy());
      report(workload, measurement);
      measurements.add(measurement);
    }
    return new Result(workload, measurements, failures, Measurement.median(scalings), handOvers);
  }

  private record Runs(Peer peer, int threads, List<WholeProcess.Run> runs) {}

  private WholeProcess.Run runOnce(Workload workload, Runs runs) throws Failure {
    try {
      Path folder = Files.createTempDirectory(logs, "whole");
      return WholeProcess.run(
          starter.wholeCommand(runs.peer, workload, runs.threads, folder.resolve("run")),
          starter.environment(runs.threads),
          folder,
          logs.resolve(logName(workload, runs.peer, runs.threads)));
    } catch (IOException e) {
      throw new Failure(String.valueOf(e.getMessage()));
    }
  }

  private static String logName(Workload workload, Peer peer, int threads) {
    return workload.name().replace('/', '-') + "-" + peer.key() + "-" + threads + ".log";
  }

  private Result measureTurns(Workload workload, List<Peer> peers, List<String> failures) {
    List<Entry> entries = new ArrayList<>();
    try {
      for (Peer peer : peers) {
        for (int threads : effort.threads()) {
          start(workload, peer, threads, entries, failures);
          if (!unpacked) {
            // Two that unpack the same libraries at once may each load what the other has half
            // written.
            awaitReady(entries, failures);
          }
        }
      }
      awaitReady(entries, failures);
      unpacked = true;
      inTurn(entries, failures, entry -> warmUp(workload, entry));
      List<Double> scalings = new ArrayList<>();
      List<Double> handOvers = new ArrayList<>();
      patience = PATIENCE_NANOS;
      for (int round = 0; round < effort.rounds(); round++) {
        probe(scalings, handOvers);
        inTurn(entries, failures, entry -> turn(workload, entry));
      }
      List<Measurement> measurements = new ArrayList<>();
      inTurn(entries, failures, entry -> measurements.add(finish(workload, entry)));
      return new Result(workload, measurements, failures, Measurement.median(scalings), handOvers);
    } finally {
      entries.forEach(entry -> entry.contender.close());
    }
  }

  private void start(
      Workload workload, Peer peer, int threads, List<Entry> entries, List<String> failures) {
    try {
      entries.add(
          new Entry(
              peer,
              threads,
              Contender.start(
                  starter.command(peer, workload, threads),
                  starter.environment(threads),
                  logs.resolve(logName(workload, peer, threads)))));
    } catch (Failure e) {
      failures.add(peer.label() + ": " + e.getMessage());
    }
  }

  private void awaitReady(List<Entry> entries, List<String> failures) {
    inTurn(
        entries,
        failures,
        entry -> {
          if (!entry.ready) {
            descriptions.put(entry.peer, entry.contender.awaitReady());
            entry.ready = true;
          }
        });
  }

  /** Who fails is out, and the others go on. */
  private static void inTurn(List<Entry> entries, List<String> failures, Turn turn) {
    for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
      Entry entry = each.next();
      try {
        turn.take(entry);
      } catch (Failure e) {
        failures.add(entry.label() + ": " + e.getMessage());
        entry.contender.close();
        each.remove();
      }
    }
  }

  private void warmUp(Workload workload, Entry entry) throws Failure {
    switch (workload.kind()) {
      case TRAIN -> entry.examples += entry.contender.train(effort.warmUp(), 0).examples();
      case PREDICT_ONE -> {
        entry.contender.train(0, workload.examplesBeforeScore());
        entry.contender.predictOne(effort.warmUp());
      }
      case PREDICT_MANY -> {
        entry.contender.train(0, workload.examplesBeforeScore());
        entry.contender.predictMany(effort.warmUp());
      }
      case WHOLE -> throw new IllegalStateException("a whole process is not warmed up");
    }
  }

  /**
   * A turn; of several threads one during which the machine had that many cores for them, if there
   * is one among {@link #TRIES}. A host may put two virtual cores on one for a while, which says
   * nothing about who has the turn.
   */
  private void turn(Workload workload, Entry entry) throws Failure {
    Turned best = null;
    double most = 0;
    for (int i = 0; i < TRIES && !Probe.enough(most, entry.threads); i++) {
      double before = awaitCores(entry.threads);
      Turned turned = measure(workload, entry);
      double cores = Math.min(before, Probe.awaitCores(entry.threads, 0));
      if (best == null || cores > most) {
        best = turned;
        most = cores;
      }
    }
    if (best != null) {
      entry.values.add(best.value);
      if (workload.kind() == Workload.Kind.PREDICT_ONE) {
        entry.extra.add(best.extra);
      }
    }
  }

  /** Waits for the machine to have as many cores as there are threads, as long as is affordable. */
  private double awaitCores(int threads) {
    long begun = System.nanoTime();
    double cores = Probe.awaitCores(threads, patience);
    patience -= System.nanoTime() - begun;
    return cores;
  }

  /** What a turn has measured: a rate, or a median and a 99th percentile. */
  private record Turned(double value, double extra) {}

  private Turned measure(Workload workload, Entry entry) throws Failure {
    return switch (workload.kind()) {
      case TRAIN -> {
        entry.examples += entry.contender.train(LEAD_IN * effort.turn(), 0).examples();
        Contender.Rate rate = entry.contender.train(effort.turn(), 0);
        entry.examples += rate.examples();
        yield new Turned(rate.perSecond(), 0);
      }
      case PREDICT_ONE -> {
        entry.contender.predictOne(LEAD_IN * effort.turn());
        Contender.Latency latency = entry.contender.predictOne(effort.turn());
        yield new Turned(latency.medianNanos() * 1e-3, latency.p99Nanos() * 1e-3);
      }
      case PREDICT_MANY -> {
        entry.contender.predictMany(LEAD_IN * effort.turn());
        yield new Turned(entry.contender.predictMany(effort.turn()).perSecond(), 0);
      }
      case WHOLE -> throw new IllegalStateException("a whole process takes no turns");
    };
  }

  private Measurement finish(Workload workload, Entry entry) throws Failure {
    long missing = workload.examplesBeforeScore() - entry.examples;
    if (workload.kind() == Workload.Kind.TRAIN && missing > 0) {
      entry.contender.train(0, missing);
    }
    double accuracy = entry.contender.accuracy();
    requireLearned(workload, accuracy);
    Measurement measurement =
        new Measurement(entry.peer, entry.threads, entry.values, entry.extra, accuracy);
    report(workload, measurement);
    return measurement;
  }

  private static void requireLearned(Workload workload, double accuracy) throws Failure {
    if (!(accuracy >= workload.floor())) {
      throw new Failure(
          String.format(
              Locale.ROOT,
              "did not learn: %.1f %% of the test images right, expected at least %.0f %%",
              accuracy * 100,
              workload.floor() * 100));
    }
  }

  private void probe(List<Double> scalings, List<Double> handOvers) {
    int most = effort.threads().stream().mapToInt(Integer::intValue).max().orElse(1);
    if (most > 1) {
      scalings.add(Probe.scaling(most, PROBE_SECONDS));
      handOvers.add(Probe.handOver(PROBE_SECONDS));
    }
  }

  private static String label(Peer peer, int threads) {
    return peer.label() + ", " + threads + (threads == 1 ? " thread" : " threads");
  }

  private void report(Workload workload, Measurement measurement) {
    progress.accept(
        String.format(
            Locale.ROOT,
            "  %-30s %20s   spread %4.1f %%   accuracy %.3f",
            label(measurement.peer(), measurement.threads()),
            Tables.figure(workload, measurement),
            measurement.spread() * 100,
            measurement.accuracy()));
  }
}
