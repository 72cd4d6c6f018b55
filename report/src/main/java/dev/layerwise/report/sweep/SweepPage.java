package dev.layerwise.report.sweep;

import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Code;
import dev.layerwise.report.figure.Definitions;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Heatmap;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.ParallelCoordinates;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Mark;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.page.Page;
import dev.layerwise.report.page.Page.Section;
import dev.layerwise.report.page.Page.Tile;
import dev.layerwise.report.run.Curve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page about a sweep. */
public final class SweepPage {
  private static final int MOST_CURVES = 40;
  private static final int MOST_HEATMAPS = 3;

  private final Sweep sweep;
  private final List<Trial> done;

  /** Prepares the page. */
  public SweepPage(Sweep sweep) {
    this.sweep = sweep;
    this.done =
        sweep.trials().stream()
            .filter(trial ->
                trial.state() == Trial.State.DONE && !Double.isNaN(trial.result(sweep.objective())))
            .toList();
  }

  /** Makes the page. */
  public Page page() {
    List<Section> sections = new ArrayList<>();
    List<Block> trials = new ArrayList<>();
    failures().ifPresent(trials::add);
    trials.add(table());
    sections.add(new Section("trials", "Trials", trials));
    if (done.size() > 1) {
      List<Block> influence = new ArrayList<>();
      if (!varied().isEmpty()) {
        influence.add(parallel());
      }
      List<Block> maps = heatmaps();
      if (!maps.isEmpty()) {
        influence.add(new SideBySide(maps, 420));
      }
      if (!influence.isEmpty()) {
        sections.add(new Section("influence", "What made the difference", influence));
      }
    }
    List<Block> curves = curves();
    if (!curves.isEmpty()) {
      sections.add(new Section("curves", "Curves", curves));
    }
    List<Block> provenance = new ArrayList<>();
    Trial best = best();
    if (best != null && !best.description().isEmpty()) {
      provenance.add(new Code("The best trial, to run again", best.description()));
    }
    if (!sweep.command().isEmpty()) {
      provenance.add(new Code("The sweep, to run again", sweep.command()));
    }
    if (!sweep.environment().isEmpty()) {
      provenance.add(new Definitions(sweep.environment()));
    }
    if (!provenance.isEmpty()) {
      sections.add(new Section("provenance", "Provenance", provenance));
    }
    return new Page(
        "sweep report",
        sweep.name(),
        sweep.subtitle(),
        sweep.sentences().isEmpty() ? sentences() : sweep.sentences(),
        tiles(),
        sections,
        sweep.footer());
  }

  private @Nullable Trial best() {
    Trial best = null;
    for (Trial trial : done) {
      if (best == null
          || isBetter(trial.result(sweep.objective()), best.result(sweep.objective()))) {
        best = trial;
      }
    }
    return best;
  }

  private boolean isBetter(double value, double than) {
    return sweep.better() == Better.LOWER ? value < than : value > than;
  }

  private List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    Trial best = best();
    sentences.add(
        done.size()
            + " of "
            + sweep.trials().size()
            + " trials have a result"
            + (varied().isEmpty() ? "." : "; they vary " + list(varied()) + "."));
    if (best != null) {
      List<String> settings = new ArrayList<>();
      for (String name : varied()) {
        settings.add(name + " " + best.settings().getOrDefault(name, "–"));
      }
      sentences.add(
          "The best by "
              + lowerFirst(sweep.objective())
              + " is "
              + best.name()
              + (settings.isEmpty() ? "" : " (" + list(settings) + ")")
              + " with "
              + Format.ACCURACY.text(best.result(sweep.objective()))
              + ".");
    }
    return sentences;
  }

  static String list(List<String> words) {
    int n = words.size();
    return n < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, n - 1)) + " and " + words.get(n - 1);
  }

  private List<Tile> tiles() {
    Trial best = best();
    List<Tile> tiles = new ArrayList<>();
    if (best != null) {
      sweep.columns().stream()
          .filter(column -> column.better() != Better.NEITHER)
          .limit(3)
          .forEach(column ->
              tiles.add(
                  new Tile(
                      column.name(),
                      column.format().text(best.result(column.name())),
                      "of the best")));
    }
    tiles.add(
        new Tile(
            "Trials",
            String.valueOf(sweep.trials().size()),
            done.size() == sweep.trials().size() ? "all done" : done.size() + " done"));
    return tiles;
  }

  private Optional<Block> failures() {
    long failed = sweep.trials().stream().filter(Trial::hasFailed).count();
    return failed == 0
        ? Optional.empty()
        : Optional.of(
            Notice.warning(
                failed
                    + (failed == 1 ? " trial has" : " trials have")
                    + " no result; the table says why."));
  }

  /** The settings that differ between trials. */
  private List<String> varied() {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    for (Trial trial : sweep.trials()) {
      trial
          .settings()
          .forEach(
              (name, value) -> values.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(value));
    }
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The best first; those without a result last. */
  private List<Trial> byResult() {
    List<Trial> order = new ArrayList<>(sweep.trials());
    order.sort((a, b) -> {
      double x = a.result(sweep.objective());
      double y = b.result(sweep.objective());
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return Boolean.compare(Double.isNaN(x), Double.isNaN(y));
      }
      return sweep.better() == Better.LOWER ? Double.compare(x, y) : Double.compare(y, x);
    });
    return order;
  }

  private Table table() {
    List<String> settings =
        sweep.trials().stream()
            .flatMap(trial -> trial.settings().keySet().stream())
            .distinct()
            .toList();
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("Trial", Format.TEXT));
    settings.forEach(name -> columns.add(new Column(name, Format.SETTING)));
    columns.addAll(sweep.columns());
    List<Trial> order = byResult();
    Trial best = best();
    List<Row> rows = new ArrayList<>();
    for (Trial trial : order) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(trial.name());
      settings.forEach(name -> cells.add(cell(trial.settings().get(name))));
      for (Column column : sweep.columns()) {
        double value = trial.result(column.name());
        cells.add(Double.isNaN(value) ? null : value);
      }
      Mark mark =
          trial.equals(best)
              ? Mark.BEST
              : trial.hasFailed()
                  ? Mark.FAILED
                  : trial.state() == Trial.State.DONE ? Mark.NONE : Mark.PENDING;
      rows.add(new Row(cells, mark, trial.note()));
    }
    return new Table(
        "trials-table",
        "All trials",
        "The best is chosen by "
            + lowerFirst(sweep.objective())
            + "; the test set decides nothing.",
        columns,
        rows);
  }

  /** A setting's value as a number where it is one, so that it sorts as one. */
  private static @Nullable Object cell(@Nullable String value) {
    Double number = value == null ? null : number(value);
    return number != null ? number : value;
  }

  static @Nullable Double number(String text) {
    return text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?")
        ? Double.valueOf(text)
        : null;
  }

  private ParallelCoordinates parallel() {
    List<ParallelCoordinates.Axis> axes = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (String name : varied()) {
      List<@Nullable Double> numbers = new ArrayList<>();
      done.forEach(trial -> {
        String value = trial.settings().get(name);
        numbers.add(value == null ? null : number(value));
      });
      if (numbers.stream().allMatch(Objects::nonNull)) {
        double[] column = numbers.stream().mapToDouble(v -> v == null ? Double.NaN : v).toArray();
        axes.add(
            new ParallelCoordinates.Axis(
                name, Format.SETTING, isWide(column), List.of(), Better.NEITHER));
        values.add(column);
      } else {
        List<String> categories = ordered(name);
        axes.add(
            new ParallelCoordinates.Axis(name, Format.TEXT, false, categories, Better.NEITHER));
        values.add(
            done.stream()
                .mapToDouble(trial -> categories.indexOf(trial.settings().getOrDefault(name, "–")))
                .toArray());
      }
    }
    axes.add(
        new ParallelCoordinates.Axis(
            sweep.objective(), Format.ACCURACY, false, List.of(), sweep.better()));
    values.add(done.stream().mapToDouble(trial -> trial.result(sweep.objective())).toArray());
    Trial best = best();
    List<ParallelCoordinates.Line> lines = new ArrayList<>();
    for (int i = 0; i < done.size(); i++) {
      double[] line = new double[axes.size()];
      for (int k = 0; k < line.length; k++) {
        line[k] = values.get(k)[i];
      }
      lines.add(new ParallelCoordinates.Line(done.get(i).name(), line, done.get(i).equals(best)));
    }
    return new ParallelCoordinates(
        "parallel",
        "Settings and result",
        "A line for every trial. Drag along an axis to keep the trials of that stretch; a click"
            + " sets the axis free again.",
        axes,
        lines,
        axes.size() - 1);
  }

  /** Whether numbers are all positive and run over more than a factor of twenty. */
  private static boolean isWide(double[] values) {
    double least = Arrays.stream(values).min().orElse(0);
    double greatest = Arrays.stream(values).max().orElse(0);
    return least > 0 && greatest > 20 * least;
  }

  /** The values of a setting: numbers by size, words as they came. */
  private List<String> ordered(String name) {
    List<String> values =
        done.stream()
            .map(trial -> trial.settings().getOrDefault(name, "–"))
            .distinct()
            .collect(Collectors.toCollection(ArrayList::new));
    if (values.stream().allMatch(value -> number(value) != null)) {
      values.sort((a, b) -> Double.compare(Double.parseDouble(a), Double.parseDouble(b)));
    }
    return values;
  }

  /** The objective over every two settings that take several values; the first few pairs. */
  private List<Block> heatmaps() {
    List<String> names = varied().stream().filter(name -> !name.equals("seed")).toList();
    List<Block> maps = new ArrayList<>();
    for (int a = 0; a < names.size(); a++) {
      for (int b = a + 1; b < names.size() && maps.size() < MOST_HEATMAPS; b++) {
        Heatmap map = heatmap(names.get(a), names.get(b), maps.size() + 1);
        if (map != null) {
          maps.add(map);
        }
      }
    }
    return maps;
  }

  private @Nullable Heatmap heatmap(String yName, String xName, int number) {
    List<String> xs = ordered(xName);
    List<String> ys = ordered(yName);
    if (xs.size() < 2 || ys.size() < 2 || xs.size() > 24 || ys.size() > 40) {
      return null;
    }
    double[][] sums = new double[ys.size()][xs.size()];
    int[][] counts = new int[ys.size()][xs.size()];
    int most = 0;
    int filled = 0;
    for (Trial trial : done) {
      int i = ys.indexOf(trial.settings().getOrDefault(yName, "–"));
      int j = xs.indexOf(trial.settings().getOrDefault(xName, "–"));
      sums[i][j] += trial.result(sweep.objective());
      filled += counts[i][j] == 0 ? 1 : 0;
      most = Math.max(most, ++counts[i][j]);
    }
    if (3 * filled < xs.size() * ys.size()) {
      return null;
    }
    for (int i = 0; i < ys.size(); i++) {
      for (int j = 0; j < xs.size(); j++) {
        sums[i][j] = counts[i][j] == 0 ? Double.NaN : sums[i][j] / counts[i][j];
      }
    }
    return new Heatmap(
        "heatmap-" + number,
        upperFirst(sweep.objective()) + " over " + yName + " and " + xName,
        most > 1 ? "Means over the trials that share a cell." : "",
        xName,
        yName,
        xs,
        ys,
        sweep.objective(),
        Format.ACCURACY,
        sweep.better(),
        sums);
  }

  private List<Block> curves() {
    List<Block> charts = new ArrayList<>();
    sweep
        .quantities()
        .forEach((quantity, y) -> {
          List<Curve> curves = new ArrayList<>();
          for (Trial trial : byResult()) {
            Curve curve = trial.curves().get(quantity);
            if (curve != null && !curve.isEmpty() && curves.size() < MOST_CURVES) {
              curves.add(curve);
            }
          }
          if (!curves.isEmpty()) {
            String id = "curves-" + quantity.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "");
            String caption =
                curves.size() > Curve.COLOURS ? "The best come first; only they have colours." : "";
            charts.add(Curve.chart(id, upperFirst(y.label()), caption, y, curves));
          }
        });
    return charts;
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String upperFirst(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** An axis for losses, an axis for accuracies: what {@link Sweep#quantities} usually names. */
  public static YAxis axis(String label, boolean accuracy) {
    return new YAxis(label, accuracy ? Format.ACCURACY : Format.LOSS, false);
  }
}
