package dev.layerwise.cli;

import dev.layerwise.experiments.comparison.WeightComparison;
import dev.layerwise.experiments.comparison.WeightComparison.Layer;
import dev.layerwise.experiments.comparison.WeightComparison.Weights;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The weights of two models side by side, for a person or a program. */
final class WeightText {
  private static final String BARS = " ▁▂▃▄▅▆▇█";

  private final Terminal terminal;

  WeightText(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(List<Path> models, WeightComparison comparison) {
    terminal.entry("A", models.get(0).toString());
    terminal.entry("B", models.get(1).toString());
    for (Layer layer : comparison.layers()) {
      terminal.line();
      terminal.line("layer " + layer.number());
      side("A", layer, layer.first(), comparison.threshold());
      side("B", layer, layer.second(), comparison.threshold());
      terminal.line(
          String.format(
              Locale.ROOT,
              "   %s  from %s to %s",
              " ".repeat(WeightComparison.BINS),
              number(layer.low()),
              number(layer.high())));
      if (layer.difference() != null) {
        terminal.line(
            "   ‖A − B‖ "
                + number(layer.difference())
                + (layer.cosine() == null ? "" : ", cosine " + number(layer.cosine())));
      } else if (layer.first() != null && layer.second() != null) {
        terminal.line("   the shapes differ, so there is no difference to measure");
      }
    }
  }

  private void side(String name, Layer layer, @Nullable Weights weights, double threshold) {
    if (weights == null) {
      terminal.line(" " + name + " has no layer " + layer.number());
      return;
    }
    terminal.line(
        String.format(
            Locale.ROOT,
            " %s %s  %d × %d  norm %s  mean %s  deviation %s  below %s: %.1f %%",
            name,
            bars(weights.histogram()),
            weights.rows(),
            weights.columns(),
            number(weights.norm()),
            number(weights.mean()),
            number(weights.deviation()),
            Numbers.setting(threshold),
            100 * weights.nearZero()));
  }

  /** A column for each bin; whatever is not empty shows. */
  private static String bars(List<Integer> histogram) {
    int most = histogram.stream().mapToInt(Integer::intValue).max().orElse(0);
    StringBuilder bars = new StringBuilder();
    for (int count : histogram) {
      int height = count == 0 ? 0 : Math.max(1, (int) Math.round(8.0 * count / most));
      bars.append(BARS.charAt(height));
    }
    return bars.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4g", value);
  }

  static Map<String, Object> toMap(List<Path> models, WeightComparison comparison) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("first", models.get(0).toString());
    map.put("second", models.get(1).toString());
    map.put("threshold", comparison.threshold());
    map.put("layers", comparison.layers());
    return map;
  }
}
