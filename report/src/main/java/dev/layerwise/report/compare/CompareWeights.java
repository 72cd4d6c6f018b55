package dev.layerwise.report.compare;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.comparison.ComparedRun;
import dev.layerwise.experiments.comparison.ComparedVariant;
import dev.layerwise.experiments.comparison.Comparison;
import dev.layerwise.experiments.comparison.WeightComparison;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.record.ModelFile;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.Prose;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.run.RunWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The weights of the variants of a comparison side by side, one run for each. */
final class CompareWeights {
  /** More models side by side cannot be taken in, and make the file large. */
  private static final int MOST_MODELS = 4;

  private final Comparison comparison;
  private final List<Block> blocks = new ArrayList<>();

  CompareWeights(Comparison comparison) {
    this.comparison = comparison;
  }

  List<Block> blocks() {
    List<RunWeights.Named> models = models();
    if (models.isEmpty()) {
      blocks.add(Notice.missing("No weights are shown: none of the runs holds a model."));
      return blocks;
    }
    blocks.addAll(RunWeights.histogramsBeside(models));
    List<Block> pictures = new ArrayList<>();
    for (RunWeights.Named named : models) {
      ImageGrid first =
          RunWeights.firstLayer(
              "first-layer-" + (pictures.size() + 1),
              "First layer of " + named.name(),
              named.model());
      if (first != null) {
        pictures.add(first);
      }
    }
    if (!pictures.isEmpty()) {
      blocks.add(new SideBySide(pictures, 420));
    }
    blocks.add(table(models));
    return blocks;
  }

  /** A run of each of the first few variants, with the same seed where there is one. */
  private List<RunWeights.Named> models() {
    List<ComparedVariant> shown =
        comparison.variants().stream()
            .filter(variant -> !variant.done().isEmpty())
            .sorted(Comparator.comparing(variant -> !isBest(variant)))
            .limit(MOST_MODELS)
            .sorted(Comparator.comparingInt(comparison.variants()::indexOf))
            .toList();
    Long seed = sharedSeed(shown);
    List<RunWeights.Named> models = new ArrayList<>();
    for (ComparedVariant variant : shown) {
      ComparedRun run =
          variant.done().stream()
              .filter(one -> seed == null || one.spec().seed() == seed)
              .findFirst()
              .orElseThrow();
      try {
        models.add(
            new RunWeights.Named(
                variant.label(),
                ModelFile.read(
                    run.directory().model(),
                    KernelSelection.select(KernelSelection.AUTOMATIC).kernels())));
      } catch (DataException e) {
        blocks.add(
            Notice.missing(
                "The weights of " + variant.label() + " are not shown: " + e.getMessage()));
      }
    }
    if (comparison.variants().size() > MOST_MODELS) {
      blocks.add(
          Prose.of(
              "The weights of "
                  + models.size()
                  + " of "
                  + comparison.variants().size()
                  + " variants are shown."));
    }
    if (seed != null && comparison.variants().stream().anyMatch(v -> v.done().size() > 1)) {
      blocks.add(Prose.of("The runs with seed " + seed + "."));
    }
    return models;
  }

  private boolean isBest(ComparedVariant variant) {
    return comparison.variants().indexOf(variant) == comparison.best();
  }

  private static @Nullable Long sharedSeed(List<ComparedVariant> variants) {
    if (variants.isEmpty()) {
      return null;
    }
    List<Set<Long>> seeds =
        variants.stream()
            .map(variant ->
                variant.done().stream().map(run -> run.spec().seed()).collect(Collectors.toSet()))
            .toList();
    return seeds.getFirst().stream()
        .filter(seed -> seeds.stream().allMatch(set -> set.contains(seed)))
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  /** Figures of each layer in each model, and how far it is from that of the first model. */
  private static Table table(List<RunWeights.Named> models) {
    RunWeights.Named first = models.getFirst();
    List<List<Row>> byLayer = new ArrayList<>();
    for (RunWeights.Named named : models) {
      WeightComparison weights =
          WeightComparison.of(first.model(), named.model(), WeightComparison.NEAR_ZERO);
      for (WeightComparison.Layer layer : weights.layers()) {
        while (byLayer.size() < layer.number()) {
          byLayer.add(new ArrayList<>());
        }
        WeightComparison.Weights own = layer.second();
        if (own != null) {
          boolean other = !named.equals(first);
          byLayer
              .get(layer.number() - 1)
              .add(
                  new Row(
                      Arrays.asList(
                          layer.number(),
                          named.name(),
                          own.rows() + " × " + own.columns(),
                          own.norm(),
                          own.deviation(),
                          own.largest(),
                          own.nearZero(),
                          other ? layer.difference() : null,
                          other ? layer.cosine() : null)));
        }
      }
    }
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("Layer", Format.COUNT));
    columns.add(new Column("Variant", Format.TEXT));
    columns.add(new Column("Shape", Format.TEXT));
    columns.add(new Column("Norm", Format.LOSS));
    columns.add(new Column("Deviation", Format.LOSS));
    columns.add(new Column("Largest", Format.LOSS));
    columns.add(new Column("Near zero", Format.ACCURACY));
    String caption =
        "Near zero: the share of weights whose size is below " + WeightComparison.NEAR_ZERO + ".";
    boolean several = models.size() > 1;
    if (several) {
      columns.add(new Column("‖A − B‖", Format.LOSS));
      columns.add(new Column("Cosine", Format.DIFFERENCE));
      caption +=
          " ‖A − B‖ and cosine: the norm of the difference to, and the angle with, the same layer"
              + " of "
              + first.name()
              + ", where the shapes agree.";
    }
    List<Row> rows =
        byLayer.stream()
            .flatMap(List::stream)
            .map(row -> several ? row : new Row(row.cells().subList(0, columns.size())))
            .toList();
    return new Table("weights-table", "Weights of the layers", caption, columns, rows);
  }
}
