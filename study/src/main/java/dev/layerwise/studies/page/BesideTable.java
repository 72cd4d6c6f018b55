package dev.layerwise.studies.page;

import dev.layerwise.experiments.statistics.Sample;
import dev.layerwise.experiments.sweep.TrialStatus;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.figure.Table.Spread;
import dev.layerwise.report.study.StudyFigures;
import dev.layerwise.report.study.StudyFigures.Counterpart;
import dev.layerwise.report.study.StudyFigures.Measure;
import dev.layerwise.runs.SettingWords;
import dev.layerwise.studies.Study.Counterparts;
import dev.layerwise.studies.Study.Measured;
import dev.layerwise.studies.StudyResult;
import dev.layerwise.studies.page.Pairing.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The table of ours beside published, with the reasons where ours is behind. */
final class BesideTable {
  private static final int MOST_NOTES = 8;

  private final StudyResult result;
  private final Pairing pairing;
  private final Counterparts table;

  /** The judged ones come first: what a table is wide of is what nobody scrolls to. */
  private final List<Measured> figures;

  private BesideTable(StudyResult result, Pairing pairing) {
    this.result = result;
    this.pairing = pairing;
    this.table = pairing.table();
    this.figures = new ArrayList<>(pairing.judged());
    table.figures().stream().filter(f -> !figures.contains(f)).forEach(figures::add);
  }

  /** The table, and what is to be said of its rows. */
  static List<Block> of(StudyResult result, Pairing pairing) {
    List<Block> blocks = new ArrayList<>(List.of(new BesideTable(result, pairing).table()));
    List<String> notes = shortened(notes(result, pairing));
    if (!notes.isEmpty()) {
      blocks.add(new Prose(notes));
    }
    return blocks;
  }

  /** Why ours is behind, row by row, and what the tuned row is; the table is wide without them. */
  static List<String> notes(StudyResult result, Pairing pairing) {
    List<String> notes = new ArrayList<>();
    for (Pair pair : pairing.pairs()) {
      String note = Reasons.note(result, pairing, pair);
      if (!note.isEmpty()) {
        notes.add(Reasons.capital(pair.label()) + ". " + note);
      }
    }
    new BesideTable(result, pairing)
        .tuned()
        .map(Counterpart::note)
        .ifPresent(note -> notes.add("Ours, tuned. " + note));
    return SettingWords.in(notes);
  }

  private static List<String> shortened(List<String> notes) {
    if (notes.size() <= MOST_NOTES) {
      return notes;
    }
    List<String> some = new ArrayList<>(notes.subList(0, MOST_NOTES - 1));
    some.add("There is more to say in summary.json, of " + (notes.size() - MOST_NOTES) + " rows.");
    some.add(notes.getLast());
    return some;
  }

  private Table table() {
    List<Column> about = new ArrayList<>();
    table
        .keys()
        .forEach((column, ours) ->
            about.add(
                new Column(
                    column.replace('_', ' '),
                    ours.equals("variant") ? Format.TEXT : Format.SETTING)));
    List<Measure> measures =
        figures.stream().map(f -> new Measure(f.name(), f.format(), f.better())).toList();
    List<Counterpart> rows = new ArrayList<>();
    for (Pair pair : pairing.pairs()) {
      boolean diverged =
          pair.ours() != null
              && pair.ours().trials().stream().anyMatch(t -> t.status() == TrialStatus.DIVERGED);
      rows.add(
          new Counterpart(
              cells(pair),
              values(f -> Pairing.published(pair, f)),
              values(f -> Pairing.ours(pair, f).mean()),
              diverged ? Mark.FAILED : Mark.NONE,
              ""));
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
          r < pairing.pairs().size()
              ? pairing.pairs().get(r).ours()
              : result.best(table.tuned()).orElse(null);
      List<@Nullable Object> cells = new ArrayList<>(row.cells());
      for (int k = 0; variant != null && k < means.columns().size(); k++) {
        String column = means.columns().get(k).name();
        for (Measured figure : figures) {
          Sample sample = Figures.sample(variant, figure.ours());
          if (column.equals(figure.name() + StudyFigures.OURS) && sample.n() > 1) {
            cells.set(k, new Spread(sample.mean(), sample.deviation()));
          }
        }
      }
      rows.add(row(cells, row.mark()));
    }
    return new Table(means.id(), means.title(), means.caption(), means.columns(), rows);
  }

  // The class file does not tell that the list may hold nulls, which the record says it may.
  @SuppressWarnings("NullAway")
  private static Row row(List<@Nullable Object> cells, Mark mark) {
    return new Row(cells, mark, "");
  }

  private String caption() {
    long seeds =
        pairing.pairs().stream()
            .filter(pair -> pair.ours() != null)
            .mapToInt(pair -> pair.ours() == null ? 0 : pair.ours().trials().size())
            .max()
            .orElse(1);
    String means =
        seeds > 1 ? " Ours are means over " + seeds + " seeds, ± one standard deviation." : "";
    return (table.caption() + means).strip();
  }

  private double[] values(ToDoubleFunction<Measured> of) {
    return figures.stream().mapToDouble(of).toArray();
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
        pairing.publishedBest(
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
            values(f -> Pairing.published(best, f)),
            values(f -> Figures.mean(tuned.get(), f.ours())),
            Mark.BEST,
            "It stands beside the published best ("
                + best.label()
                + "); chosen by validation among "
                + Words.count(result.variants(table.tuned()).size(), "setting")
                + ": "
                + tuned.get().trial().label()
                + "."));
  }
}
