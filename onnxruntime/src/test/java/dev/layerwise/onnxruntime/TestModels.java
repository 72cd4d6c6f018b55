package dev.layerwise.onnxruntime;

import dev.layerwise.data.FloatFeatures;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.BatchNormLayer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.Layer;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.record.Model;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Networks whose every tensor is random, as after a training, and data for them. */
final class TestModels {
  static final Kernels KERNELS = KernelSelection.select("scalar").kernels();

  private TestModels() {}

  static Model model(int inputs, int classes, Loss loss, Scaling scaling, LayerSpec... layers) {
    NetworkSpec spec = new NetworkSpec(inputs, classes, List.of(layers), loss, L2Scaling.BATCH);
    Network network = new Network(spec, KERNELS);
    network.initialize(7);
    RandomStream random = RandomStream.of(7, "statistics");
    for (Layer layer : network.layers()) {
      layer.parameters().stream()
          .filter(parameter -> parameter.value().rows() == 1)
          .forEach(parameter -> fill(parameter.value().data(), random, -1, 1));
      if (layer instanceof BatchNormLayer norm) {
        fill(norm.statistics().get(0).value().data(), random, -1, 1);
        fill(norm.statistics().get(1).value().data(), random, 0.2, 3);
      }
    }
    List<String> names = IntStream.range(0, classes).mapToObj(k -> "class " + k).toList();
    return new Model(network, scaling, names, null, Map.of("seed", "7"));
  }

  static FloatFeatures features(int rows, int columns) {
    float[] values = new float[rows * columns];
    fill(values, RandomStream.of(8, "features"), -3, 5);
    return new FloatFeatures(rows, columns, values);
  }

  static void fill(float[] values, RandomStream random, double least, double greatest) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (least + (greatest - least) * random.nextDouble());
    }
  }
}
