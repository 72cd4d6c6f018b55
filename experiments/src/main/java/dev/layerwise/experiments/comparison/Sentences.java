package dev.layerwise.experiments.comparison;

import dev.layerwise.experiments.comparison.PairComparison.SeedTest;
import dev.layerwise.experiments.statistics.McNemarTest;
import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.table.Cells;
import dev.layerwise.experiments.table.Column.Kind;
import java.util.Locale;

/** Says in plain words what the tests of a pair found, and no more than that. */
final class Sentences {
  private Sentences() {}

  static String of(PairComparison pair, String first, String second) {
    Sample difference = pair.test().difference();
    boolean firstLeads = pair.figure().moreIsBetter() == difference.mean() >= 0;
    String leader = firstLeads ? first : second;
    String other = firstLeads ? second : first;
    if (difference.n() == 1) {
      return single(pair, leader, other, firstLeads);
    }
    String sentence;
    if (difference.mean() == 0 && difference.deviation() == 0) {
      sentence =
          first
              + " and "
              + second
              + " have the same "
              + pair.figure().words()
              + " on each of "
              + difference.n()
              + " seeds.";
    } else if (Double.isNaN(pair.test().p())) {
      sentence =
          leader
              + " leads "
              + other
              + " by the very same "
              + size(pair.figure(), difference.mean())
              + " on each of "
              + difference.n()
              + " seeds; differences without any spread cannot be tested.";
    } else if (pair.significant()) {
      sentence = leader + " " + verb(pair.figure()) + " " + other + " by " + over(pair) + ".";
    } else {
      sentence =
          "No significant difference between "
              + first
              + " and "
              + second
              + ": "
              + leader
              + " leads by "
              + over(pair)
              + ".";
    }
    return sentence + overExamples(pair);
  }

  private static String verb(Figure figure) {
    return switch (figure) {
      case EPOCHS, STEPS, TRAIN_SECONDS -> "needs less than";
      default -> "beats";
    };
  }

  /** The difference, its interval, seeds and p-value. */
  private static String over(PairComparison pair) {
    Sample difference = pair.test().difference();
    return numberWithMargin(pair.figure(), difference)
        + " over "
        + difference.n()
        + " seeds ("
        + p(pair.corrected())
        + ")";
  }

  private static String numberWithMargin(Figure figure, Sample difference) {
    return number(figure, Math.abs(difference.mean()))
        + " ± "
        + number(figure, difference.margin())
        + " "
        + unit(figure);
  }

  private static String size(Figure figure, double difference) {
    return number(figure, Math.abs(difference)) + " " + unit(figure);
  }

  private static String number(Figure figure, double value) {
    return switch (figure.kind()) {
      case ACCURACY -> String.format(Locale.ROOT, "%.2f", 100 * value);
      case COUNT, SECONDS -> String.format(Locale.ROOT, "%.1f", value);
      default -> Cells.shown(Kind.LOSS, value);
    };
  }

  private static String unit(Figure figure) {
    return switch (figure.kind()) {
      case ACCURACY -> "points of " + figure.words();
      case SECONDS -> "s of training";
      case COUNT -> figure.words();
      default -> "in " + figure.words();
    };
  }

  static String p(double value) {
    return value < 0.001
        ? "p < 0.001"
        // With two decimals 0.049 and 0.051 would be called 0.05, one significant, the other not.
        : String.format(Locale.ROOT, value < 0.1 ? "p = %.3f" : "p = %.2f", value);
  }

  /** One seed: a test over examples, which says nothing about other seeds. */
  private static String single(
      PairComparison pair, String leader, String other, boolean firstLeads) {
    double size = pair.test().difference().mean();
    String lead =
        size == 0
            ? leader + " and " + other + " have the same " + pair.figure().words()
            : leader + " leads " + other + " by " + size(pair.figure(), size);
    if (pair.predictions().isEmpty()) {
      return lead + " on the one seed they share.";
    }
    SeedTest seed = pair.predictions().getFirst();
    McNemarTest test = seed.test();
    int leaderOnly = firstLeads ? test.onlyFirst() : test.onlySecond();
    int otherOnly = firstLeads ? test.onlySecond() : test.onlyFirst();
    return lead
        + " on the one seed they share; of the test examples, "
        + Cells.shown(Kind.COUNT, leaderOnly)
        + " are right with "
        + leader
        + " alone and "
        + Cells.shown(Kind.COUNT, otherOnly)
        + " with "
        + other
        + " alone, which "
        + (seed.corrected() < PairComparison.LEVEL ? "is more than" : "may well be")
        + " chance (McNemar, "
        + p(seed.corrected())
        + ").";
  }

  private static String overExamples(PairComparison pair) {
    int seeds = pair.predictions().size();
    if (seeds == 0) {
      return "";
    }
    long significant =
        pair.predictions().stream().filter(s -> s.corrected() < PairComparison.LEVEL).count();
    return " Seed by seed, their test predictions differ significantly on "
        + (significant == 0 ? "none" : String.valueOf(significant))
        + " of "
        + seeds
        + " (McNemar).";
  }
}
