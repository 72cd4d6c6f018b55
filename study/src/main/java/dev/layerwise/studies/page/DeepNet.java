package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.runs.MetricsHistory;
import dev.layerwise.studies.Published;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.Pairing.Pair;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Convergence of a deep net: plain, with batch norm, with L2. */
final class DeepNet implements Content {
  private static final int POINTS = 400;

  /** The published cost of L2 begins at 30 and all end below 1. */
  private static final YAxis LOGARITHMIC = new YAxis("cost", Format.LOSS, true);

  private final Pairing pairing;
  private final Published convergence = Published.read("deep-net-convergence");

  DeepNet(StudyResult result) {
    pairing = Pairing.of(result, "summary");
  }

  private List<Pair> done() {
    return pairing.pairs().stream()
        .filter(p -> p.ours() != null && !Double.isNaN(mean(p, "epochs")))
        .toList();
  }

  private static double mean(Pair pair, String figure) {
    VariantResult ours = pair.ours();
    return ours == null ? Double.NaN : Figures.mean(ours, figure);
  }

  @Override
  public List<String> answer() {
    List<String> words = new ArrayList<>();
    List<Pair> done = done();
    if (done.isEmpty()) {
      return words;
    }
    Pair fastest = done.stream().min(Comparator.comparingDouble(p -> mean(p, "epochs"))).get();
    Pair best =
        done.stream().max(Comparator.comparingDouble(p -> mean(p, "validationAccuracy"))).get();
    List<String> epochs = new ArrayList<>();
    for (Pair pair : done) {
      epochs.add(
          String.format(
              Locale.ROOT,
              "%s %.0f (published %.0f)",
              pair.label(),
              mean(pair, "epochs"),
              Published.number(pair.published(), "epochs_to_converge")));
    }
    words.add("Epochs until the validation cost no longer improves: " + Words.list(epochs) + ".");
    words.add(
        Reasons.capital(fastest.label())
            + " converges first, "
            + best.label()
            + " ends best: validation accuracy "
            + Words.accuracy(mean(best, "validationAccuracy"))
            + ", test accuracy "
            + Words.accuracy(mean(best, "testAccuracy"))
            + ".");
    reach(done).forEach(words::add);
    VariantResult plain = ours("plain");
    VariantResult l2 = ours("l2");
    if (plain != null && l2 != null) {
      words.addAll(Weights.sentence(plain, l2, "784-20-7-5-10"));
    }
    return words;
  }

  /** How soon each variant comes to where the published plain net ended. */
  private List<String> reach(List<Pair> done) {
    double goal =
        Published.number(
            convergence.where("variant", "plain").best("validation_accuracy"),
            "validation_accuracy");
    List<String> parts = new ArrayList<>();
    for (Pair pair : done) {
      TrialResult trial = pair.ours() == null ? null : pair.ours().trials().getFirst();
      int epoch =
          trial == null
              ? 0
              : Charts.history(trial).of("epoch").stream()
                  .filter(line -> line.number("validationAccuracy") >= goal)
                  .mapToInt(MetricsHistory.Line::epoch)
                  .findFirst()
                  .orElse(0);
      parts.add(pair.label() + (epoch == 0 ? " never" : " in epoch " + epoch));
    }
    return List.of(
        "The published plain net ends at a validation accuracy of "
            + Words.accuracy(goal)
            + "; ours reaches that with "
            + Words.list(parts)
            + ".");
  }

  private @Nullable VariantResult ours(String variant) {
    return pairing.pairs().stream()
        .filter(p -> p.label().equals(variant) && p.ours() != null)
        .map(Pair::ours)
        .findFirst()
        .orElse(null);
  }

  @Override
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    if (!done().isEmpty()) {
      List<Block> blocks = new ArrayList<>();
      blocks.add(
          new SideBySide(
              List.of(
                  chart("cost", "Training cost", "objective", "train_cost", LOGARITHMIC),
                  chart(
                      "validation-accuracy",
                      "Validation accuracy",
                      "validationAccuracy",
                      "validation_accuracy",
                      Charts.ACCURACY)),
              440));
      blocks.add(epochTable());
      sections.add(new Section("convergence", "Cost and accuracy, epoch by epoch", blocks));
    }
    VariantResult plain = ours("plain");
    VariantResult l2 = ours("l2");
    if (plain != null && l2 != null) {
      sections.add(
          new Section(
              "weights",
              "Weights with and without L2",
              Weights.compare(plain, l2, "the runs plain and l2")));
    }
    return sections;
  }

  private LineChart chart(String id, String title, String ours, String published, YAxis y) {
    List<Series> series = new ArrayList<>();
    List<Pair> done = done();
    for (int k = 0; k < done.size(); k++) {
      Pair pair = done.get(k);
      VariantResult variant = pair.ours();
      if (variant == null) {
        continue;
      }
      series.add(
          Charts.series(
              pair.label() + ", ours",
              k,
              Stroke.SOLID,
              Charts.history(variant.trials().getFirst()),
              ours,
              Charts.EPOCHS,
              POINTS));
      Published rows = convergence.where("variant", pair.label());
      series.add(
          new Series(
              pair.label() + ", published",
              k,
              Stroke.DASHED,
              List.of(rows.numbers("epoch")),
              rows.numbers(published)));
    }
    return Charts.chart(
        id, title, "Ours full (the first seed), published dashed.", Charts.EPOCHS, y, series);
  }

  /** Every published line of the progress output, with ours beside it. */
  private Table epochTable() {
    List<Row> rows = new ArrayList<>();
    for (Pair pair : done()) {
      VariantResult variant = pair.ours();
      if (variant == null) {
        continue;
      }
      List<MetricsHistory.Line> lines = Charts.history(variant.trials().getFirst()).of("epoch");
      Published published = convergence.where("variant", pair.label());
      int most = Math.max(lines.size(), published.rows().size());
      for (int e = 1; e <= most; e++) {
        List<@Nullable Object> cells = new ArrayList<>(List.of(pair.label(), e));
        boolean printed = e <= published.rows().size();
        boolean trained = e <= lines.size();
        cells.add(printed ? published.numbers("train_cost")[e - 1] : null);
        cells.add(trained ? lines.get(e - 1).number("objective") : null);
        cells.add(printed ? published.numbers("validation_accuracy")[e - 1] : null);
        cells.add(trained ? lines.get(e - 1).number("validationAccuracy") : null);
        rows.add(new Row(cells));
      }
    }
    return new Table(
        "epochs-table",
        "The progress, epoch by epoch",
        "The cost holds the penalty, where there is one.",
        List.of(
            new Column("variant", Format.TEXT),
            new Column("epoch", Format.COUNT),
            new Column("train cost, published", Format.LOSS),
            new Column("train cost, ours", Format.LOSS),
            new Column("validation accuracy, published", Format.ACCURACY),
            new Column("validation accuracy, ours", Format.ACCURACY)),
        rows);
  }
}
