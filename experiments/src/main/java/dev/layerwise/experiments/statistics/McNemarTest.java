package dev.layerwise.experiments.statistics;

import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * McNemar's exact test: do two classifiers differ in their mistakes on the same examples? Only
 * examples that one gets right and the other wrong tell; if there were no difference, each of them
 * would be a fair coin (McNemar, 1947; exact and two-sided).
 *
 * @param onlyFirst examples that only the first gets right
 * @param onlySecond examples that only the second gets right
 * @param p the probability of a split at least as uneven if there were no difference; 1 without
 *     such examples
 */
public record McNemarTest(int onlyFirst, int onlySecond, double p) {
  /** Tests these counts. */
  public static McNemarTest of(int onlyFirst, int onlySecond) {
    // Twice one tail. To add up all splits that are no likelier than this one, as a library does,
    // drops the mirrored split where rounding makes it seem the likelier of two equals.
    BinomialDistribution coins = BinomialDistribution.of(onlyFirst + onlySecond, 0.5);
    double tail = coins.cumulativeProbability(Math.min(onlyFirst, onlySecond));
    return new McNemarTest(onlyFirst, onlySecond, Math.min(1, 2 * tail));
  }

  /**
   * Counts and tests.
   *
   * @param labels the actual class of each example
   * @param first what the first takes it for
   * @param second what the second takes it for
   */
  public static McNemarTest of(int[] labels, int[] first, int[] second) {
    if (labels.length != first.length || labels.length != second.length) {
      throw new IllegalArgumentException(
          "McNemar: expected a prediction of each for "
              + labels.length
              + " examples, got "
              + first.length
              + " and "
              + second.length);
    }
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int i = 0; i < labels.length; i++) {
      boolean firstRight = first[i] == labels[i];
      boolean secondRight = second[i] == labels[i];
      onlyFirst += firstRight && !secondRight ? 1 : 0;
      onlySecond += secondRight && !firstRight ? 1 : 0;
    }
    return of(onlyFirst, onlySecond);
  }
}
