package dev.layerwise.studies.page;

import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.experiments.table.Cells;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Code;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import dev.layerwise.runs.SettingWords;
import dev.layerwise.studies.StudyResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The search for better settings of the same architecture, and its winner. */
final class Tuned {
  private final StudyResult result;
  private final String name;

  private Tuned(StudyResult result, String name) {
    this.result = result;
    this.name = name;
  }

  /** The section of one of the searches; nothing if it has not begun. */
  static Optional<Section> section(StudyResult result, String name) {
    return new Tuned(result, name).section();
  }

  /** The architecture of a variant, such as {@code 784-20-10}. */
  static String network(VariantResult variant) {
    RunSummary summary = Figures.first(variant);
    return summary == null ? "" : summary.network();
  }

  private Optional<Section> section() {
    SweepResult sweep = result.sweeps().get(name);
    if (sweep == null) {
      return Optional.empty();
    }
    List<String> varied = sweep.spec().varied();
    List<Column> columns = new ArrayList<>();
    varied.forEach(setting -> columns.add(new Column(SettingWords.of(setting), Format.SETTING)));
    columns.add(new Column("epochs", Format.COUNT));
    columns.add(new Column("train time", Format.SECONDS));
    columns.add(new Column("train accuracy", Format.ACCURACY));
    columns.add(new Column("validation accuracy", Format.ACCURACY, Better.HIGHER));
    columns.add(new Column("test accuracy", Format.ACCURACY));
    Integer best = sweep.best().map(variant -> variant.trial().variant()).orElse(0);
    List<Row> rows = new ArrayList<>();
    for (TrialResult trial : sweep.ranking()) {
      RunSummary summary = trial.summary();
      List<Object> cells = new ArrayList<>();
      varied.forEach(setting -> cells.add(cell(trial.trial().settings().get(setting))));
      if (summary == null) {
        continue;
      }
      for (String figure :
          List.of(
              "epochs", "trainSeconds", "trainAccuracy", "validationAccuracy", "testAccuracy")) {
        Double value = Figures.of(summary, figure);
        cells.add(value == null ? "" : value);
      }
      rows.add(
          new Row(
              new ArrayList<>(cells),
              trial.trial().variant() == best
                  ? Mark.BEST
                  : trial.status() == TrialStatus.DONE ? Mark.NONE : Mark.FAILED,
              trial.note()));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        Prose.of(
            "The same architecture on the same split, with other schedules, initialisers,"
                + " optimisers and penalties"
                + (varied.contains("shift")
                    ? ", and with training images that are moved by so many pixels anew in every"
                        + " epoch (shift)"
                    : "")
                + ". The best is chosen by "
                + sweep.spec().select().words()
                + "; the test"
                + " set is measured once for each and chooses nothing."));
    blocks.add(
        new Table(name + "-table", "The sweep that found the tuned settings", "", columns, rows));
    sweep
        .best()
        .ifPresent(variant -> {
          targets(variant).ifPresent(blocks::add);
          blocks.add(
              new Code(
                  "The tuned run, to train again",
                  RunSpecs.toYaml(RunSpecs.changes(variant.trial().spec()))));
        });
    return Optional.of(
        new Section(
            name,
            "Ours, tuned: " + sweep.best().map(Tuned::network).orElse("no result yet"),
            blocks));
  }

  private static Object cell(@Nullable Object value) {
    return value instanceof Number number ? number : Cells.plain(value);
  }

  private Optional<Block> targets(VariantResult tuned) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, Double> target :
        result.study().targets().getOrDefault(name, Map.of()).entrySet()) {
      double value = Figures.mean(tuned, target.getKey());
      words.add(
          Figures.words(target.getKey())
              + " "
              + Words.accuracy(value)
              + (value >= target.getValue() ? " reaches " : " misses ")
              + Words.accuracy(target.getValue()));
    }
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(Prose.of("What was aimed at: " + Words.list(words) + "."));
  }
}
