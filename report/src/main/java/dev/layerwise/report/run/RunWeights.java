package dev.layerwise.report.run;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.nn.DenseLayer;
import dev.layerwise.record.Model;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.Histogram;
import dev.layerwise.report.figure.ImageGrid;
import dev.layerwise.report.figure.ImageSet;
import dev.layerwise.report.figure.SideBySide;
import dev.layerwise.report.figure.Table;
import dev.layerwise.report.figure.Table.Column;
import dev.layerwise.report.figure.Table.Row;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The weights of a model, or of several beside one another. */
public final class RunWeights {
  /** What counts as near zero. */
  private static final double NEAR_ZERO = 0.01;

  private static final int MOST_BINS = 60;
  private static final int MOST_UNITS = 48;
  private static final int MOST_PIXELS = 64 * 64;

  private RunWeights() {}

  /** A model with what it is called. */
  public record Named(String name, Model model) {}

  /** Histograms of the weights of every layer, a figure for each; several models overlay. */
  public static SideBySide histograms(List<Named> models) {
    List<Block> figures = new ArrayList<>();
    for (int k = 0; k < layers(models); k++) {
      Layer layer = Layer.of(models, k);
      figures.add(layer.figure("weights-" + (k + 1), layer.groups(), 0));
    }
    return new SideBySide(figures, 320);
  }

  /**
   * Histograms of the weights of every layer side by side, a figure for each model, on the same
   * scales.
   */
  public static List<Block> histogramsBeside(List<Named> models) {
    List<Block> blocks = new ArrayList<>();
    for (int k = 0; k < layers(models); k++) {
      Layer layer = Layer.of(models, k);
      double top = layer.groups().stream().mapToDouble(Histogram.Group::peak).max().orElse(0);
      List<Block> figures = new ArrayList<>();
      for (Histogram.Group group : layer.groups()) {
        String id = "weights-" + (k + 1) + "-" + (group.colour() + 1);
        figures.add(layer.figure(id, List.of(group), top));
      }
      blocks.add(new SideBySide(figures, 300));
    }
    return blocks;
  }

  private static int layers(List<Named> models) {
    return models.stream().mapToInt(named -> dense(named.model()).size()).max().orElse(0);
  }

  /** The weights of one layer of several models, counted in bins that all share. */
  private record Layer(
      int number,
      double range,
      List<Histogram.Group> groups,
      List<Matrix> weights,
      boolean severalModels) {
    static Layer of(List<Named> models, int layer) {
      double range = 0;
      int bins = 0;
      for (Named named : models) {
        if (layer < dense(named.model()).size()) {
          Matrix weight = weight(named.model(), layer);
          range = Math.max(range, Moments.of(weight).size());
          bins = Math.max(bins, bins(weight.size()));
        }
      }
      range = range > 0 ? range : 1;
      List<Histogram.Group> groups = new ArrayList<>();
      List<Matrix> weights = new ArrayList<>();
      for (int m = 0; m < models.size(); m++) {
        if (layer < dense(models.get(m).model()).size()) {
          Matrix weight = weight(models.get(m).model(), layer);
          groups.add(new Histogram.Group(models.get(m).name(), m, counts(weight, range, bins)));
          weights.add(weight);
        }
      }
      return new Layer(layer + 1, range, groups, weights, models.size() > 1);
    }

    /** The figure of some of the groups. */
    Histogram figure(String id, List<Histogram.Group> shown, double top) {
      Matrix shape = weights.get(groups.indexOf(shown.getFirst()));
      String title = "Layer " + number + ": " + shape.rows() + " → " + shape.columns();
      List<String> captions = new ArrayList<>();
      for (Histogram.Group group : shown) {
        String words = Moments.of(weights.get(groups.indexOf(group))).words();
        captions.add((shown.size() > 1 ? group.name() + ": " : "") + words);
      }
      return new Histogram(
          id,
          severalModels && shown.size() == 1 ? title + ", " + shown.getFirst().name() : title,
          String.join(" ", captions),
          "weights",
          -range,
          range,
          shown,
          top);
    }
  }

  private static List<DenseLayer> dense(Model model) {
    return model.network().layers().stream()
        .filter(DenseLayer.class::isInstance)
        .map(DenseLayer.class::cast)
        .toList();
  }

  private static Matrix weight(Model model, int layer) {
    return dense(model).get(layer).weight().value();
  }

  /** Few values in many bins would look like a comb. */
  private static int bins(int values) {
    return Math.clamp(Math.round(2 * Math.sqrt(values)), 8, MOST_BINS);
  }

  private static long[] counts(Matrix weight, double range, int bins) {
    long[] counts = new long[bins];
    for (int i = 0; i < weight.size(); i++) {
      int bin = (int) ((weight.data()[i] + range) / (2 * range) * bins);
      counts[Math.clamp(bin, 0, bins - 1)]++;
    }
    return counts;
  }

  /** A row for every tensor of a model. */
  public static Table table(String id, String title, Model model) {
    List<Row> rows = new ArrayList<>();
    for (Parameter parameter : model.network().parameters()) {
      Matrix value = parameter.value();
      Moments moments = Moments.of(value);
      rows.add(
          new Row(
              List.of(
                  parameter.name(),
                  value.rows() == 1
                      ? String.valueOf(value.columns())
                      : value.rows() + " × " + value.columns(),
                  parameter.size(),
                  moments.norm(),
                  moments.mean(),
                  moments.deviation(),
                  moments.least(),
                  moments.greatest(),
                  moments.nearZero())));
    }
    return new Table(
        id,
        title,
        "Near zero: the share of values whose size is below " + NEAR_ZERO + ".",
        List.of(
            new Column("Parameter", Format.TEXT),
            new Column("Shape", Format.TEXT),
            new Column("Values", Format.COUNT),
            new Column("Norm", Format.LOSS),
            new Column("Mean", Format.LOSS),
            new Column("Deviation", Format.LOSS),
            new Column("Least", Format.LOSS),
            new Column("Greatest", Format.LOSS),
            new Column("Near zero", Format.ACCURACY)),
        rows);
  }

  /**
   * The first layer's weights, a picture for each unit; null unless the inputs are images that the
   * first layer sees as they are.
   */
  public static @Nullable ImageGrid firstLayer(String id, String title, Model model) {
    ImageShape shape = model.image();
    if (shape == null
        || shape.height() * shape.width() > MOST_PIXELS
        || !(model.network().layers().getFirst() instanceof DenseLayer first)) {
      return null;
    }
    Matrix weight = first.weight().value();
    double[] norms = new double[weight.columns()];
    float[] sizes = new float[weight.size()];
    for (int i = 0; i < weight.size(); i++) {
      double w = weight.get(i / weight.columns(), i % weight.columns());
      norms[i % weight.columns()] += w * w;
      sizes[i] = (float) Math.abs(w);
    }
    Arrays.sort(sizes);
    // A few extreme weights would leave all others the colour of the paper.
    double range = sizes[(int) (0.995 * (sizes.length - 1))];
    range = range > 0 ? range : 1;
    List<Integer> units =
        IntStream.range(0, norms.length)
            .boxed()
            .sorted(Comparator.comparingDouble(u -> -norms[u]))
            .limit(MOST_UNITS)
            .toList();
    List<byte[]> images = new ArrayList<>();
    List<ImageGrid.Item> items = new ArrayList<>();
    for (int unit : units) {
      byte[] image = new byte[weight.rows()];
      for (int i = 0; i < image.length; i++) {
        double t = Math.clamp(weight.get(i, unit) / range, -1.0, 1.0);
        // Steps of four: no eye sees them, and the picture takes half the room.
        image[i] = (byte) Math.clamp(4 * Math.round((128 + 127 * t) / 4), 0, 255);
      }
      items.add(new ImageGrid.Item(images.size(), "unit " + (unit + 1), "", List.of()));
      images.add(image);
    }
    String chosen =
        norms.length > MOST_UNITS
            ? "The "
                + MOST_UNITS
                + " of "
                + norms.length
                + " units with the greatest norm; of each "
            : "Of each unit ";
    return new ImageGrid(
        id,
        title,
        chosen
            + "the weight for every pixel. Where a weight is positive, ink makes the unit's"
            + " pre-activation larger; where negative, smaller.",
        new ImageSet(shape.width(), shape.height(), images),
        range,
        items);
  }

  /**
   * What values are like as a whole.
   *
   * @param norm the root of the sum of squares
   * @param mean the mean
   * @param deviation the standard deviation
   * @param least the least
   * @param greatest the greatest
   * @param nearZero the share whose size is below {@link #NEAR_ZERO}
   */
  record Moments(
      double norm, double mean, double deviation, double least, double greatest, double nearZero) {
    static Moments of(Matrix values) {
      double sum = 0;
      double squares = 0;
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      int near = 0;
      for (int i = 0; i < values.size(); i++) {
        double value = values.data()[i];
        sum += value;
        squares += value * value;
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        near += Math.abs(value) < NEAR_ZERO ? 1 : 0;
      }
      double mean = sum / values.size();
      return new Moments(
          Math.sqrt(squares),
          mean,
          Math.sqrt(Math.max(0, squares / values.size() - mean * mean)),
          least,
          greatest,
          (double) near / values.size());
    }

    double size() {
      return Math.max(Math.abs(least), Math.abs(greatest));
    }

    String words() {
      return String.format(
          Locale.ROOT,
          "Deviation %s, norm %s, %.1f %% near zero.",
          Format.LOSS.text(deviation),
          Format.SETTING.text(Math.round(norm * 1000) / 1000.0),
          100 * nearZero);
    }
  }
}
