package dev.layerwise.record;

import dev.layerwise.data.Dataset;
import dev.layerwise.data.Examples;
import dev.layerwise.data.PointSets;
import dev.layerwise.data.Scaling;
import dev.layerwise.kernel.Activation;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.optim.OptimizerSpec;
import dev.layerwise.train.Trainer;
import dev.layerwise.train.TrainingListener;
import dev.layerwise.train.TrainingPlan;
import dev.layerwise.train.TrainingState;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the files of a format's version that {@link GoldenFilesTest} reads for ever. Run once for
 * each version, and never again for an old one: {@code main(folder, version)} writes {@code
 * model-vN.safetensors} and {@code checkpoint-vN.safetensors}; {@code expected.py} beside the files
 * then writes what must be read from them.
 */
final class GoldenFiles {
  private GoldenFiles() {}

  static NetworkSpec network() {
    return new NetworkSpec(
        2,
        3,
        List.of(
            new LayerSpec.Dense(6, Initializer.HE, 1e-3),
            new LayerSpec.BatchNorm(0.2, 1e-5),
            new LayerSpec.Pointwise(Activation.LEAKY_RELU),
            new LayerSpec.Dropout(0.1),
            new LayerSpec.Dense(4, Initializer.normal(0.5), 0),
            new LayerSpec.Pointwise(Activation.TANH),
            new LayerSpec.Dense(3, Initializer.GLOROT, 0.1)),
        Loss.SOFTMAX_CROSS_ENTROPY,
        L2Scaling.BATCH);
  }

  static TrainingPlan plan() {
    TrainingPlan usual = TrainingPlan.DEFAULT;
    return new TrainingPlan(
        new OptimizerSpec.Momentum(0.9),
        0.05,
        usual.schedule(),
        0,
        0,
        32,
        true,
        0,
        8,
        0,
        0,
        0,
        0,
        0,
        1e-4,
        usual.keepBest(),
        false,
        1);
  }

  static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    String version = "-v" + arguments[1] + ".safetensors";
    Dataset points = PointSets.generate(PointSets.Kind.BLOBS, 300, 3, 1, 2);
    Examples all = Examples.all(points);
    Scaling scaling = Scaling.fit(Scaling.Kind.STANDARD, points.features());
    Network network = new Network(network(), TestNetworks.KERNELS);
    network.initialize(1);
    TrainingState state = new TrainingState(network, plan());
    TrainingListener saving =
        new TrainingListener() {
          @Override
          public void safePoint(TrainingState now) {
            if (now.progress().step() == 47) {
              Checkpoint.write(
                  folder.resolve("checkpoint" + version), now, Map.of("metricsLength", "4711"));
            }
          }
        };
    new Trainer(state, plan(), all, all, scaling, saving).run();
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("seed", "1");
    provenance.put("data", "blobs");
    ModelFile.write(
        folder.resolve("model" + version),
        new Model(network, scaling, List.of("A", "B", "Ç"), null, provenance));
  }
}
