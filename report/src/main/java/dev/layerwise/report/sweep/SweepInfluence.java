package dev.layerwise.report.sweep;

import dev.layerwise.experiments.sweep.Selection;
import dev.layerwise.experiments.sweep.SweepResult;
import dev.layerwise.experiments.sweep.SweepSpec;
import dev.layerwise.experiments.sweep.Trial;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.experiments.table.Cells;
import dev.layerwise.report.figure.Better;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Heatmap;
import dev.layerwise.report.figure.ParallelCoordinates;
import dev.layerwise.report.figure.ParallelCoordinates.Axis;
import dev.layerwise.report.figure.ParallelCoordinates.Line;
import dev.layerwise.report.figure.SideBySide;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What of the settings made the difference: a sweep's result over its settings. */
final class SweepInfluence {
  private static final int MOST_HEATMAPS = 3;

  /** Something that varies, and its value for each variant. */
  private record Dimension(String name, List<String> values) {
    boolean varies() {
      return values.stream().distinct().count() > 1;
    }

    /** The values as numbers, or null if one is none. */
    double @Nullable [] numbers() {
      double[] numbers = new double[values.size()];
      for (int i = 0; i < numbers.length; i++) {
        Double number = number(values.get(i));
        if (number == null) {
          return null;
        }
        numbers[i] = number;
      }
      return numbers;
    }

    /** The different values: numbers by size, words as they came. */
    List<String> distinct() {
      List<String> distinct = values.stream().distinct().toList();
      return numbers() == null
          ? distinct
          : distinct.stream().sorted(Comparator.comparingDouble(Double::parseDouble)).toList();
    }
  }

  private final SweepSpec spec;
  private final List<VariantResult> variants;
  private final double[] results;
  private final Better better;
  private final Format format;
  private final List<Dimension> dimensions = new ArrayList<>();

  SweepInfluence(SweepResult result) {
    this.spec = result.spec();
    this.variants =
        result.variants().stream()
            .filter(variant -> variant.merit(spec.select()).isKnown())
            .toList();
    this.results =
        variants.stream()
            .mapToDouble(variant -> spec.select().figure(variant.merit(spec.select())))
            .toArray();
    boolean accuracy = spec.select() == Selection.VALIDATION_ACCURACY;
    this.better = accuracy ? Better.HIGHER : Better.LOWER;
    this.format = accuracy ? Format.ACCURACY : Format.LOSS;
    List<String> names = new ArrayList<>(spec.varied());
    if (spec.named()) {
      // A name stands for the settings that are listed under it.
      spec.variants().forEach(variant -> names.removeAll(variant.settings().keySet()));
      dimensions.add(dimension("variant", Trial::name));
    }
    names.forEach(name -> dimensions.add(dimension(name, trial -> trial.settings().get(name))));
    dimensions.removeIf(dimension -> !dimension.varies());
  }

  private Dimension dimension(String name, Function<Trial, @Nullable Object> of) {
    return new Dimension(
        name,
        variants.stream()
            .map(variant -> of.apply(variant.trial()))
            .map(value -> value == null ? "–" : Cells.plain(value))
            .toList());
  }

  /** The figures; none if fewer than two variants have a result, or nothing varies. */
  List<Block> blocks() {
    if (variants.size() < 2 || dimensions.isEmpty()) {
      return List.of();
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(parallel());
    List<Block> maps = heatmaps();
    if (!maps.isEmpty()) {
      blocks.add(new SideBySide(maps, 420));
    }
    return blocks;
  }

  private String averaged() {
    return spec.seeds().size() > 1 ? " Means over " + spec.seeds().size() + " seeds." : "";
  }

  private ParallelCoordinates parallel() {
    List<Axis> axes = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    for (Dimension dimension : dimensions) {
      double[] numbers = dimension.numbers();
      if (numbers != null) {
        axes.add(
            new Axis(dimension.name(), Format.SETTING, isWide(numbers), List.of(), Better.NEITHER));
        values.add(numbers);
      } else {
        List<String> categories = dimension.distinct();
        axes.add(new Axis(dimension.name(), Format.TEXT, false, categories, Better.NEITHER));
        values.add(dimension.values().stream().mapToDouble(categories::indexOf).toArray());
      }
    }
    axes.add(new Axis(spec.select().words(), format, false, List.of(), better));
    values.add(results);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < variants.size(); i++) {
      int variant = i;
      double[] line = values.stream().mapToDouble(column -> column[variant]).toArray();
      lines.add(new Line(variants.get(i).trial().label(), line, i == 0));
    }
    return new ParallelCoordinates(
        "parallel",
        "Settings and result",
        "A line for every variant that was trained to its end. Drag along an axis to keep those of"
            + " that stretch; a click sets the axis free again."
            + averaged(),
        axes,
        lines,
        axes.size() - 1);
  }

  /** Whether numbers are all positive and run over more than three octaves. */
  private static boolean isWide(double[] values) {
    double least = Arrays.stream(values).min().orElse(0);
    double greatest = Arrays.stream(values).max().orElse(0);
    return least > 0 && greatest > 8 * least;
  }

  /** The result over every two settings that take several values; the first few pairs. */
  private List<Block> heatmaps() {
    List<Block> maps = new ArrayList<>();
    for (int a = 0; a < dimensions.size(); a++) {
      for (int b = a + 1; b < dimensions.size() && maps.size() < MOST_HEATMAPS; b++) {
        Heatmap map = heatmap(dimensions.get(a), dimensions.get(b), maps.size() + 1);
        if (map != null) {
          maps.add(map);
        }
      }
    }
    return maps;
  }

  private @Nullable Heatmap heatmap(Dimension vertical, Dimension horizontal, int number) {
    List<String> xs = horizontal.distinct();
    List<String> ys = vertical.distinct();
    if (xs.size() > 24 || ys.size() > 40) {
      return null;
    }
    double[][] sums = new double[ys.size()][xs.size()];
    int[][] counts = new int[ys.size()][xs.size()];
    boolean shared = false;
    int filled = 0;
    for (int k = 0; k < variants.size(); k++) {
      int i = ys.indexOf(vertical.values().get(k));
      int j = xs.indexOf(horizontal.values().get(k));
      sums[i][j] += results[k];
      filled += counts[i][j] == 0 ? 1 : 0;
      shared |= ++counts[i][j] > 1;
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
        SweepPage.upperFirst(spec.select().words())
            + " over "
            + vertical.name()
            + " and "
            + horizontal.name(),
        (shared ? "Means over the variants that share a cell." : "") + averaged(),
        horizontal.name(),
        vertical.name(),
        xs,
        ys,
        spec.select().words(),
        format,
        better,
        sums);
  }

  private static @Nullable Double number(String text) {
    return text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?")
        ? Double.valueOf(text)
        : null;
  }
}
