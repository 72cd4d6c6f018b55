package dev.layerwise.runs;

import dev.layerwise.data.DataException;
import dev.layerwise.data.Examples;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.record.AtomicFiles;
import dev.layerwise.tensor.Matrix;
import dev.layerwise.tensor.Parameter;
import dev.layerwise.train.Progress;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes {@code layers.jsonl}: how every dense layer and its activation fare, after each of the
 * first sixteen epochs, then after every second, fourth, eighth, each twice as long as before. A
 * thousand epochs make 64 lines.
 *
 * <p>Activations are those of a few examples, a hundredth of the training set and 256 at most, so
 * that looking costs little beside an epoch.
 */
final class LayerRecorder implements TrainingListener {
  /** The bins of the histograms. */
  static final int BINS = 32;

  private static final int MOST_EXAMPLES = 256;
  private static final int LEAST_EXAMPLES = 16;
  private static final int SHARE = 100;
  private static final int DENSE_RECORD = 16;

  /** Nearer to its bounds than this share of its range, a sigmoid or tanh hardly moves. */
  private static final double SATURATED = 0.01;

  private final RunDirectory directory;
  private final Network network;
  private final Matrix inputs;
  private final List<Matrix> outputs = new ArrayList<>();
  private final List<float[]> before = new ArrayList<>();
  private int due = -1;

  /** Whether {@link #before} holds the weights of the line before, or those of the start. */
  private boolean changeKnown;

  /**
   * Makes one, and cuts off the lines after a step, those that a resumed run writes again.
   *
   * @param watched the examples of which some are looked at
   * @param trainingExamples the size of the training set
   */
  LayerRecorder(
      RunDirectory directory,
      Network network,
      Examples watched,
      Scaling scaling,
      int trainingExamples,
      long step) {
    this.directory = directory;
    this.network = network;
    int wanted = Math.clamp(trainingExamples / SHARE, LEAST_EXAMPLES, MOST_EXAMPLES);
    int count = Math.min(wanted, watched.size());
    int columns = watched.features().columns();
    this.inputs = new Matrix(count, columns);
    for (int i = 0; i < count; i++) {
      int row = watched.rows()[(int) ((long) i * watched.size() / count)];
      watched.features().scale(row, scaling, network.kernels(), inputs.data(), i * columns);
    }
    for (Layer layer : network.layers()) {
      outputs.add(new Matrix(count, layer.outputs()));
      before.add(isDense(layer) ? weight(layer).value().data().clone() : new float[0]);
    }
    // Of a run that goes on from a checkpoint between two lines, the weights of the first are gone.
    // One that begins anew, killed before its first checkpoint, may have lines as well.
    long lastStep = cut(step);
    changeKnown = step == 0 || lastStep == step;
  }

  /** Returns the step of the last line that is left, or -1. */
  private long cut(long step) {
    if (!Files.exists(directory.layers())) {
      return -1;
    }
    try {
      List<String> lines = Files.readAllLines(directory.layers());
      List<String> kept = lines.stream().filter(line -> stepOf(line) <= step).toList();
      if (kept.size() < lines.size()) {
        AtomicFiles.writeString(
            directory.layers(), kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
      }
      return kept.isEmpty() ? -1 : stepOf(kept.getLast());
    } catch (IOException e) {
      throw new DataException(directory.layers() + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The step of a line; one that is not whole belongs to no step that is kept. */
  private static long stepOf(String line) {
    try {
      return JsonMapper.shared().readTree(line).path("step").asLong(Long.MAX_VALUE);
    } catch (JacksonException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Whether the end of an epoch, counted from 1, is recorded. */
  static boolean isRecorded(int epoch) {
    int past = (epoch - 1) / DENSE_RECORD;
    return past == 0 || epoch % (2 * Integer.highestOneBit(past)) == 0;
  }

  @Override
  public void epochFinished(EpochFinished event) {
    due = isRecorded(event.epoch()) ? event.epoch() : -1;
  }

  // Not in epochFinished: only now is the network at hand, and it is the same as then.
  @Override
  public void safePoint(TrainingState state) {
    if (due < 0) {
      return;
    }
    String line = RunFiles.toJson(record(due, state.progress()));
    due = -1;
    try {
      Files.writeString(
          directory.layers(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new DataException(
          directory.layers() + ": cannot be written: " + e.getMessage() + "; is the disk full?", e);
    }
  }

  private Map<String, Object> record(int epoch, Progress progress) {
    infer();
    // After it there are no gradients; what is left of older ones is gone when a run is resumed.
    boolean diverged = progress.divergence() != null;
    List<Map<String, @Nullable Object>> layers = new ArrayList<>();
    int number = 0;
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      if (isDense(layer)) {
        number++;
        Activation activation = activationAfter(i);
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        layers.add(entry);
        entry.put("layer", number);
        entry.put("units", layer.outputs());
        entry.put("activation", activation == null ? "output" : activation.label());
        weights(entry, i, layer, diverged);
        if (activation != null) {
          activations(entry, outputs.get(pointwiseAfter(i)), activation);
        }
      }
    }
    changeKnown = true;
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("epoch", epoch);
    line.put("step", progress.step());
    line.put("layers", layers);
    return line;
  }

  private void infer() {
    Matrix x = inputs;
    for (int i = 0; i < outputs.size(); i++) {
      network.layers().get(i).infer(x, outputs.get(i));
      x = outputs.get(i);
    }
  }

  private void weights(
      Map<String, @Nullable Object> entry, int index, Layer layer, boolean diverged) {
    Parameter weight = weight(layer);
    float[] now = weight.value().data();
    float[] then = before.get(index);
    double change = 0;
    for (int i = 0; i < now.length; i++) {
      double difference = now[i] - then[i];
      change += difference * difference;
    }
    System.arraycopy(now, 0, then, 0, now.length);
    put(entry, "weightNorm", norm(now, weight.size()));
    put(
        entry,
        "gradientNorm",
        diverged ? Double.NaN : norm(weight.gradient().data(), weight.size()));
    if (changeKnown) {
      put(entry, "changeNorm", Math.sqrt(change));
    }
    entry.put("weights", histogram(now, weight.size()));
  }

  private static void activations(
      Map<String, @Nullable Object> entry, Matrix values, Activation activation) {
    int units = values.columns();
    int dead = 0;
    long saturated = 0;
    for (int j = 0; j < units; j++) {
      boolean alive = false;
      for (int i = 0; i < values.rows(); i++) {
        float value = values.get(i, j);
        alive |= value != 0;
        saturated += isSaturated(activation, value) ? 1 : 0;
      }
      dead += alive ? 0 : 1;
    }
    entry.put("dead", (double) dead / units);
    entry.put("saturated", (double) saturated / values.size());
    entry.put("activations", histogram(values.data(), values.size()));
  }

  private static boolean isSaturated(Activation activation, float value) {
    return switch (activation) {
      case SIGMOID -> value < SATURATED || value > 1 - SATURATED;
      case TANH -> Math.abs(value) > 1 - 2 * SATURATED;
      case RELU, LEAKY_RELU, ELU, GELU, SILU -> false;
    };
  }

  private static Map<String, @Nullable Object> histogram(float[] values, int count) {
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      if (Float.isFinite(values[i])) {
        low = Math.min(low, values[i]);
        high = Math.max(high, values[i]);
      }
    }
    int[] counts = new int[BINS];
    float scale = high > low ? BINS / (high - low) : 0;
    for (int i = 0; i < count; i++) {
      if (Float.isFinite(values[i])) {
        counts[Math.clamp((int) ((values[i] - low) * scale), 0, BINS - 1)]++;
      }
    }
    Map<String, @Nullable Object> histogram = new LinkedHashMap<>();
    put(histogram, "low", low);
    put(histogram, "high", high);
    histogram.put("counts", counts);
    return histogram;
  }

  private static double norm(float[] values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }

  private static void put(Map<String, @Nullable Object> entry, String key, double value) {
    entry.put(key, Double.isFinite(value) ? (float) value : null);
  }

  private static boolean isDense(Layer layer) {
    return layer.spec() instanceof LayerSpec.Dense;
  }

  private static Parameter weight(Layer layer) {
    return layer.parameters().stream().filter(Parameter::isWeight).findFirst().orElseThrow();
  }

  /** The activation that belongs to the dense layer at an index, or null for the output. */
  private @Nullable Activation activationAfter(int index) {
    int at = pointwiseAfter(index);
    return at >= 0 && network.layers().get(at).spec() instanceof LayerSpec.Pointwise pointwise
        ? pointwise.function()
        : null;
  }

  private int pointwiseAfter(int index) {
    for (int i = index + 1; i < network.layers().size() && !isDense(network.layers().get(i)); i++) {
      if (network.layers().get(i).spec() instanceof LayerSpec.Pointwise) {
        return i;
      }
    }
    return -1;
  }
}
