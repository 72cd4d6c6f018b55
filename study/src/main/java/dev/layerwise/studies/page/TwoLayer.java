package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.studies.StudyResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A two-layer net: validation curves over hidden units and over sizes of mini-batches. */
final class TwoLayer implements Content {
  private static final int POINTS = 60;

  private final StudyResult result;

  TwoLayer(StudyResult result) {
    this.result = result;
  }

  private List<VariantResult> done(String sweep) {
    return result.variants(sweep).stream().filter(VariantResult::complete).toList();
  }

  private static Optional<VariantResult> best(List<VariantResult> variants) {
    return variants.stream()
        .max(Comparator.comparingDouble(v -> Figures.mean(v, "validationAccuracy")));
  }

  @Override
  public List<String> answer() {
    List<String> words = new ArrayList<>();
    List<VariantResult> hidden = done("hidden");
    if (hidden.size() > 1) {
      VariantResult small = hidden.getFirst();
      VariantResult large = hidden.getLast();
      words.add(
          "More hidden units: "
              + units(small)
              + " reach "
              + Words.accuracy(Figures.mean(small, "validationAccuracy"))
              + " on the validation set, "
              + units(large)
              + " "
              + Words.accuracy(Figures.mean(large, "validationAccuracy"))
              + ", with "
              + Words.times((double) parameters(large) / parameters(small))
              + " the parameters and "
              + Words.times(
                  Figures.mean(large, "trainSeconds") / Figures.mean(small, "trainSeconds"))
              + " the time. The best by validation is "
              + units(best(hidden).orElseThrow())
              + ".");
      words.add(
          "Overfitting, as training minus validation accuracy, goes from "
              + Words.points(gap(small))
              + " to "
              + Words.points(gap(large))
              + ".");
    }
    List<VariantResult> batch = done("batch");
    if (batch.size() > 1) {
      VariantResult small = batch.getFirst();
      VariantResult large = batch.getLast();
      VariantResult best = best(batch).orElseThrow();
      words.add(
          String.format(
              Locale.ROOT,
              "Larger mini-batches: an epoch takes %s with %d images in each and %s with %d; in the"
                  + " same number of epochs validation accuracy goes from %s to %s. The best by"
                  + " validation is %d.",
              Words.duration(perEpoch(small)),
              small.trial().spec().batchSize(),
              Words.duration(perEpoch(large)),
              large.trial().spec().batchSize(),
              Words.accuracy(Figures.mean(small, "validationAccuracy")),
              Words.accuracy(Figures.mean(large, "validationAccuracy")),
              best.trial().spec().batchSize()));
    }
    return words;
  }

  private static String units(VariantResult variant) {
    return variant.trial().spec().layers().getFirst() + " hidden units";
  }

  private static double gap(VariantResult variant) {
    return Figures.mean(variant, "trainAccuracy") - Figures.mean(variant, "validationAccuracy");
  }

  private static double perEpoch(VariantResult variant) {
    return Figures.mean(variant, "trainSeconds") / Figures.mean(variant, "epochs");
  }

  private static long parameters(VariantResult variant) {
    RunSummary summary = Figures.first(variant);
    return summary == null ? 0 : summary.parameters();
  }

  @Override
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    add(sections, "hidden", "Hidden units: accuracy against time, memory and overfitting");
    add(sections, "batch", "Mini-batches: speed against accuracy");
    return sections;
  }

  private void add(List<Section> sections, String sweep, String title) {
    List<VariantResult> variants = done(sweep);
    if (variants.isEmpty()) {
      return;
    }
    List<Series> accuracy = new ArrayList<>();
    for (VariantResult variant : variants) {
      accuracy.add(
          Charts.series(
              variant.trial().label(),
              accuracy.size(),
              Stroke.SOLID,
              Charts.history(variant.trials().getFirst()),
              "validationAccuracy",
              Charts.EPOCHS,
              POINTS));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        Charts.chart(
            sweep + "-curves",
            "Validation accuracy",
            "",
            Charts.EPOCHS,
            Charts.ACCURACY,
            accuracy));
    blocks.add(table(sweep, variants));
    sections.add(new Section(sweep, title, blocks));
  }

  private static Table table(String sweep, List<VariantResult> variants) {
    List<Row> rows = new ArrayList<>();
    for (VariantResult variant : variants) {
      rows.add(
          new Row(
              List.of(
                  variant.trial().label(),
                  parameters(variant),
                  Figures.mean(variant, "trainSeconds"),
                  perEpoch(variant),
                  Figures.mean(variant, "trainAccuracy"),
                  Figures.mean(variant, "validationAccuracy"),
                  gap(variant),
                  Figures.mean(variant, "testAccuracy"))));
    }
    return new Table(
        sweep + "-table",
        sweep.equals("hidden") ? "Over hidden units" : "Over mini-batch sizes",
        "The gap is training minus validation accuracy.",
        List.of(
            new Column("setting", Format.TEXT),
            new Column("parameters", Format.COUNT),
            new Column("train time", Format.SECONDS, Better.LOWER),
            new Column("an epoch", Format.SECONDS, Better.LOWER),
            new Column("train accuracy", Format.ACCURACY),
            new Column("validation accuracy", Format.ACCURACY, Better.HIGHER),
            new Column("gap", Format.DIFFERENCE),
            new Column("test accuracy", Format.ACCURACY)),
        rows);
  }
}
