package dev.layerwise.studies.page;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.figure.Table.Spread;
import dev.layerwise.report.study.StudyFigures;
import dev.layerwise.report.study.StudyFigures.Counterpart;
import dev.layerwise.report.study.StudyFigures.Measure;
import dev.layerwise.runs.RunSpecs;
import dev.layerwise.studies.Published;
import dev.layerwise.studies.Study.Counterparts;
import dev.layerwise.studies.Study.Measured;
import dev.layerwise.studies.StudyResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a published table, each with the variant that reproduces it. */
final class Pairing {
  private final StudyResult result;
  private final Counterparts table;
  private final List<Pair> pairs = new ArrayList<>();

  /**
   * A published row with its counterpart.
   *
   * @param published the row as it was printed
   * @param label what it is about, in words
   * @param ours the variant, or null if it has not been trained
   */
  record Pair(Map<String, String> published, String label, @Nullable VariantResult ours) {}

  Pairing(StudyResult result, Counterparts table) {
    this.result = result;
    this.table = table;
    List<VariantResult> variants = result.variants(table.sweep());
    for (Map<String, String> row : Published.read(table.published()).rows()) {
      VariantResult ours =
          variants.stream().filter(variant -> matches(row, variant)).findFirst().orElse(null);
      pairs.add(new Pair(row, label(row), ours));
    }
  }

  /** The pairing of the study's table with this id. */
  static Pairing of(StudyResult result, String id) {
    return new Pairing(
        result,
        result.study().tables().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow());
  }

  List<Pair> pairs() {
    return pairs;
  }

  Counterparts table() {
    return table;
  }

  private String label(Map<String, String> row) {
    List<String> words = new ArrayList<>();
    table
        .keys()
        .forEach((column, ours) -> {
          String value = row.getOrDefault(column, "");
          if (!value.isEmpty()) {
            words.add(ours.equals("variant") ? value : column.replace('_', ' ') + " " + value);
          }
        });
    return String.join(", ", words);
  }

  private boolean matches(Map<String, String> row, VariantResult variant) {
    Map<String, Object> settings = RunSpecs.toSettings(variant.trial().spec());
    return table.keys().entrySet().stream()
        .allMatch(key -> {
          String wanted = row.getOrDefault(key.getKey(), "");
          return key.getValue().equals("variant")
              ? wanted.equals(variant.trial().name())
              : same(key.getValue(), wanted, settings);
        });
  }

  /** A name such as {@code l2[1]} is the second of a list; a list of one counts for all. */
  private boolean same(String name, String wanted, Map<String, Object> settings) {
    if (wanted.isEmpty()) {
      return true;
    }
    int bracket = name.indexOf('[');
    String setting = bracket < 0 ? name : name.substring(0, bracket);
    int index = bracket < 0 ? 0 : Integer.parseInt(name.substring(bracket + 1, name.length() - 1));
    Object value = settings.get(setting);
    if (value instanceof List<?> list) {
      value = list.get(Math.min(index, list.size() - 1));
    }
    if (!(value instanceof Number number)) {
      return wanted.equals(String.valueOf(value));
    }
    double published = Double.parseDouble(wanted);
    if (result.options().quick() && setting.equals("epochs")) {
      published = Math.ceil(published / result.study().quick().epochsDividedBy());
    }
    return number.doubleValue() == published;
  }

  /** The published figure of a row; NaN if it was not printed. */
  static double published(Pair pair, Measured figure) {
    return figure.published().isEmpty()
        ? Double.NaN
        : Published.number(pair.published(), figure.published());
  }

  /** Our figure, over the seeds; NaN if there is none. */
  static Sample ours(Pair pair, Measured figure) {
    return pair.ours() == null ? Sample.of() : Figures.sample(pair.ours(), figure.ours());
  }

  /** The figures in which ours should be at least as good. */
  List<Measured> judged() {
    return table.figures().stream().filter(f -> table.judged().contains(f.ours())).toList();
  }

  /** How much better ours is, in the figure's own unit; negative if it is worse. */
  static double lead(Pair pair, Measured figure) {
    double difference = ours(pair, figure).mean() - published(pair, figure);
    return figure.better() == Better.LOWER ? -difference : difference;
  }

  /** The rows in which a judged figure of ours is worse than the published one. */
  List<Pair> behind() {
    return pairs.stream()
        .filter(pair -> judged().stream().anyMatch(figure -> lead(pair, figure) < 0))
        .toList();
  }

  /** The rows that can be judged: both sides have at least one of the judged figures. */
  long comparable() {
    return pairs.stream()
        .filter(pair -> judged().stream().anyMatch(f -> !Double.isNaN(lead(pair, f))))
        .count();
  }

  /** The published row that is best in a figure. */
  Pair publishedBest(String ours) {
    Measured figure = figure(ours);
    Pair best = pairs.getFirst();
    for (Pair pair : pairs) {
      double value = published(pair, figure);
      double present = published(best, figure);
      boolean leads = figure.better() == Better.LOWER ? value < present : value > present;
      best = leads || Double.isNaN(present) ? pair : best;
    }
    return best;
  }

  Measured figure(String ours) {
    return table.figures().stream().filter(f -> f.ours().equals(ours)).findFirst().orElseThrow();
  }

  /** The table of ours beside published, with the reasons where ours is behind. */
  Table figure() {
    List<Column> about = new ArrayList<>();
    table
        .keys()
        .forEach((column, ours) ->
            about.add(
                new Column(
                    column.replace('_', ' '),
                    ours.equals("variant") ? Format.TEXT : Format.SETTING)));
    List<Measure> measures =
        table.figures().stream().map(f -> new Measure(f.name(), f.format(), f.better())).toList();
    List<Counterpart> rows = new ArrayList<>();
    for (Pair pair : pairs) {
      boolean diverged =
          pair.ours() != null
              && pair.ours().trials().stream().anyMatch(t -> t.status() == TrialStatus.DIVERGED);
      rows.add(
          new Counterpart(
              cells(pair),
              values(f -> published(pair, f)),
              values(f -> ours(pair, f).mean()),
              diverged ? Mark.FAILED : Mark.NONE,
              Reasons.note(result, this, pair)));
    }
    tuned().ifPresent(rows::add);
    return spread(StudyFigures.beside(table.id(), table.title(), caption(), about, measures, rows));
  }

  /** The same table with deviations beside the means, where there are several seeds. */
  private Table spread(Table means) {
    List<Row> rows = new ArrayList<>();
    for (int r = 0; r < means.rows().size(); r++) {
      Row row = means.rows().get(r);
      VariantResult variant =
          r < pairs.size() ? pairs.get(r).ours() : result.best(table.tuned()).orElse(null);
      List<@Nullable Object> cells = new ArrayList<>(row.cells());
      for (int k = 0; variant != null && k < table.figures().size(); k++) {
        Sample sample = Figures.sample(variant, table.figures().get(k).ours());
        if (sample.n() > 1) {
          cells.set(table.keys().size() + 3 * k + 1, new Spread(sample.mean(), sample.deviation()));
        }
      }
      rows.add(row(cells, row));
    }
    return new Table(means.id(), means.title(), means.caption(), means.columns(), rows);
  }

  // The class file does not tell that the list may hold nulls, which the record says it may.
  @SuppressWarnings("NullAway")
  private static Row row(List<@Nullable Object> cells, Row like) {
    return new Row(cells, like.mark(), like.note());
  }

  private String caption() {
    long seeds =
        pairs.stream()
            .filter(pair -> pair.ours() != null)
            .mapToInt(pair -> pair.ours() == null ? 0 : pair.ours().trials().size())
            .max()
            .orElse(1);
    String means =
        seeds > 1 ? " Ours are means over " + seeds + " seeds, ± one standard deviation." : "";
    return (table.caption() + means).strip();
  }

  private double[] values(java.util.function.ToDoubleFunction<Measured> of) {
    return table.figures().stream().mapToDouble(of).toArray();
  }

  private List<Object> cells(Pair pair) {
    List<Object> cells = new ArrayList<>();
    table
        .keys()
        .forEach((column, ours) -> {
          String text = pair.published().getOrDefault(column, "");
          if (ours.equals("variant") || text.isEmpty()) {
            cells.add(text);
          } else {
            cells.add(Double.valueOf(text));
          }
        });
    return cells;
  }

  /** The row {@code ours, tuned}, beside the published best. */
  private Optional<Counterpart> tuned() {
    Optional<VariantResult> tuned = result.best(table.tuned());
    if (tuned.isEmpty()) {
      return Optional.empty();
    }
    Pair best =
        publishedBest(
            table.judged().isEmpty()
                ? table.figures().getFirst().ours()
                : table.judged().getLast());
    List<Object> cells = new ArrayList<>();
    cells.add("ours, tuned");
    while (cells.size() < table.keys().size()) {
      cells.add("");
    }
    return Optional.of(
        new Counterpart(
            cells,
            values(f -> published(best, f)),
            values(f -> Figures.mean(tuned.get(), f.ours())),
            Mark.BEST,
            "Beside the published best ("
                + best.label()
                + "); chosen by validation among "
                + Words.count(result.variants(table.tuned()).size(), "setting")
                + ": "
                + tuned.get().trial().label()
                + "."));
  }

  @Override
  public String toString() {
    return table.id() + " " + Arrays.toString(pairs.toArray());
  }
}
