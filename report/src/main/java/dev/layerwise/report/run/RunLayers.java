package dev.layerwise.report.run;

import dev.layerwise.data.DataException;
import dev.layerwise.report.figure.Block;
import dev.layerwise.report.figure.Format;
import dev.layerwise.report.figure.LineChart;
import dev.layerwise.report.figure.LineChart.Series;
import dev.layerwise.report.figure.LineChart.Stroke;
import dev.layerwise.report.figure.LineChart.XAxis;
import dev.layerwise.report.figure.LineChart.YAxis;
import dev.layerwise.report.figure.Ridges;
import dev.layerwise.report.figure.SideBySide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the layers of a run fare: what {@code layers.jsonl} holds, as figures. */
public final class RunLayers {
  private static final List<XAxis> AXES =
      List.of(new XAxis("epoch", Format.SETTING), new XAxis("step", Format.COUNT));
  private static final int MOST_MOMENTS = 40;
  private static final int BINS = 48;
  private static final int NARROW = 420;

  private final List<JsonNode> lines;

  private RunLayers(List<JsonNode> lines) {
    this.lines = lines;
  }

  /** Reads the file, which may be growing, or missing in runs of earlier versions. */
  public static RunLayers read(Path file) {
    List<JsonNode> lines = new ArrayList<>();
    if (Files.exists(file)) {
      try {
        for (String line : Files.readAllLines(file)) {
          lines.add(JsonMapper.shared().readTree(line));
        }
      } catch (JacksonException e) {
        // The last line may not be whole yet; those before it are.
      } catch (IOException e) {
        throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return new RunLayers(lines);
  }

  /** The figures; none if nothing was recorded. */
  public List<Block> blocks() {
    if (lines.isEmpty()) {
      return List.of();
    }
    List<Block> charts = new ArrayList<>();
    chart(
        charts,
        "gradient-norms",
        "Gradients",
        "‖∂J/∂W‖ of the last mini-batch of an epoch, after clipping if there is any. Layers whose"
            + " gradients lie far below the others hardly learn.",
        new YAxis("gradient norm", Format.SETTING, true),
        layer -> number(layer, "gradientNorm"));
    chart(
        charts,
        "weight-changes",
        "Updates",
        "How far the weights moved since the point before, as a share of their size:"
            + " ‖W − W′‖ / ‖W‖.",
        new YAxis("relative change", Format.SETTING, true),
        layer -> number(layer, "changeNorm") / number(layer, "weightNorm"));
    chart(
        charts,
        "dead-units",
        "Dead units",
        "Share of the units that give 0 for every example that was looked at.",
        new YAxis("share of units", Format.ACCURACY, false),
        layer -> number(layer, "dead"));
    if (any("saturated")) {
      chart(
          charts,
          "saturated-units",
          "Saturation",
          "Share of the outputs that lie where the activation hardly moves.",
          new YAxis("share of outputs", Format.ACCURACY, false),
          layer -> number(layer, "saturated"));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new SideBySide(charts, NARROW));
    List<Block> histograms = new ArrayList<>();
    for (int k = 0; k < layers(); k++) {
      histogram(histograms, k, "weights", "Weights of ");
      histogram(histograms, k, "activations", "Activations of ");
    }
    if (!histograms.isEmpty()) {
      blocks.add(new SideBySide(histograms, NARROW));
    }
    return blocks;
  }

  private int layers() {
    return lines.getFirst().path("layers").size();
  }

  private String name(int layer) {
    JsonNode last = lines.getFirst().path("layers").path(layer);
    String activation = last.path("activation").asString("");
    return "layer " + (layer + 1) + " (" + last.path("units").asInt(0) + " " + activation + ")";
  }

  private boolean any(String key) {
    return lines.stream()
        .flatMap(line -> line.path("layers").valueStream())
        .anyMatch(layer -> number(layer, key) > 0);
  }

  private static double number(JsonNode layer, String key) {
    return layer.path(key).asDouble(Double.NaN);
  }

  private void chart(
      List<Block> charts,
      String id,
      String title,
      String caption,
      YAxis y,
      ToDoubleFunction<JsonNode> figure) {
    double[] epochs = lines.stream().mapToDouble(l -> l.path("epoch").asDouble(0)).toArray();
    double[] steps = lines.stream().mapToDouble(l -> l.path("step").asDouble(0)).toArray();
    List<Series> series = new ArrayList<>();
    for (int k = 0; k < layers(); k++) {
      int layer = k;
      double[] values =
          lines.stream()
              .mapToDouble(l -> figure.applyAsDouble(l.path("layers").path(layer)))
              .toArray();
      boolean there = false;
      for (double value : values) {
        there |= !Double.isNaN(value);
      }
      if (there) {
        series.add(
            new Series(name(k), Math.min(k, 6), Stroke.SOLID, List.of(epochs, steps), values));
      }
    }
    if (!series.isEmpty()) {
      charts.add(new LineChart(id, title, caption, AXES, y, series, List.of()));
    }
  }

  /** All moments that were recorded, or as many of them as can be told apart. */
  private void histogram(List<Block> histograms, int layer, String key, String title) {
    List<JsonNode> there =
        lines.stream()
            .filter(line -> !counts(line, layer, key).isMissingNode())
            .filter(line -> line.path("layers").path(layer).path(key).path("low").isNumber())
            .toList();
    if (there.isEmpty()) {
      return;
    }
    int moments = Math.min(MOST_MOMENTS, there.size());
    List<JsonNode> chosen = new ArrayList<>();
    for (int i = 0; i < moments; i++) {
      chosen.add(there.get(moments == 1 ? 0 : i * (there.size() - 1) / (moments - 1)));
    }
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (JsonNode line : chosen) {
      JsonNode histogram = line.path("layers").path(layer).path(key);
      low = Math.min(low, histogram.path("low").asDouble(0));
      high = Math.max(high, histogram.path("high").asDouble(0));
    }
    if (!(low < high)) {
      return;
    }
    List<Ridges.Moment> ridges = new ArrayList<>();
    for (JsonNode line : chosen) {
      ridges.add(
          new Ridges.Moment(
              "epoch " + line.path("epoch").asInt(0),
              rebinned(line.path("layers").path(layer).path(key), low, high)));
    }
    String shown =
        moments < there.size()
            ? moments + " of " + there.size() + " recorded epochs"
            : "Every recorded epoch";
    histograms.add(
        new Ridges(
            key + "-over-time-" + (layer + 1),
            title + name(layer),
            shown + ", the first at the back, the last in front.",
            key,
            low,
            high,
            ridges));
  }

  private static JsonNode counts(JsonNode line, int layer, String key) {
    return line.path("layers").path(layer).path(key).path("counts");
  }

  /** The counts of a histogram in other bins; what lies across an edge is divided by width. */
  private static long[] rebinned(JsonNode histogram, double low, double high) {
    double from = histogram.path("low").asDouble(0);
    double to = histogram.path("high").asDouble(0);
    JsonNode counts = histogram.path("counts");
    double[] shares = new double[BINS];
    double width = (to - from) / counts.size();
    for (int i = 0; i < counts.size(); i++) {
      double begin = (from + i * width - low) / (high - low) * BINS;
      double end = (from + (i + 1) * width - low) / (high - low) * BINS;
      double count = counts.path(i).asDouble(0);
      if (end - begin < 1e-9) {
        shares[Math.clamp((int) begin, 0, BINS - 1)] += count;
        continue;
      }
      for (int b = Math.max(0, (int) begin); b < BINS && b < end; b++) {
        double overlap = Math.min(end, b + 1) - Math.max(begin, b);
        shares[b] += count * Math.max(0, overlap) / (end - begin);
      }
    }
    long[] result = new long[BINS];
    for (int b = 0; b < BINS; b++) {
      result[b] = Math.round(shares[b]);
    }
    return result;
  }
}
