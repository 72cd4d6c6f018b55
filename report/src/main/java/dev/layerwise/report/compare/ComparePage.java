package dev.layerwise.report.compare;

import dev.layerwise.report.compare.Comparison.Member;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.report.run.Curve;
import dev.layerwise.report.run.RunWeights;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The page about several runs, or settings with repeats, beside one another. */
public final class ComparePage {
  private static final int MOST_PICTURES = 4;

  private ComparePage() {}

  /** Makes the page. */
  public static Page of(Comparison comparison) {
    List<Section> sections = new ArrayList<>();
    List<Block> figures = new ArrayList<>();
    figures.add(results(comparison));
    figures.addAll(comparison.statistics());
    sections.add(new Section("results", "Results", figures));
    sections.add(new Section("settings", "Settings that differ", List.of(settings(comparison))));
    List<Block> curves = curves(comparison);
    if (!curves.isEmpty()) {
      sections.add(new Section("curves", "Curves", curves));
    }
    sections.add(new Section("weights", "Weights", weights(comparison)));
    return new Page(
        "comparison",
        comparison.name(),
        comparison.subtitle(),
        comparison.sentences(),
        List.of(),
        sections,
        comparison.footer());
  }

  private static Table results(Comparison comparison) {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("Run", Format.TEXT));
    columns.addAll(comparison.columns());
    List<Row> rows = new ArrayList<>();
    for (Member member : comparison.members()) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(member.name());
      comparison.columns().forEach(column -> cells.add(member.results().get(column.name())));
      rows.add(new Row(cells));
    }
    return new Table(
        "results-table", "Final figures", "The best of each column is bold.", columns, rows);
  }

  private static Block settings(Comparison comparison) {
    Set<String> names = new LinkedHashSet<>();
    comparison.members().forEach(member -> names.addAll(member.settings().keySet()));
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("Setting", Format.TEXT));
    comparison.members().forEach(member -> columns.add(new Column(member.name(), Format.TEXT)));
    List<Row> rows = new ArrayList<>();
    for (String name : names) {
      List<@Nullable Object> cells = new ArrayList<>();
      comparison.members().forEach(member -> cells.add(member.settings().get(name)));
      if (cells.stream().anyMatch(cell -> !Objects.equals(cell, cells.getFirst()))) {
        cells.addFirst(name);
        rows.add(new Row(cells));
      }
    }
    return rows.isEmpty()
        ? Prose.of("All settings are the same.")
        : new Table("settings-table", "Settings", "", columns, rows);
  }

  private static List<Block> curves(Comparison comparison) {
    List<Block> charts = new ArrayList<>();
    comparison
        .quantities()
        .forEach((quantity, y) -> {
          List<Curve> curves = new ArrayList<>();
          for (Member member : comparison.members()) {
            Curve curve = member.curves().get(quantity);
            if (curve != null && !curve.isEmpty()) {
              curves.add(curve);
            }
          }
          if (!curves.isEmpty()) {
            boolean bands = curves.stream().anyMatch(curve -> curve.low().length > 0);
            charts.add(
                Curve.chart(
                    "curves-" + quantity.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", ""),
                    y.label().substring(0, 1).toUpperCase(Locale.ROOT) + y.label().substring(1),
                    bands ? "Means over repeats; bands of one standard deviation." : "",
                    y,
                    curves));
          }
        });
    return charts;
  }

  private static List<Block> weights(Comparison comparison) {
    List<RunWeights.Named> models = new ArrayList<>();
    for (Member member : comparison.members()) {
      if (member.model() != null) {
        models.add(new RunWeights.Named(member.name(), member.model()));
      }
    }
    if (models.isEmpty()) {
      return List.of(Notice.missing("No weights are shown: none of the runs holds a model."));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(RunWeights.histograms(models));
    List<Block> pictures = new ArrayList<>();
    List<Block> tables = new ArrayList<>();
    for (int k = 0; k < models.size(); k++) {
      RunWeights.Named named = models.get(k);
      ImageGrid first =
          RunWeights.firstLayer(
              "first-layer-" + (k + 1), "First layer of " + named.name(), named.model());
      if (first != null && pictures.size() < MOST_PICTURES) {
        pictures.add(first);
      }
      tables.add(
          RunWeights.table(
              "parameters-" + (k + 1), "Parameters of " + named.name(), named.model()));
    }
    if (!pictures.isEmpty()) {
      blocks.add(new SideBySide(pictures, 420));
    }
    blocks.addAll(tables);
    return blocks;
  }
}
