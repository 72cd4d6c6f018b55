package dev.layerwise.record;

import dev.layerwise.data.Dataset.ImageShape;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.kernel.KernelSelection;
import dev.layerwise.kernel.Kernels;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.random.RandomStream;
import dev.layerwise.tensor.Matrix;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small networks for the tests of files. */
final class TestNetworks {
  static final Kernels KERNELS = KernelSelection.select("scalar").kernels();

  private TestNetworks() {}

  /** 6-5-4-3 with every kind of layer. */
  static NetworkSpec everyLayer() {
    return new NetworkSpec(
        6,
        3,
        List.of(
            new LayerSpec.Dense(5, Initializer.HE, 1e-4),
            new LayerSpec.BatchNorm(0.1, 1e-5),
            new LayerSpec.Pointwise(Activation.LEAKY_RELU),
            new LayerSpec.Dropout(0.25),
            new LayerSpec.Dense(4, Initializer.normal(0.1), 0),
            new LayerSpec.Pointwise(Activation.TANH),
            new LayerSpec.BatchNorm(1, 0.001),
            new LayerSpec.Dense(3, Initializer.GLOROT, 1.0 / 3)),
        Loss.SOFTMAX_CROSS_ENTROPY,
        L2Scaling.BATCH);
  }

  /**
   * A network whose every parameter and statistic is some number, running variances positive ones.
   */
  static Network filled(NetworkSpec spec, long seed) {
    Network network = new Network(spec, KERNELS);
    RandomStream random = RandomStream.of(seed, "test");
    network.tensors().forEach((name, tensor) -> fill(tensor, random, name.endsWith("var")));
    return network;
  }

  static void fill(Matrix tensor, RandomStream random, boolean positive) {
    for (int i = 0; i < tensor.size(); i++) {
      float value = (float) random.nextGaussian();
      tensor.data()[i] = positive ? 0.1f + Math.abs(value) : value;
    }
  }

  /** A model of images of 2 × 3 with a scaling of its own for every pixel. */
  static Model model() {
    return new Model(
        filled(everyLayer(), 1),
        new Scaling(
            Scaling.Kind.STANDARD,
            new float[] {0, 1, -2, 3.5f, 1e-30f, 255},
            new float[] {1, 2, 0.5f, 1e10f, 1, 1 / 255f}),
        List.of("ankle boot", "Ärmel", "\"quoted\" \\ 鞋 👟"),
        new ImageShape(2, 3),
        provenance());
  }

  private static Map<String, String> provenance() {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("seed", "1");
    provenance.put("data", "two\nlines\tand a tab");
    return provenance;
  }
}
