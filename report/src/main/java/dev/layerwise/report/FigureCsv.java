package dev.layerwise.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.layerwise.report.figure.Boundary;
import dev.layerwise.report.figure.Figure;
import dev.layerwise.report.figure.Heatmap;
import dev.layerwise.report.figure.Histogram;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.Matrix;
import dev.layerwise.report.figure.ParallelCoordinates;
import dev.layerwise.report.figure.Ridges;
import dev.layerwise.report.figure.Table;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The data of a figure as CSV: a heading, then a line for each point, bin, cell or row. */
final class FigureCsv {
  private FigureCsv() {}

  static String of(Figure figure) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().build(text)) {
      for (List<@Nullable Object> row : rows(figure)) {
        csv.writeRecord(row.stream().map(FigureCsv::cell).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String cell(@Nullable Object value) {
    if (value instanceof Double number) {
      if (Double.isNaN(number)) {
        return "";
      }
      return number == Math.rint(number) && Math.abs(number) < 1e15
          ? Long.toString(number.longValue())
          : number.toString();
    }
    if (value instanceof Table.Spread spread) {
      return cell(spread.mean()) + " ± " + cell(spread.deviation());
    }
    return value == null ? "" : value.toString();
  }

  private static List<List<@Nullable Object>> rows(Figure figure) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    switch (figure) {
      case Table table -> table(table, rows);
      case LineChart chart -> chart(chart, rows);
      case Histogram histogram -> histogram(histogram, rows);
      case Ridges ridges -> ridges(ridges, rows);
      case Matrix matrix -> {
        rows.add(row("actual", matrix.names().stream().map(name -> "as " + name).toArray()));
        for (int i = 0; i < matrix.counts().length; i++) {
          rows.add(row(matrix.names().get(i), Arrays.stream(matrix.counts()[i]).boxed().toArray()));
        }
      }
      case Heatmap map -> {
        rows.add(row(map.yName() + " \\ " + map.xName(), map.xs().toArray()));
        for (int i = 0; i < map.values().length; i++) {
          rows.add(row(map.ys().get(i), Arrays.stream(map.values()[i]).boxed().toArray()));
        }
      }
      case ImageGrid grid -> images(grid, rows);
      case Boundary boundary -> points(boundary, rows);
      case ParallelCoordinates lines -> parallel(lines, rows);
    }
    return rows;
  }

  private static List<@Nullable Object> row(Object first, Object... others) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(first);
    row.addAll(Arrays.asList(others));
    return row;
  }

  private static void table(Table table, List<List<@Nullable Object>> rows) {
    boolean notes = table.rows().stream().anyMatch(row -> !row.note().isEmpty());
    List<@Nullable Object> head = new ArrayList<>();
    table.columns().forEach(column -> head.add(column.name()));
    if (notes) {
      head.add("Note");
    }
    rows.add(head);
    for (Table.Row line : table.rows()) {
      List<@Nullable Object> cells = new ArrayList<>(line.cells());
      if (notes) {
        cells.add(line.note());
      }
      rows.add(cells);
    }
  }

  private static void chart(LineChart chart, List<List<@Nullable Object>> rows) {
    boolean bands = chart.series().stream().anyMatch(series -> series.low().length > 0);
    List<@Nullable Object> head = new ArrayList<>();
    head.add("series");
    chart.axes().forEach(axis -> head.add(axis.label()));
    head.add(chart.y().label());
    if (bands) {
      head.addAll(List.of("low", "high"));
    }
    rows.add(head);
    for (LineChart.Series series : chart.series()) {
      for (int i = 0; i < series.y().length; i++) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(series.name());
        for (double[] x : series.x()) {
          cells.add(x[i]);
        }
        cells.add(series.y()[i]);
        if (bands) {
          cells.add(series.low().length > 0 ? series.low()[i] : null);
          cells.add(series.high().length > 0 ? series.high()[i] : null);
        }
        rows.add(cells);
      }
    }
  }

  private static void histogram(Histogram histogram, List<List<@Nullable Object>> rows) {
    List<@Nullable Object> head = new ArrayList<>(List.of("from", "to"));
    histogram.groups().forEach(group -> head.add(group.name()));
    rows.add(head);
    for (int b = 0; b < histogram.bins(); b++) {
      List<@Nullable Object> cells =
          new ArrayList<>(List.of(round(histogram.edge(b)), round(histogram.edge(b + 1))));
      for (Histogram.Group group : histogram.groups()) {
        cells.add(group.counts()[b]);
      }
      rows.add(cells);
    }
  }

  /** A row for every moment: there may be many of them, and they are in the order of time. */
  private static void ridges(Ridges ridges, List<List<@Nullable Object>> rows) {
    List<@Nullable Object> head = new ArrayList<>(List.of("when"));
    for (int b = 0; b < ridges.bins(); b++) {
      head.add("from " + cell(round(ridges.edge(b))));
    }
    rows.add(head);
    for (Ridges.Moment moment : ridges.moments()) {
      rows.add(row(moment.name(), Arrays.stream(moment.counts()).boxed().toArray()));
    }
  }

  /** Edges of bins are computed; their last digits say nothing. */
  private static double round(double value) {
    return new BigDecimal(value).round(new java.math.MathContext(9)).doubleValue();
  }

  private static void images(ImageGrid grid, List<List<@Nullable Object>> rows) {
    int bars = grid.items().stream().mapToInt(item -> item.bars().size()).max().orElse(0);
    List<@Nullable Object> head = new ArrayList<>(List.of("title", "text"));
    for (int k = 1; k <= bars; k++) {
      head.addAll(List.of("class " + k, "score " + k));
    }
    rows.add(head);
    for (ImageGrid.Item item : grid.items()) {
      List<@Nullable Object> cells = new ArrayList<>(List.of(item.title(), item.text()));
      item.bars().forEach(bar -> cells.addAll(List.of(bar.name(), bar.value())));
      while (cells.size() < head.size()) {
        cells.add(null);
      }
      rows.add(cells);
    }
  }

  private static void points(Boundary boundary, List<List<@Nullable Object>> rows) {
    rows.add(row("part", boundary.x().label(), boundary.y().label(), "class", "recognised"));
    for (Boundary.Points part : boundary.points()) {
      for (int i = 0; i < part.x().length; i++) {
        rows.add(
            row(
                part.name(),
                part.x()[i],
                part.y()[i],
                boundary.names().get(part.label()[i]),
                part.wrong()[i] == 0 ? "yes" : "no"));
      }
    }
  }

  private static void parallel(ParallelCoordinates figure, List<List<@Nullable Object>> rows) {
    rows.add(row("trial", figure.axes().stream().map(ParallelCoordinates.Axis::name).toArray()));
    for (ParallelCoordinates.Line line : figure.lines()) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(line.name());
      for (int k = 0; k < line.values().length; k++) {
        List<String> categories = figure.axes().get(k).categories();
        double value = line.values()[k];
        cells.add(
            categories.isEmpty() || Double.isNaN(value) ? value : categories.get((int) value));
      }
      rows.add(cells);
    }
  }
}
