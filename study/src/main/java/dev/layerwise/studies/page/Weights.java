package dev.layerwise.studies.page;

import dev.layerwise.data.DataException;
import dev.layerwise.experiments.sweep.TrialResult;
import dev.layerwise.experiments.sweep.VariantResult;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.record.Model;
import dev.layerwise.record.ModelFile;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.Notice;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.report.run.RunWeights;
import dev.layerwise.tensor.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The weights of a run with L2 beside those of one without. */
final class Weights {
  private static final double NEAR_ZERO = 0.01;

  private Weights() {}

  /**
   * The weights of a layer in figures.
   *
   * @param deviation the standard deviation
   * @param norm the root of the sum of squares
   * @param nearZero the share of weights closer to zero than a hundredth
   */
  record Spread(double deviation, double norm, double nearZero) {}

  static @Nullable Model model(TrialResult trial) {
    try {
      return ModelFile.read(
          trial.directory().model(), KernelSelection.select(KernelSelection.AUTOMATIC).kernels());
    } catch (DataException e) {
      return null;
    }
  }

  static List<Spread> spreads(Model model) {
    List<Spread> spreads = new ArrayList<>();
    for (Object layer : model.network().layers()) {
      if (layer instanceof DenseLayer dense) {
        spreads.add(spread(dense.weight().value()));
      }
    }
    return spreads;
  }

  private static Spread spread(Matrix weight) {
    double sum = 0;
    double squares = 0;
    int near = 0;
    for (int i = 0; i < weight.size(); i++) {
      double value = weight.data()[i];
      sum += value;
      squares += value * value;
      near += Math.abs(value) < NEAR_ZERO ? 1 : 0;
    }
    double mean = sum / weight.size();
    return new Spread(
        Math.sqrt(Math.max(0, squares / weight.size() - mean * mean)),
        Math.sqrt(squares),
        (double) near / weight.size());
  }

  /** Histograms of every layer over one another, figures, and the first layer as pictures. */
  static List<Block> compare(VariantResult plain, VariantResult penalised, String about) {
    Model first = model(plain.trials().getFirst());
    Model second = model(penalised.trials().getFirst());
    if (first == null || second == null) {
      return List.of(
          Notice.missing(
              "Weights are not shown: a model of " + about + " is missing or cannot be read."));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        RunWeights.histograms(
            List.of(
                new RunWeights.Named("without L2", first),
                new RunWeights.Named("with L2", second))));
    blocks.add(table(first, second, about));
    List<Block> pictures = new ArrayList<>();
    add(pictures, "first-layer-plain", "First layer without L2", first);
    add(pictures, "first-layer-l2", "First layer with L2", second);
    if (!pictures.isEmpty()) {
      blocks.add(new SideBySide(pictures, 420));
    }
    return blocks;
  }

  private static void add(List<Block> pictures, String id, String title, Model model) {
    ImageGrid grid = RunWeights.firstLayer(id, title, model);
    if (grid != null) {
      pictures.add(grid);
    }
  }

  private static Table table(Model first, Model second, String about) {
    List<Spread> plain = spreads(first);
    List<Spread> penalised = spreads(second);
    List<Row> rows = new ArrayList<>();
    for (int k = 0; k < Math.min(plain.size(), penalised.size()); k++) {
      rows.add(
          new Row(
              List.of(
                  "layer " + (k + 1),
                  plain.get(k).deviation(),
                  penalised.get(k).deviation(),
                  plain.get(k).norm(),
                  penalised.get(k).norm(),
                  plain.get(k).nearZero(),
                  penalised.get(k).nearZero())));
    }
    return new Table(
        "weights-table",
        "Weights layer by layer",
        "Of " + about + ". Near zero: the share of weights whose size is below 0.01.",
        List.of(
            new Column("Layer", Format.TEXT),
            new Column("Deviation, without L2", Format.LOSS),
            new Column("Deviation, with L2", Format.LOSS),
            new Column("Norm, without L2", Format.LOSS),
            new Column("Norm, with L2", Format.LOSS),
            new Column("Near zero, without L2", Format.ACCURACY),
            new Column("Near zero, with L2", Format.ACCURACY)),
        rows);
  }

  /** What L2 did to the first layer, in a sentence; empty if a model is missing. */
  static List<String> sentence(VariantResult plain, VariantResult penalised, String about) {
    Model first = model(plain.trials().getFirst());
    Model second = model(penalised.trials().getFirst());
    if (first == null || second == null) {
      return List.of();
    }
    Spread without = spreads(first).getFirst();
    Spread with = spreads(second).getFirst();
    double change = with.deviation() / without.deviation() - 1;
    String verdict =
        change < -0.02 ? "closer to zero" : change > 0.02 ? "farther from zero" : "about as wide";
    return List.of(
        String.format(
            Locale.ROOT,
            "With L2 the first layer's weights of %s lie %s: their deviation is %s instead of %s,"
                + " and %.0f %% instead of %.0f %% of them are below 0.01 in size.",
            about,
            verdict,
            Words.loss(with.deviation()),
            Words.loss(without.deviation()),
            100 * with.nearZero(),
            100 * without.nearZero()));
  }
}
