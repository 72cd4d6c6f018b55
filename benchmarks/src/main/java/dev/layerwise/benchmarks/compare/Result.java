package dev.layerwise.benchmarks.compare;

import dev.layerwise.benchmarks.compare.Workload.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One workload's measurements, and the figures that follow from them.
 *
 * @param workload what was done
 * @param measurements who reached what
 * @param failures who failed, and how
 * @param machineScaling how many times as much the machine itself computed with all threads as with
 *     one, the median over the rounds; NaN if there was but one
 * @param handOvers how long it took to hand something to another core and back, in nanoseconds, for
 *     every round; empty if there was but one thread
 */
record Result(
    Workload workload,
    List<Measurement> measurements,
    List<String> failures,
    double machineScaling,
    List<Double> handOvers) {
  Result {
    handOvers = List.copyOf(handOvers);
    measurements = List.copyOf(measurements);
    failures = List.copyOf(failures);
  }

  /** Whether more is better. */
  boolean moreIsBetter() {
    return workload.kind() == Kind.TRAIN || workload.kind() == Kind.PREDICT_MANY;
  }

  /** The best of a peer over the numbers of threads. */
  Optional<Measurement> best(Peer peer) {
    return measurements.stream().filter(m -> m.peer() == peer).max(better());
  }

  /** The best of all peers but Layerwise. */
  Optional<Measurement> bestPeer() {
    return measurements.stream().filter(m -> m.peer() != Peer.LAYERWISE).max(better());
  }

  /** A peer's figure with so many threads. */
  Optional<Measurement> of(Peer peer, int threads) {
    return measurements.stream()
        .filter(m -> m.peer() == peer && m.threads() == threads)
        .findFirst();
  }

  /** How many times as fast Layerwise is as the best peer; NaN if either is missing. */
  double ratio() {
    Optional<Measurement> ours = best(Peer.LAYERWISE);
    Optional<Measurement> theirs = bestPeer();
    if (ours.isEmpty() || theirs.isEmpty()) {
      return Double.NaN;
    }
    double quotient = ours.get().median() / theirs.get().median();
    return moreIsBetter() ? quotient : 1 / quotient;
  }

  /** How many times as fast Layerwise is on {@code threads} threads as on one. */
  double scaling(int threads) {
    Optional<Measurement> one = of(Peer.LAYERWISE, 1);
    Optional<Measurement> more = of(Peer.LAYERWISE, threads);
    if (one.isEmpty() || more.isEmpty() || threads == 1) {
      return Double.NaN;
    }
    double quotient = more.get().median() / one.get().median();
    return moreIsBetter() ? quotient : 1 / quotient;
  }

  private Comparator<Measurement> better() {
    Comparator<Measurement> ascending = Comparator.comparingDouble(Measurement::median);
    return moreIsBetter() ? ascending : ascending.reversed();
  }
}
