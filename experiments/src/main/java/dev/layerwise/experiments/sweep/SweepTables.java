package dev.layerwise.experiments.sweep;

import dev.layerwise.experiments.table.Column;
import dev.layerwise.experiments.table.Column.Kind;
import dev.layerwise.experiments.table.ResultTable;
import dev.layerwise.experiments.table.ResultTable.Row;
import dev.layerwise.experiments.table.TableText;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.runs.RunFiles;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.runs.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables that a sweep ends in, and the files they are written to. */
public final class SweepTables {
  private record Figure(
      String key, String heading, Kind kind, Function<RunSummary, @Nullable Object> of) {}

  private static final List<Figure> FIGURES =
      List.of(
          new Figure("epochs", "epochs", Kind.COUNT, RunSummary::epochs),
          new Figure("steps", "steps", Kind.COUNT, RunSummary::steps),
          new Figure("trainSeconds", "train time (s)", Kind.SECONDS, RunSummary::trainSeconds),
          new Figure("trainLoss", "train loss", Kind.LOSS, RunSummary::trainLoss),
          new Figure("trainAccuracy", "train acc.", Kind.ACCURACY, RunSummary::trainAccuracy),
          new Figure("validationLoss", "valid. loss", Kind.LOSS, RunSummary::validationLoss),
          new Figure(
              "validationAccuracy", "valid. acc.", Kind.ACCURACY, RunSummary::validationAccuracy),
          new Figure("testAccuracy", "test acc.", Kind.ACCURACY, RunSummary::testAccuracy));

  private SweepTables() {}

  /** How the best is chosen, for people. */
  public static String selectionNote(SweepResult result) {
    String seeds =
        result.spec().seeds().size() > 1
            ? ", on average over " + result.spec().seeds().size() + " seeds"
            : "";
    return "The best is chosen by "
        + result.spec().select().words()
        + seeds
        + ". The test set is measured once, at the end of each trial, and chooses nothing.";
  }

  /** A row for each trial, best first. */
  public static ResultTable trials(SweepResult result, boolean withNotes) {
    SweepSpec spec = result.spec();
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("trial", "trial", Kind.COUNT));
    addSettings(columns, spec);
    if (spec.seeds().size() > 1) {
      columns.add(new Column("seed", "seed", Kind.TEXT));
    }
    FIGURES.forEach(
        figure -> columns.add(new Column(figure.key(), figure.heading(), figure.kind())));
    columns.add(new Column("status", "status", Kind.TEXT));
    if (withNotes) {
      columns.add(new Column("note", "note", Kind.TEXT));
    }
    int best = result.best().map(variant -> variant.trial().variant()).orElse(0);
    List<Row> rows = new ArrayList<>();
    for (TrialResult trial : result.ranking()) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(trial.trial().number());
      addSettings(values, spec, trial.trial());
      if (spec.seeds().size() > 1) {
        values.add(trial.trial().spec().seed());
      }
      RunSummary summary = trial.summary();
      FIGURES.forEach(figure -> values.add(summary == null ? null : figure.of().apply(summary)));
      values.add(trial.status().label());
      if (withNotes) {
        values.add(trial.note());
      }
      rows.add(new Row(values, trial.trial().variant() == best));
    }
    return new ResultTable("Sweep " + spec.name(), columns, rows, List.of(selectionNote(result)));
  }

  /** A row for each variant, best first: its figures over the seeds. */
  public static ResultTable variants(SweepResult result) {
    SweepSpec spec = result.spec();
    List<Column> columns = new ArrayList<>();
    addSettings(columns, spec);
    columns.add(new Column("done", "done", Kind.COUNT));
    FIGURES.forEach(
        figure -> columns.add(new Column(figure.key(), figure.heading(), figure.kind().ofMeans())));
    int best = result.best().map(variant -> variant.trial().variant()).orElse(0);
    List<Row> rows = new ArrayList<>();
    for (VariantResult variant : result.variants()) {
      List<@Nullable Object> values = new ArrayList<>();
      addSettings(values, spec, variant.trial());
      values.add(done(variant));
      FIGURES.forEach(
          figure -> values.add(variant.sample(summary -> asDouble(figure.of().apply(summary)))));
      rows.add(new Row(values, variant.trial().variant() == best));
    }
    return new ResultTable(
        "Sweep " + spec.name() + ", over " + spec.seeds().size() + " seeds",
        columns,
        rows,
        List.of(
            selectionNote(result),
            "Means over the trials that are done, ± one standard deviation."));
  }

  private static long done(VariantResult variant) {
    return variant.trials().stream().filter(t -> t.status() == TrialStatus.DONE).count();
  }

  private static @Nullable Double asDouble(@Nullable Object value) {
    return value == null ? null : ((Number) value).doubleValue();
  }

  private static void addSettings(List<Column> columns, SweepSpec spec) {
    if (spec.named()) {
      columns.add(new Column("variant", "variant", Kind.TEXT));
    }
    spec.varied().forEach(setting -> columns.add(new Column(setting, setting, Kind.TEXT)));
  }

  private static void addSettings(List<@Nullable Object> values, SweepSpec spec, Trial trial) {
    if (spec.named()) {
      values.add(trial.name());
    }
    spec.varied().forEach(setting -> values.add(trial.settings().get(setting)));
  }

  /** The whole result as one value for programs. */
  public static Map<String, Object> toMap(SweepResult result) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", result.spec().name());
    map.put("select", result.spec().select().label());
    map.put("finished", result.finished());
    for (TrialStatus status : TrialStatus.values()) {
      map.put(status.label(), result.count(status));
    }
    result
        .best()
        .ifPresent(best -> {
          Map<String, Object> winner = new LinkedHashMap<>();
          winner.put("label", best.trial().label());
          winner.put("trials", best.trials().stream().map(t -> t.trial().number()).toList());
          winner.put("settings", RunSpecs.changes(best.trial().spec()));
          map.put("best", winner);
        });
    map.put("trials", TableText.maps(trials(result, true)));
    if (result.spec().seeds().size() > 1) {
      map.put("variants", TableText.maps(variants(result)));
    }
    map.put("note", selectionNote(result));
    return map;
  }

  /** Writes all tables, and the description of the best run. */
  public static void write(SweepResult result) {
    SweepDirectory directory = result.directory();
    ResultTable trials = trials(result, true);
    AtomicFiles.writeString(directory.table("csv"), TableText.csv(trials));
    AtomicFiles.writeString(directory.table("md"), TableText.markdown(trials));
    AtomicFiles.writeString(directory.table("tex"), TableText.latex(trials));
    AtomicFiles.writeString(directory.table("json"), RunFiles.toPrettyJson(toMap(result)));
    if (result.spec().seeds().size() > 1) {
      ResultTable variants = variants(result);
      AtomicFiles.writeString(directory.variants("csv"), TableText.csv(variants));
      AtomicFiles.writeString(directory.variants("md"), TableText.markdown(variants));
      AtomicFiles.writeString(directory.variants("tex"), TableText.latex(variants));
    }
    writeBest(result);
  }

  private static void writeBest(SweepResult result) {
    Path file = result.directory().best();
    Optional<VariantResult> best = result.best();
    if (best.isPresent()) {
      Trial trial = best.get().trial();
      AtomicFiles.writeString(
          file,
          "# The best of sweep "
              + result.spec().name()
              + " by "
              + result.spec().select().words()
              + ": "
              + trial.label()
              + "\n"
              + RunSpecs.toYaml(trial.spec()));
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (java.io.IOException e) {
      throw AtomicFiles.explain(file, e);
    }
  }
}
