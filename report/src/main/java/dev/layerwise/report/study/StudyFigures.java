package dev.layerwise.report.study;

import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.XAxis;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.figure.Table.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of a study's page: published figures with ours beside them. The page itself is a
 * {@link dev.layerwise.report.page.Page} of sections with text, these tables and these plots.
 */
public final class StudyFigures {
  /** How the columns of ours end. */
  public static final String OURS = ", ours";

  private StudyFigures() {}

  /**
   * A figure that both have.
   *
   * @param name what it is, such as {@code test accuracy}
   * @param format how its numbers are written
   * @param better which end is the good one
   */
  public record Measure(String name, Format format, Better better) {}

  /**
   * A row of a published table with its counterpart.
   *
   * @param cells what the row is about: settings, as texts or numbers
   * @param published the published figures, NaN for those that are not printed
   * @param ours our figures
   * @param mark what the row stands for: {@link Mark#BEST} for ours, tuned, say
   * @param note why ours differs, where it is a matter of method; else an empty text
   */
  public record Counterpart(
      List<Object> cells, double[] published, double[] ours, Mark mark, String note) {
    /** Copies the list. */
    public Counterpart {
      cells = List.copyOf(cells);
    }
  }

  /**
   * A table of <em>ours</em> beside <em>published</em>. A measure has a column for each of the two
   * and one for their difference; this is left out where neither end is the good one, and only ours
   * is there for what was not published.
   *
   * @param about the columns that say what a row is about
   */
  public static Table beside(
      String id,
      String title,
      String caption,
      List<Column> about,
      List<Measure> measures,
      List<Counterpart> rows) {
    List<Column> columns = new ArrayList<>(about);
    List<List<@Nullable Object>> cells = new ArrayList<>();
    rows.forEach(row -> cells.add(new ArrayList<>(row.cells())));
    for (int k = 0; k < measures.size(); k++) {
      Measure measure = measures.get(k);
      int at = k;
      boolean printed = rows.stream().anyMatch(row -> !Double.isNaN(row.published()[at]));
      if (printed) {
        columns.add(new Column(measure.name() + ", published", measure.format()));
        add(cells, rows, row -> row.published()[at]);
      }
      columns.add(new Column(measure.name() + OURS, measure.format(), measure.better()));
      add(cells, rows, row -> row.ours()[at]);
      if (printed && measure.better() != Better.NEITHER) {
        columns.add(
            new Column(
                measure.name() + ", difference",
                measure.format() == Format.ACCURACY || measure.format() == Format.LOSS
                    ? Format.DIFFERENCE
                    : measure.format()));
        add(cells, rows, row -> row.ours()[at] - row.published()[at]);
      }
    }
    List<Row> lines = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      lines.add(new Row(cells.get(r), rows.get(r).mark(), rows.get(r).note()));
    }
    return new Table(id, title, caption, columns, lines);
  }

  private static void add(
      List<List<@Nullable Object>> cells,
      List<Counterpart> rows,
      ToDoubleFunction<Counterpart> value) {
    for (int r = 0; r < rows.size(); r++) {
      cells.get(r).add(cell(value.applyAsDouble(rows.get(r))));
    }
  }

  private static @Nullable Object cell(double value) {
    return Double.isNaN(value) ? null : value;
  }

  /**
   * A plot that was published, with ours over it.
   *
   * @param name what a curve is of; the same name pairs the two
   * @param x the places
   * @param y the values
   */
  public record Plotted(String name, double[] x, double[] y) {}

  /** A plot of our curves, full, and the published ones of the same colours, dashed. */
  public static LineChart over(
      String id,
      String title,
      String caption,
      XAxis x,
      YAxis y,
      List<Plotted> ours,
      List<Plotted> published) {
    List<String> names = new ArrayList<>();
    List<Series> series = new ArrayList<>();
    for (Plotted curve : ours) {
      series.add(
          new Series(
              curve.name() + ", ours",
              colour(names, curve.name()),
              Stroke.SOLID,
              List.of(curve.x()),
              curve.y()));
    }
    for (Plotted curve : published) {
      series.add(
          new Series(
              curve.name() + ", published",
              colour(names, curve.name()),
              Stroke.DASHED,
              List.of(curve.x()),
              curve.y()));
    }
    return new LineChart(id, title, caption, List.of(x), y, series, List.of());
  }

  private static int colour(List<String> names, String name) {
    if (!names.contains(name)) {
      names.add(name);
    }
    return names.indexOf(name);
  }
}
