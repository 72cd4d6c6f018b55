package dev.layerwise.record;

import dev.layerwise.data.Suggestions;
import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The one JSON form of a network's description, documented in {@code docs/model-file.md}: names in
 * camel case, values out of a fixed set in kebab case, layers told apart by {@code type}.
 */
final class NetworkJson {
  /**
   * Far beyond any network that can be trained, and few enough to build without a noticeable wait.
   */
  private static final int MOST_LAYERS = 10_000;

  private static final List<String> LAYER_TYPES =
      List.of("dense", "activation", "batch-norm", "dropout");

  private NetworkJson() {}

  static String write(NetworkSpec spec) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("inputs", spec.inputs());
    object.put("classes", spec.classes());
    object.put("layers", spec.layers().stream().map(NetworkJson::layer).toList());
    object.put("loss", spec.loss().label());
    object.put("l2Scaling", spec.l2Scaling().label());
    return Json.write(object);
  }

  private static Map<String, Object> layer(LayerSpec layer) {
    Map<String, Object> object = new LinkedHashMap<>();
    switch (layer) {
      case LayerSpec.Dense(int units, Initializer initializer, double l2) -> {
        object.put("type", "dense");
        object.put("units", units);
        Map<String, Object> start = new LinkedHashMap<>();
        start.put("kind", label(initializer.kind()));
        start.put("value", initializer.value());
        object.put("initializer", start);
        object.put("l2", l2);
      }
      case LayerSpec.Pointwise(Activation function) -> {
        object.put("type", "activation");
        object.put("function", function.label());
      }
      case LayerSpec.BatchNorm(double updateRate, double epsilon) -> {
        object.put("type", "batch-norm");
        object.put("updateRate", updateRate);
        object.put("epsilon", epsilon);
      }
      case LayerSpec.Dropout(double rate) -> {
        object.put("type", "dropout");
        object.put("rate", rate);
      }
    }
    return object;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws FormatException if it is no such text, or the network it describes cannot be
   */
  static NetworkSpec read(String text) throws FormatException {
    JsonObject object = JsonObject.parse("network", text);
    int inputs = object.integer("inputs");
    int classes = object.integer("classes");
    List<?> list = object.list("layers");
    if (list.size() > MOST_LAYERS) {
      throw new FormatException(
          "network: expected at most " + MOST_LAYERS + " layers, got " + list.size());
    }
    List<LayerSpec> layers = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      layers.add(layer("network, layer " + i, JsonObject.of("network, layer " + i, list.get(i))));
    }
    Loss loss = choice("network", "loss", object.text("loss"), Loss.values(), Loss::label);
    L2Scaling l2Scaling =
        choice(
            "network", "l2Scaling", object.text("l2Scaling"), L2Scaling.values(), L2Scaling::label);
    object.requireNothingElse();
    try {
      return new NetworkSpec(inputs, classes, layers, loss, l2Scaling);
    } catch (IllegalArgumentException e) {
      throw FormatException.of("", e);
    }
  }

  private static LayerSpec layer(String what, JsonObject object) throws FormatException {
    String type = object.text("type");
    try {
      LayerSpec layer =
          switch (type) {
            case "dense" ->
                new LayerSpec.Dense(
                    object.integer("units"),
                    initializer(what + ", initializer", object.object("initializer")),
                    object.real("l2"));
            case "activation" ->
                new LayerSpec.Pointwise(
                    choice(
                        what,
                        "function",
                        object.text("function"),
                        Activation.values(),
                        Activation::label));
            case "batch-norm" ->
                new LayerSpec.BatchNorm(object.real("updateRate"), object.real("epsilon"));
            case "dropout" -> new LayerSpec.Dropout(object.real("rate"));
            default ->
                throw new FormatException(
                    what
                        + ": expected one of the types "
                        + String.join(", ", LAYER_TYPES)
                        + ", got "
                        + Json.quote(type)
                        + Suggestions.didYouMean(type, LAYER_TYPES));
          };
      object.requireNothingElse();
      return layer;
    } catch (IllegalArgumentException e) {
      throw FormatException.of(what + ", ", e);
    }
  }

  private static Initializer initializer(String what, JsonObject object) throws FormatException {
    Initializer.Kind kind =
        choice(what, "kind", object.text("kind"), Initializer.Kind.values(), NetworkJson::label);
    double value = object.real("value");
    object.requireNothingElse();
    return new Initializer(kind, value);
  }

  private static String label(Initializer.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  static <T> T choice(String what, String field, String name, T[] values, Function<T, String> label)
      throws FormatException {
    for (T value : values) {
      if (label.apply(value).equals(name)) {
        return value;
      }
    }
    List<String> names = Arrays.stream(values).map(label).toList();
    throw new FormatException(
        what
            + ": '"
            + field
            + "': expected one of "
            + String.join(", ", names)
            + ", got "
            + Json.quote(name));
  }
}
