package dev.layerwise.experiments.comparison;

import dev.layerwise.experiments.statistics.McNemarTest;
import dev.layerwise.experiments.statistics.PairedTest;
import java.util.List;

/**
 * Two variants compared, on the seeds that both were trained with.
 *
 * @param first the index of one variant in the comparison, from 0
 * @param second the index of the other
 * @param figure what is compared
 * @param seeds the seeds that both have
 * @param test the paired t-test over these seeds
 * @param corrected its p-value, corrected for all pairs of the comparison; NaN without one
 * @param predictions McNemar's test for each seed whose test predictions could be made again
 * @param sentence what all this says, in words
 */
public record PairComparison(
    int first,
    int second,
    Figure figure,
    List<Long> seeds,
    PairedTest test,
    double corrected,
    List<SeedTest> predictions,
    String sentence) {
  /** Differences less likely than this by chance are called significant. */
  public static final double LEVEL = 0.05;

  /** Copies the lists. */
  public PairComparison {
    seeds = List.copyOf(seeds);
    predictions = List.copyOf(predictions);
  }

  /**
   * McNemar's test of the two runs with one seed.
   *
   * @param seed the seed
   * @param test the test
   * @param corrected its p-value, corrected for all such tests of the comparison
   */
  public record SeedTest(long seed, McNemarTest test, double corrected) {}

  /** Whether the figures differ significantly over the seeds. */
  public boolean significant() {
    return corrected < LEVEL;
  }
}
