package dev.layerwise.runs;

import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the settings of a network into its layers. */
final class Architecture {
  private static final List<String> BATCH_NORM = List.of("none", "before", "after");

  private Architecture() {}

  /** Checks the settings without knowing the data. */
  static void check(
      List<Integer> layers,
      List<String> activation,
      String batchNorm,
      double batchNormRate,
      double batchNormEpsilon,
      double inputDropout,
      List<Double> dropout,
      List<Double> l2,
      String l2Scaling,
      String initializer,
      String loss) {
    build(
        new Settings(
            layers,
            activation,
            batchNorm,
            batchNormRate,
            batchNormEpsilon,
            inputDropout,
            dropout,
            l2,
            l2Scaling,
            initializer,
            loss),
        1,
        2);
  }

  /** The network for data with so many features and classes. */
  static NetworkSpec build(RunSpec spec, int inputs, int classes) {
    return build(
        new Settings(
            spec.layers(),
            spec.activation(),
            spec.batchNorm(),
            spec.batchNormRate(),
            spec.batchNormEpsilon(),
            spec.inputDropout(),
            spec.dropout(),
            spec.l2(),
            spec.l2Scaling(),
            spec.initializer(),
            spec.loss()),
        inputs,
        classes);
  }

  private record Settings(
      List<Integer> layers,
      List<String> activation,
      String batchNorm,
      double batchNormRate,
      double batchNormEpsilon,
      double inputDropout,
      List<Double> dropout,
      List<Double> l2,
      String l2Scaling,
      String initializer,
      String loss) {}

  private static NetworkSpec build(Settings settings, int inputs, int classes) {
    int hidden = settings.layers().size();
    Initializer chosen = PlanText.initializer(settings.initializer());
    String place = Choice.of("batch norm", settings.batchNorm(), BATCH_NORM);
    LayerSpec.BatchNorm norm =
        new LayerSpec.BatchNorm(settings.batchNormRate(), settings.batchNormEpsilon());
    Loss loss = Choice.of("loss", settings.loss(), Loss.values(), Loss::label);
    L2Scaling scaling =
        Choice.of("l2 scaling", settings.l2Scaling(), L2Scaling.values(), L2Scaling::label);
    checkValues(settings);
    List<Activation> functions =
        spread("activation", "hidden layer", settings.activation(), hidden).stream()
            .map(Architecture::function)
            .toList();
    List<Double> rates = spread("dropout", "hidden layer", settings.dropout(), hidden);
    List<Double> penalties =
        spread("l2", "dense layer, output included", settings.l2(), hidden + 1);

    List<LayerSpec> layers = new ArrayList<>();
    if (settings.inputDropout() > 0) {
      layers.add(new LayerSpec.Dropout(settings.inputDropout()));
    }
    for (int i = 0; i < hidden; i++) {
      Activation function = functions.get(i);
      layers.add(
          new LayerSpec.Dense(
              settings.layers().get(i), initializer(chosen, function), penalties.get(i)));
      if (place.equals("before")) {
        layers.add(norm);
      }
      layers.add(new LayerSpec.Pointwise(function));
      if (place.equals("after")) {
        layers.add(norm);
      }
      LayerSpec.Dropout dropout = new LayerSpec.Dropout(rates.get(i));
      if (dropout.rate() > 0) {
        layers.add(dropout);
      }
    }
    layers.add(
        new LayerSpec.Dense(
            loss.outputs(classes), initializer(chosen, null), penalties.get(hidden)));
    NetworkSpec spec = new NetworkSpec(inputs, classes, layers, loss, scaling);
    for (int i = 0; i < layers.size(); i++) {
      long weights = (long) spec.inputsOf(i) * layers.get(i).outputs(spec.inputsOf(i));
      if (layers.get(i) instanceof LayerSpec.Dense && weights > Integer.MAX_VALUE - 8) {
        throw new IllegalArgumentException(
            "layers: "
                + spec.widths()
                + " has a layer of "
                + weights
                + " weights, more than the "
                + (Integer.MAX_VALUE - 8)
                + " that a layer can have");
      }
    }
    return spec;
  }

  /**
   * Checks each value, also one for no layer: it is wrong there too, and somebody meant something
   * by it.
   */
  private static void checkValues(Settings settings) {
    if (settings.layers().stream().anyMatch(units -> units < 1)) {
      throw new IllegalArgumentException(
          "layers: expected at least 1 unit in every hidden layer, got " + settings.layers());
    }
    settings.activation().forEach(Architecture::function);
    if (!(settings.inputDropout() >= 0 && settings.inputDropout() < 1)) {
      throw new IllegalArgumentException(
          "input dropout: expected a rate of at least 0 and below 1, got "
              + settings.inputDropout());
    }
    settings.dropout().forEach(LayerSpec.Dropout::new);
    for (double penalty : settings.l2()) {
      if (!(penalty >= 0) || Double.isInfinite(penalty)) {
        throw new IllegalArgumentException("l2: expected 0 or more, got " + penalty);
      }
    }
  }

  private static Activation function(String name) {
    return Choice.of("activation", name, Activation.values(), Activation::label);
  }

  /** He for the ReLU family, which halves the variance; Glorot elsewhere. */
  private static Initializer initializer(
      @Nullable Initializer chosen, @Nullable Activation function) {
    if (chosen != null) {
      return chosen;
    }
    if (function == null) {
      return Initializer.GLOROT;
    }
    return Initializer.before(function);
  }

  /** One value for each of {@code count} layers, from one for all or one for each. */
  private static <T> List<T> spread(String setting, String each, List<T> values, int count) {
    if (values.size() == 1) {
      return java.util.Collections.nCopies(count, values.getFirst());
    }
    if (values.size() != count) {
      throw new IllegalArgumentException(
          setting
              + ": expected one value, or one for each "
              + each
              + " ("
              + count
              + "), got "
              + values.size()
              + ": "
              + values);
    }
    return values;
  }
}
