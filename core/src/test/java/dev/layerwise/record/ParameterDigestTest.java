package dev.layerwise.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ParameterDigestTest {
  /**
   * The same by Python 3.11:
   *
   * <pre>{@code
   * h = hashlib.sha256()
   * h.update(b"layers.0.weight 2x2\n" + struct.pack("<4f", 1, -2, 0.5, 3))
   * h.update(b"layers.0.bias 1x2\n" + struct.pack("<2f", 0.25, 0))
   * h.hexdigest()
   * }</pre>
   */
  @Test
  void aDigestThatAnotherLanguageComputes() {
    Network network =
        new Network(
            new NetworkSpec(
                2,
                2,
                List.of(new LayerSpec.Dense(2, Initializer.HE, 0)),
                Loss.SOFTMAX_CROSS_ENTROPY,
                L2Scaling.BATCH),
            TestNetworks.KERNELS);
    System.arraycopy(
        new float[] {1, -2, 0.5f, 3}, 0, network.parameters().get(0).value().data(), 0, 4);
    network.parameters().get(1).value().set(0, 0, 0.25f);

    assertEquals(
        "2b6ea1d0365648220436b05a041e517f3efdcbedef9d81adaeebde839310c62e",
        ParameterDigest.sha256(network));
  }

  @Test
  void everyValueCounts() {
    Network network = TestNetworks.filled(TestNetworks.everyLayer(), 1);
    Set<String> digests = new HashSet<>();
    digests.add(ParameterDigest.sha256(network));
    network
        .tensors()
        .forEach((name, tensor) -> {
          float value = tensor.get(0, 0);
          tensor.set(0, 0, Math.nextUp(value));
          digests.add(ParameterDigest.sha256(network));
          tensor.set(0, 0, value);
        });
    assertEquals(network.tensors().size() + 1, digests.size());
    assertEquals(
        ParameterDigest.sha256(TestNetworks.filled(TestNetworks.everyLayer(), 1)),
        ParameterDigest.sha256(network));
  }

  @Test
  void theSignOfZeroCounts() {
    Network network = TestNetworks.filled(TestNetworks.everyLayer(), 1);
    network.parameters().getFirst().value().set(0, 0, 0f);
    String positive = ParameterDigest.sha256(network);
    network.parameters().getFirst().value().set(0, 0, -0f);
    assertNotEquals(positive, ParameterDigest.sha256(network));
  }
}
