package dev.layerwise.studies.page;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.report.figure.Format;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.studies.Published;
import dev.layerwise.studies.Study.Measured;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.Pairing.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds in the figures why ours are behind the published ones, and says so. */
final class Reasons {
  private Reasons() {}

  /** What to say about a row; empty if ours is not behind and all went well. */
  static String note(StudyResult result, Pairing pairing, Pair pair) {
    if (pair.ours() == null) {
      return "Not trained.";
    }
    List<String> words = new ArrayList<>();
    for (TrialResult trial : pair.ours().trials()) {
      if (trial.status() != TrialStatus.DONE) {
        words.add(
            "Seed "
                + trial.trial().spec().seed()
                + " "
                + trial.status().label()
                + (trial.note().isEmpty() ? "." : ": " + trial.note()));
      }
    }
    for (Measured figure : pairing.judged()) {
      double lead = Pairing.lead(pair, figure);
      if (lead < 0) {
        words.add(behind(result, pairing, pair, figure, lead));
      }
    }
    return String.join(" ", words);
  }

  private static String behind(
      StudyResult result, Pairing pairing, Pair pair, Measured figure, double lead) {
    List<String> reasons = new ArrayList<>();
    if (result.options().quick()) {
      reasons.add("this is the quick version, on few examples and for few epochs");
    }
    double ownSteps =
        pairing.table().figures().stream()
            .filter(f -> f.ours().equals("steps"))
            .mapToDouble(f -> Pairing.ours(pair, f).mean())
            .findFirst()
            .orElse(Double.NaN);
    double steps = Published.number(pair.published(), "steps");
    if (steps > 1.1 * ownSteps) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "the published run went on for %,.0f steps, ours stopped after %,.0f",
              steps,
              ownSteps));
    }
    Sample ours = Pairing.ours(pair, figure);
    double published = Pairing.published(pair, figure);
    if (ours.n() > 1 && Math.abs(ours.mean() - published) < 2 * ours.deviation()) {
      reasons.add("seeds alone differ by ± " + figure.format().text(ours.deviation()));
    }
    double chance = chance(pair, figure, published);
    if (-lead < chance) {
      reasons.add(
          "with so many examples the difference is within chance (± "
              + figure.format().text(chance)
              + ")");
    }
    if (reasons.isEmpty()) {
      reasons.add(
          "the figures do not tell why; 'Where the method differs' says what the report leaves"
              + " open");
    }
    return capital(figure.name())
        + " is "
        + (figure.format() == Format.ACCURACY ? Words.points(lead) : figure.format().text(-lead))
        + " behind: "
        + Words.list(reasons)
        + ".";
  }

  /**
   * Two standard deviations of the difference between two accuracies, each measured on its own
   * sample of as many examples; 0 where the figure is no accuracy.
   */
  private static double chance(Pair pair, Measured figure, double accuracy) {
    RunSummary summary = pair.ours() == null ? null : Figures.first(pair.ours());
    if (summary == null || figure.format() != Format.ACCURACY) {
      return 0;
    }
    int examples =
        figure.ours().startsWith("validation")
            ? summary.validationExamples()
            : figure.ours().startsWith("test")
                ? summary.testExamples()
                : summary.trainingExamples();
    return examples == 0 ? 0 : 2 * Math.sqrt(2 * accuracy * (1 - accuracy) / examples);
  }

  static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
