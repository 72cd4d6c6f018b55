package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.studies.Published;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.Pairing.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stopping by the validation cost over steps, in three variants. */
final class EarlyStopping implements Content {
  private static final int POINTS = 320;

  private final StudyResult result;
  private final Pairing pairing;

  EarlyStopping(StudyResult result) {
    this.result = result;
    this.pairing = Pairing.of(result, "results");
  }

  private List<VariantResult> ours() {
    return pairing.pairs().stream().map(Pair::ours).filter(Objects::nonNull).toList();
  }

  private static String name(VariantResult variant) {
    return String.valueOf(variant.trial().name());
  }

  @Override
  public List<String> answer() {
    List<String> words = new ArrayList<>();
    List<VariantResult> ours =
        ours().stream().filter(v -> !Double.isNaN(Figures.mean(v, "validationAccuracy"))).toList();
    if (ours.isEmpty()) {
      return words;
    }
    VariantResult best =
        ours.stream()
            .max(Comparator.comparingDouble(v -> Figures.mean(v, "validationAccuracy")))
            .get();
    List<String> stops = new ArrayList<>();
    for (Pair pair : pairing.pairs()) {
      if (pair.ours() != null) {
        stops.add(
            String.format(
                Locale.ROOT,
                "%s after %,.0f steps (published %,.0f)",
                pair.label(),
                Figures.mean(pair.ours(), "steps"),
                Published.number(pair.published(), "steps")));
      }
    }
    words.add("The rule stops " + Words.list(stops) + ".");
    words.add(
        "Best of the three by validation accuracy is "
            + name(best)
            + ", with test accuracy "
            + Words.accuracy(Figures.mean(best, "testAccuracy"))
            + ".");
    gap(ours).ifPresent(words::add);
    patience(ours).ifPresent(words::add);
    VariantResult plain = named("plain");
    VariantResult l2 = named("l2");
    if (plain != null && l2 != null) {
      words.addAll(Weights.sentence(plain, l2, "784-20-7-5-10"));
    }
    return words;
  }

  private Optional<String> gap(List<VariantResult> ours) {
    List<String> gaps = new ArrayList<>();
    for (VariantResult variant : ours) {
      gaps.add(
          name(variant)
              + " "
              + Words.points(
                  Figures.mean(variant, "trainAccuracy")
                      - Figures.mean(variant, "validationAccuracy")));
    }
    return Optional.of(
        "When stopped, training accuracy is ahead of validation accuracy by: "
            + Words.list(gaps)
            + ".");
  }

  /** What the same rule gives with more patience. */
  private Optional<String> patience(List<VariantResult> ours) {
    List<String> parts = new ArrayList<>();
    for (VariantResult longer : result.variants("patient")) {
      for (VariantResult variant : ours) {
        double gain = Figures.mean(longer, "testAccuracy") - Figures.mean(variant, "testAccuracy");
        if (name(variant).equals(name(longer)) && !Double.isNaN(gain)) {
          parts.add(
              String.format(
                  Locale.ROOT,
                  "%s %s %s of test accuracy for %s as many steps",
                  name(variant),
                  gain < 0 ? "loses" : "gains",
                  Words.points(gain),
                  Words.times(Figures.mean(longer, "steps") / Figures.mean(variant, "steps"))));
        }
      }
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The rule stops early indeed: with ten times its patience, " + Words.list(parts) + ".");
  }

  private @Nullable VariantResult named(String name) {
    return ours().stream().filter(v -> name(v).equals(name)).findFirst().orElse(null);
  }

  @Override
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    List<Block> charts = new ArrayList<>();
    for (VariantResult variant : ours()) {
      TrialResult trial = variant.trials().getFirst();
      RunSummary summary = trial.summary();
      if (summary != null) {
        charts.add(
            Charts.costs(
                "costs-" + name(variant),
                "Cost of " + name(variant),
                summary.stopExplanation(),
                trial,
                POINTS));
      }
    }
    if (!charts.isEmpty()) {
      sections.add(
          new Section("curves", "Cost against steps", List.of(new SideBySide(charts, 380))));
    }
    VariantResult plain = named("plain");
    VariantResult l2 = named("l2");
    if (plain != null && l2 != null) {
      sections.add(
          new Section(
              "weights",
              "Weights with and without L2",
              Weights.compare(plain, l2, "the runs plain and l2")));
    }
    return sections;
  }
}
