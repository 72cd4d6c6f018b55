package dev.layerwise.studies.page;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.runs.RunSummary;
import org.jspecify.annotations.Nullable;

/** The figures of a run's summary by their names. */
final class Figures {
  private Figures() {}

  /**
   * A figure; null if it was not measured.
   *
   * @throws IllegalArgumentException if no figure has this name
   */
  static @Nullable Double of(RunSummary summary, String name) {
    return switch (name) {
      case "epochs" -> (double) summary.epochs();
      case "bestEpoch" -> (double) summary.bestEpoch();
      case "steps" -> (double) summary.steps();
      case "trainSeconds" -> summary.trainSeconds();
      case "trainLoss" -> summary.trainLoss();
      case "trainAccuracy" -> summary.trainAccuracy();
      case "validationLoss" -> summary.validationLoss();
      case "validationAccuracy" -> summary.validationAccuracy();
      case "validationError" -> error(summary.validationAccuracy());
      case "trainError" -> 1 - summary.trainAccuracy();
      case "testError" -> error(summary.testAccuracy());
      case "testLoss" -> summary.testLoss();
      case "testAccuracy" -> summary.testAccuracy();
      default -> throw new IllegalArgumentException("there is no figure '" + name + "'");
    };
  }

  private static @Nullable Double error(@Nullable Double accuracy) {
    return accuracy == null ? null : 1 - accuracy;
  }

  /** A figure over the seeds of a variant. */
  static Sample sample(VariantResult variant, String name) {
    return variant.sample(summary -> of(summary, name));
  }

  /** Its mean over the seeds; NaN without any. */
  static double mean(VariantResult variant, String name) {
    return sample(variant, name).mean();
  }

  /** The summary of the first seed, which stands for the variant where one run is looked at. */
  static @Nullable RunSummary first(VariantResult variant) {
    return variant.trials().getFirst().summary();
  }

  /** What a figure is called in sentences. */
  static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(java.util.Locale.ROOT);
  }
}
