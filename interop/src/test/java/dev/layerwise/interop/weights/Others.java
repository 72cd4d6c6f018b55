package dev.layerwise.interop.weights;

import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.model.Inference;
import dev.layerwise.model.Network;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.record.Model;
import dev.layerwise.tensor.Matrix;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The files that others wrote, and networks of our own whose every tensor is random. */
public final class Others {
  /** What all computes with here. */
  public static final Kernels KERNELS = KernelSelection.select("scalar").kernels();

  private Others() {}

  /** A file of the folder {@code others}, which {@code make.py} beside it made. */
  public static Path file(String name) {
    URL url =
        Objects.requireNonNull(
            Others.class.getResource("/dev/layerwise/interop/others/" + name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The numbers of a CSV file of that folder. */
  public static float[][] numbers(String name) {
    try {
      return Files.readAllLines(file(name)).stream()
          .map(line -> {
            String[] cells = line.split(",", -1);
            float[] row = new float[cells.length];
            for (int j = 0; j < row.length; j++) {
              row[j] = Float.parseFloat(cells[j]);
            }
            return row;
          })
          .toArray(float[][]::new);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What others' outputs were computed for. */
  public static FloatFeatures inputs() {
    float[][] rows = numbers("inputs.csv");
    float[] values = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, values, i * rows[0].length, rows[0].length);
    }
    return new FloatFeatures(rows.length, rows[0].length, values);
  }

  /** The logits of a model for these inputs. */
  public static Matrix logits(Model model) {
    FloatFeatures features = inputs();
    Matrix x = new Matrix(features.rows(), features.columns());
    for (int i = 0; i < features.rows(); i++) {
      features.scale(i, model.scaling(), KERNELS, x.data(), i * features.columns());
    }
    return new Inference(model.network(), features.rows()).logits(x).copy();
  }

  /** Its scores. */
  public static Matrix scores(Model model) {
    Matrix scores = new Matrix(inputs().rows(), model.network().spec().classes());
    model.network().spec().loss().scores(KERNELS, logits(model), scores);
    return scores;
  }

  /** A network as after a training. */
  public static Model model(
      int inputs, int classes, Loss loss, Scaling scaling, List<LayerSpec> layers) {
    Network network =
        new Network(new NetworkSpec(inputs, classes, layers, loss, L2Scaling.BATCH), KERNELS);
    network.initialize(7);
    RandomStream random = RandomStream.of(7, "statistics");
    for (Layer layer : network.layers()) {
      layer.parameters().stream()
          .filter(parameter -> parameter.value().rows() == 1)
          .forEach(parameter -> fill(parameter.value(), random, -1, 1));
      if (layer instanceof BatchNormLayer norm) {
        fill(norm.statistics().get(0).value(), random, -1, 1);
        fill(norm.statistics().get(1).value(), random, 0.2, 3);
      }
    }
    List<String> names = IntStream.range(0, classes).mapToObj(k -> "class " + k).toList();
    return new Model(network, scaling, names, null, Map.of("seed", "7"));
  }

  private static void fill(Matrix matrix, RandomStream random, double least, double greatest) {
    for (int i = 0; i < matrix.size(); i++) {
      matrix.data()[i] = (float) (least + (greatest - least) * random.nextDouble());
    }
  }
}
