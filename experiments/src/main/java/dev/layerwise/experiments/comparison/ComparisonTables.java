package dev.layerwise.experiments.comparison;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.table.Cells;
import dev.layerwise.experiments.table.Column;
import dev.layerwise.experiments.table.Column.Kind;
import dev.layerwise.experiments.table.ResultTable;
import dev.layerwise.experiments.table.ResultTable.Row;
import dev.layerwise.experiments.table.TableText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A comparison as tables, and as one value for programs. */
public final class ComparisonTables {
  private static final List<Figure> SHOWN =
      List.of(
          Figure.TEST_ACCURACY,
          Figure.VALIDATION_ACCURACY,
          Figure.VALIDATION_LOSS,
          Figure.TRAIN_ACCURACY,
          Figure.TRAIN_LOSS,
          Figure.EPOCHS,
          Figure.STEPS,
          Figure.TRAIN_SECONDS);

  private static final int SIDE_BY_SIDE = 4;

  private ComparisonTables() {}

  /** The settings that differ, side by side: a column for each of few variants, else a row. */
  public static ResultTable settings(Comparison comparison) {
    if (comparison.variants().size() > SIDE_BY_SIDE) {
      return manySettings(comparison);
    }
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("setting", "setting", Kind.TEXT));
    List<ComparedVariant> variants = comparison.variants();
    for (int i = 0; i < variants.size(); i++) {
      columns.add(new Column("variant" + (i + 1), variants.get(i).label(), Kind.TEXT));
    }
    List<Row> rows = new ArrayList<>();
    for (String setting : comparison.differing()) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(setting);
      variants.forEach(variant -> values.add(variant.settings().get(setting)));
      rows.add(new Row(values, false));
    }
    return new ResultTable("Settings that differ", columns, rows, List.of());
  }

  private static ResultTable manySettings(Comparison comparison) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("number", "no.", Kind.COUNT));
    comparison.differing().forEach(name -> columns.add(new Column(name, name, Kind.TEXT)));
    List<Row> rows = new ArrayList<>();
    for (ComparedVariant variant : comparison.variants()) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(rows.size() + 1);
      comparison.differing().forEach(name -> values.add(variant.settings().get(name)));
      rows.add(new Row(values, false));
    }
    return new ResultTable("Settings that differ", columns, rows, List.of());
  }

  /** The final figures for people: mean ± standard deviation, and the 95 % interval of the mean. */
  public static ResultTable figures(Comparison comparison) {
    boolean repeated =
        comparison.variants().stream().anyMatch(variant -> variant.done().size() > 1);
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("number", "no.", Kind.COUNT));
    columns.add(new Column("variant", "variant", Kind.TEXT));
    columns.add(new Column("runs", "runs", Kind.COUNT));
    if (repeated) {
      columns.add(new Column("interval", comparison.figure().words() + ", 95 %", Kind.TEXT));
    }
    SHOWN.forEach(
        figure -> columns.add(new Column(figure.label(), figure.words(), figure.kind().ofMeans())));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < comparison.variants().size(); i++) {
      ComparedVariant variant = comparison.variants().get(i);
      List<@Nullable Object> values = new ArrayList<>();
      values.add(i + 1);
      values.add(variant.label());
      values.add(variant.done().size());
      if (repeated) {
        values.add(interval(variant.sample(comparison.figure()), comparison.figure().kind()));
      }
      SHOWN.forEach(figure -> values.add(variant.sample(figure)));
      rows.add(new Row(values, i == comparison.best() && comparison.variants().size() > 1));
    }
    return new ResultTable("Final figures", columns, rows, List.of());
  }

  private static @Nullable String interval(Sample sample, Kind kind) {
    return sample.n() < 2
        ? null
        : "[" + Cells.shown(kind, sample.low()) + ", " + Cells.shown(kind, sample.high()) + "]";
  }

  /** Settings and figures for programs, with all digits: a row for each variant. */
  public static ResultTable variants(Comparison comparison) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("variant", "variant", Kind.TEXT));
    comparison.differing().forEach(name -> columns.add(new Column(name, name, Kind.TEXT)));
    columns.add(new Column("runs", "runs", Kind.COUNT));
    for (Figure figure : Figure.values()) {
      Kind kind = figure.kind().ofMeans();
      columns.add(new Column(figure.label() + "-mean", figure.words(), kind));
      columns.add(new Column(figure.label() + "-deviation", "±", kind));
      columns.add(new Column(figure.label() + "-low", "95 % from", kind));
      columns.add(new Column(figure.label() + "-high", "to", kind));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < comparison.variants().size(); i++) {
      ComparedVariant variant = comparison.variants().get(i);
      List<@Nullable Object> values = new ArrayList<>();
      values.add(variant.label());
      comparison.differing().forEach(name -> values.add(variant.settings().get(name)));
      values.add(variant.done().size());
      for (Figure figure : Figure.values()) {
        Sample sample = variant.sample(figure);
        values.add(orNull(sample.mean()));
        values.add(orNull(sample.deviation()));
        values.add(orNull(sample.low()));
        values.add(orNull(sample.high()));
      }
      rows.add(new Row(values, i == comparison.best()));
    }
    return new ResultTable("Variants", columns, rows, List.of());
  }

  /** The tests: a row for each pair. */
  public static ResultTable tests(Comparison comparison) {
    List<Column> columns =
        List.of(
            new Column("first", "first", Kind.TEXT),
            new Column("second", "second", Kind.TEXT),
            new Column("figure", "figure", Kind.TEXT),
            new Column("seeds", "seeds", Kind.COUNT),
            new Column("difference", "difference", Kind.LOSS),
            new Column("margin", "± 95 %", Kind.LOSS),
            new Column("t", "t", Kind.LOSS),
            new Column("p", "p", Kind.PROBABILITY),
            new Column("pCorrected", "p corrected", Kind.PROBABILITY),
            new Column("significant", "significant", Kind.TEXT));
    List<Row> rows = new ArrayList<>();
    for (PairComparison pair : comparison.pairs()) {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(comparison.variants().get(pair.first()).label());
      values.add(comparison.variants().get(pair.second()).label());
      values.add(pair.figure().label());
      values.add(pair.seeds().size());
      values.add(orNull(pair.test().difference().mean()));
      values.add(orNull(pair.test().difference().margin()));
      values.add(orNull(pair.test().t()));
      values.add(orNull(pair.test().p()));
      values.add(orNull(pair.corrected()));
      values.add(pair.significant() ? "yes" : "no");
      rows.add(new Row(values, false));
    }
    return new ResultTable("Tests over the seeds", columns, rows, List.of());
  }

  /** McNemar's tests: a row for each pair and seed whose test predictions could be made again. */
  public static ResultTable predictions(Comparison comparison) {
    List<Column> columns =
        List.of(
            new Column("first", "first", Kind.TEXT),
            new Column("second", "second", Kind.TEXT),
            new Column("seed", "seed", Kind.TEXT),
            new Column("onlyFirst", "right with the first alone", Kind.COUNT),
            new Column("onlySecond", "right with the second alone", Kind.COUNT),
            new Column("p", "p", Kind.PROBABILITY),
            new Column("pCorrected", "p corrected", Kind.PROBABILITY));
    List<Row> rows = new ArrayList<>();
    for (PairComparison pair : comparison.pairs()) {
      for (PairComparison.SeedTest seed : pair.predictions()) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(comparison.variants().get(pair.first()).label());
        values.add(comparison.variants().get(pair.second()).label());
        values.add(seed.seed());
        values.add(seed.test().onlyFirst());
        values.add(seed.test().onlySecond());
        values.add(seed.test().p());
        values.add(seed.corrected());
        rows.add(new Row(values, false));
      }
    }
    return new ResultTable("Tests over the test examples", columns, rows, List.of());
  }

  private static @Nullable Object orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** All of it as Markdown. */
  public static String markdown(Comparison comparison) {
    StringBuilder text = new StringBuilder();
    if (!comparison.differing().isEmpty()) {
      text.append(TableText.markdown(settings(comparison))).append('\n');
    }
    text.append(TableText.markdown(figures(comparison)));
    if (!comparison.pairs().isEmpty()) {
      text.append("\n## What differs\n");
      comparison.pairs().forEach(pair -> text.append("\n- ").append(pair.sentence()));
      text.append('\n');
    }
    comparison.notes().forEach(note -> text.append('\n').append(note).append('\n'));
    return text.toString();
  }

  /** All of it as one value for programs. */
  public static Map<String, Object> toMap(Comparison comparison) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("figure", comparison.figure().label());
    map.put("differing", comparison.differing());
    map.put("variants", TableText.maps(variants(comparison)));
    List<Map<String, Object>> runs = new ArrayList<>();
    for (ComparedVariant variant : comparison.variants()) {
      for (ComparedRun run : variant.runs()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("variant", variant.label());
        one.put("seed", run.spec().seed());
        one.put("status", run.status().label());
        one.put("directory", run.directory().path().toString());
        runs.add(one);
      }
    }
    map.put("runs", runs);
    List<Map<String, @Nullable Object>> tests = TableText.maps(tests(comparison));
    for (int i = 0; i < tests.size(); i++) {
      PairComparison pair = comparison.pairs().get(i);
      tests.get(i).remove("best");
      tests.get(i).put("mcnemar", pair.predictions());
      tests.get(i).put("sentence", pair.sentence());
    }
    map.put("tests", tests);
    map.put("notes", comparison.notes());
    return map;
  }
}
