package dev.layerwise.web.dashboard;

import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.Loss;
import dev.layerwise.runs.DataNames;
import dev.layerwise.runs.RunSpec;
import dev.layerwise.runs.RunSpecs;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A setting of a run as a form shows it.
 *
 * @param name as in descriptions, such as {@code batchSize}
 * @param option as on the command line, such as {@code --batch-size}
 * @param group what it belongs to, such as {@code Network}
 * @param description what it does, as the command line explains it
 * @param type text, integer, number, boolean, or a list of one of these: {@code list:integer}
 * @param choices the values there are, or those worth suggesting; empty for any
 * @param closed whether there are no values but the choices
 * @param fallback the default, null for none
 */
public record Setting(
    String name,
    String option,
    String group,
    String description,
    String type,
    List<String> choices,
    boolean closed,
    @Nullable Object fallback) {
  private static final Map<String, List<String>> CLOSED =
      Map.ofEntries(
          Map.entry("header", List.of("auto", "yes", "no")),
          Map.entry("scaling", List.of("unit", "standard", "none")),
          Map.entry("batchNorm", List.of("none", "before", "after")),
          Map.entry("l2Scaling", Arrays.stream(L2Scaling.values()).map(L2Scaling::label).toList()),
          Map.entry("loss", Arrays.stream(Loss.values()).map(Loss::label).toList()),
          Map.entry("optimizer", List.of("sgd", "momentum", "nesterov")),
          Map.entry("keepBest", List.of("accuracy", "loss")),
          Map.entry("kernels", List.of("auto", "vector", "scalar")));

  private static final Map<String, List<String>> SUGGESTED =
      Map.of(
          "data", DataNames.all(),
          "activation", Arrays.stream(Activation.values()).map(Activation::label).toList(),
          "initializer", List.of("auto", "he", "glorot", "lecun", "normal:0.01"),
          "schedule", List.of("constant", "cosine", "step:10:0.5", "exponential:0.95"));

  /** Copies the list. */
  public Setting {
    choices = List.copyOf(choices);
  }

  /**
   * How the command line explains a setting.
   *
   * @param option its option
   * @param group what it belongs to
   * @param description what it does
   */
  public record Explanation(String option, String group, String description) {}

  /**
   * All settings, in their order.
   *
   * @param explanations by name; settings without one are shown by their name alone
   */
  public static List<Setting> all(Map<String, Explanation> explanations) {
    Map<String, Object> defaults = RunSpecs.toSettings(RunSpec.DEFAULT);
    List<Setting> settings = new ArrayList<>();
    for (RecordComponent component : RunSpec.class.getRecordComponents()) {
      String name = component.getName();
      Explanation known = explanations.getOrDefault(name, new Explanation("", "Settings", ""));
      List<String> closed = CLOSED.get(name);
      settings.add(
          new Setting(
              name,
              known.option(),
              known.group(),
              known.description(),
              type(component),
              closed != null ? closed : SUGGESTED.getOrDefault(name, List.of()),
              closed != null,
              defaults.get(name)));
    }
    return settings;
  }

  private static String type(RecordComponent component) {
    if (component.getGenericType() instanceof ParameterizedType list) {
      return "list:" + type((Class<?>) list.getActualTypeArguments()[0]);
    }
    return type(component.getType());
  }

  private static String type(Class<?> type) {
    if (type == String.class) {
      return "text";
    }
    if (type == boolean.class) {
      return "boolean";
    }
    return type == double.class || type == Double.class ? "number" : "integer";
  }
}
