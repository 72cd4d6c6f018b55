package dev.layerwise.web.play;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.PointSets;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.web.http.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the playground trains, on what.
 *
 * @param data a kind of built-in points, or null for the points given
 * @param points the points given, with x, y and class; otherwise empty
 * @param size the number of built-in points
 * @param classes the number of classes
 * @param noise the standard deviation of the noise on built-in points
 * @param testShare the share of points that is kept for the test, in [0, 0.9]
 * @param units the hidden units, layer by layer
 * @param activation what follows each hidden layer
 * @param learningRate η
 * @param momentum μ, 0 for plain SGD
 * @param l2 λ of the penalty on all weights, λ/(2m) · Σ‖W‖²
 * @param dropout the rate after each hidden layer
 * @param batchSize rows a step
 * @param seed of the points, the weights and the order
 */
record PlaygroundSettings(
    PointSets.@Nullable Kind data,
    List<Point> points,
    int size,
    int classes,
    double noise,
    double testShare,
    List<Integer> units,
    Activation activation,
    double learningRate,
    double momentum,
    double l2,
    double dropout,
    int batchSize,
    int seed) {
  static final int MOST_POINTS = 2_000;
  static final int MOST_LAYERS = 5;
  static final int MOST_UNITS = 16;
  private static final int MOST_CLASSES = 7;
  private static final String OWN = "points";

  private static final List<String> NAMES =
      List.of(
          "data",
          "points",
          "size",
          "classes",
          "noise",
          "testShare",
          "layers",
          "activation",
          "learningRate",
          "momentum",
          "l2",
          "dropout",
          "batchSize",
          "seed");

  /** A point and its class. */
  record Point(float x, float y, int label) {}

  /**
   * Reads settings; what is left out has a default.
   *
   * @throws Problem that names the field that is wrong
   */
  static PlaygroundSettings read(JsonNode body) {
    Fields fields = new Fields(body);
    fields.knowOnly(NAMES);
    List<String> kinds =
        Stream.concat(
                Arrays.stream(PointSets.Kind.values()).map(PointSets.Kind::label), Stream.of(OWN))
            .toList();
    String data = fields.choice("data", "moons", kinds);
    PointSets.Kind kind =
        data.equals(OWN) ? null : PointSets.Kind.valueOf(data.toUpperCase(Locale.ROOT));
    List<Point> points = kind == null ? points(fields) : List.of();
    int classes;
    if (kind == null) {
      classes = 1 + points.stream().mapToInt(Point::label).max().orElse(0);
      if (classes < 2) {
        throw fields.refuse("points", "expected points of at least two classes");
      }
    } else if (kind.anyClasses()) {
      classes = fields.whole("classes", kind.classes(), 2, MOST_CLASSES);
    } else {
      classes = kind.classes();
    }
    return new PlaygroundSettings(
        kind,
        points,
        fields.whole("size", 400, 20, MOST_POINTS),
        classes,
        fields.number("noise", kind == null ? 0 : kind.noise(), 0, 10),
        fields.number("testShare", kind == null ? 0 : 0.3, 0, 0.9),
        units(fields),
        Activation.valueOf(
            fields
                .choice(
                    "activation",
                    "tanh",
                    Arrays.stream(Activation.values()).map(Activation::label).toList())
                .toUpperCase(Locale.ROOT)
                .replace('-', '_')),
        fields.number("learningRate", 0.1, 1e-6, 1e3),
        fields.number("momentum", 0, 0, 0.999),
        fields.number("l2", 0, 0, 100),
        fields.number("dropout", 0, 0, 0.9),
        fields.whole("batchSize", 10, 1, MOST_POINTS),
        fields.whole("seed", 1, 0, Integer.MAX_VALUE));
  }

  private static List<Integer> units(Fields fields) {
    List<Integer> units = new ArrayList<>();
    if (!fields.has("layers")) {
      return List.of(6, 4);
    }
    for (JsonNode node : fields.array("layers", MOST_LAYERS)) {
      if (!node.isIntegralNumber() || node.asInt() < 1 || node.asInt() > MOST_UNITS) {
        throw fields.refuse("layers", "expected whole numbers from 1 to " + MOST_UNITS);
      }
      units.add(node.asInt());
    }
    return units;
  }

  private static List<Point> points(Fields fields) {
    String rule =
        "expected at least 2 points, each [x, y, class] with x and y from -1000000 to 1000000 and"
            + " a class from 0 to "
            + (MOST_CLASSES - 1);
    List<Point> points = new ArrayList<>();
    for (JsonNode node : fields.array(OWN, MOST_POINTS)) {
      if (!node.isArray()
          || node.size() != 3
          || !coordinate(node.get(0))
          || !coordinate(node.get(1))
          || !node.get(2).isIntegralNumber()
          || node.get(2).asLong() < 0
          || node.get(2).asLong() >= MOST_CLASSES) {
        throw Problem.badRequest(
            "body.points[" + points.size() + "]",
            rule.replace(" at least 2", ""),
            node.toString(),
            null);
      }
      points.add(
          new Point(
              (float) node.get(0).doubleValue(),
              (float) node.get(1).doubleValue(),
              node.get(2).asInt()));
    }
    if (points.size() < 2) {
      throw fields.refuse(OWN, rule);
    }
    return points;
  }

  private static boolean coordinate(JsonNode node) {
    return node.isNumber() && Math.abs(node.doubleValue()) <= 1e6;
  }

  /** The points that are trained and tested on. */
  Dataset dataset() {
    if (data != null) {
      return PointSets.generate(data, Math.max(size, classes), classes, noise, seed);
    }
    float[] values = new float[2 * points.size()];
    int[] labels = new int[points.size()];
    for (int i = 0; i < labels.length; i++) {
      values[2 * i] = points.get(i).x();
      values[2 * i + 1] = points.get(i).y();
      labels[i] = points.get(i).label();
    }
    List<String> names = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      names.add(String.valueOf((char) ('A' + c)));
    }
    return new Dataset(OWN, new FloatFeatures(labels.length, 2, values), labels, names, null);
  }

  /** The network, softmax at its end. */
  NetworkSpec network() {
    List<LayerSpec> layers = new ArrayList<>();
    Initializer initializer =
        switch (activation) {
          case SIGMOID, TANH -> Initializer.GLOROT;
          case RELU, LEAKY_RELU, ELU, GELU, SILU -> Initializer.HE;
        };
    for (int width : units) {
      layers.add(new LayerSpec.Dense(width, initializer, l2));
      layers.add(new LayerSpec.Pointwise(activation));
      if (dropout > 0) {
        layers.add(new LayerSpec.Dropout(dropout));
      }
    }
    layers.add(new LayerSpec.Dense(classes, Initializer.GLOROT, l2));
    return new NetworkSpec(2, classes, layers, Loss.SOFTMAX_CROSS_ENTROPY, L2Scaling.BATCH);
  }
}
