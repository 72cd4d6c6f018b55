package dev.layerwise.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.layerwise.kernel.Activation;
import dev.layerwise.model.Network;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import dev.layerwise.tensor.Matrix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkJsonTest {
  private static final String TEXT =
      "{\"inputs\":6,\"classes\":3,\"layers\":["
          + "{\"type\":\"dense\",\"units\":5,\"initializer\":{\"kind\":\"he\",\"value\":0.0},\"l2\":1.0E-4},"
          + "{\"type\":\"batch-norm\",\"updateRate\":0.1,\"epsilon\":1.0E-5},"
          + "{\"type\":\"activation\",\"function\":\"leaky-relu\"},"
          + "{\"type\":\"dropout\",\"rate\":0.25},"
          + "{\"type\":\"dense\",\"units\":4,\"initializer\":{\"kind\":\"normal\",\"value\":0.1},\"l2\":0.0},"
          + "{\"type\":\"activation\",\"function\":\"tanh\"},"
          + "{\"type\":\"batch-norm\",\"updateRate\":1.0,\"epsilon\":0.001},"
          + "{\"type\":\"dense\",\"units\":3,\"initializer\":{\"kind\":\"glorot\",\"value\":0.0},"
          + "\"l2\":0.3333333333333333}],"
          + "\"loss\":\"softmax-cross-entropy\",\"l2Scaling\":\"batch\"}";

  /** The form is public: files out there have it. */
  @Test
  void theFormNeverChanges() throws FormatException {
    assertEquals(TEXT, NetworkJson.write(TestNetworks.everyLayer()));
    assertEquals(TestNetworks.everyLayer(), NetworkJson.read(TEXT));
  }

  static List<NetworkSpec> specs() {
    List<NetworkSpec> specs = new ArrayList<>();
    for (Loss loss : Loss.values()) {
      for (L2Scaling scaling : L2Scaling.values()) {
        for (int classes : new int[] {2, 5}) {
          LayerSpec.Dense output =
              new LayerSpec.Dense(loss.outputs(classes), Initializer.LECUN, 5e-324);
          specs.add(new NetworkSpec(7, classes, List.of(output), loss, scaling));
        }
      }
    }
    for (Activation function : Activation.values()) {
      specs.add(
          new NetworkSpec(
              1,
              2,
              List.of(
                  new LayerSpec.Pointwise(function),
                  new LayerSpec.Dense(2, Initializer.constant(-0.0), 0)),
              Loss.SOFTMAX_CROSS_ENTROPY,
              L2Scaling.NONE));
    }
    specs.add(TestNetworks.everyLayer());
    return specs;
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everyNetworkIsReadAsItWasWritten(NetworkSpec spec) throws FormatException {
    assertEquals(spec, NetworkJson.read(NetworkJson.write(spec)));
  }

  @ParameterizedTest
  @EnumSource
  void everyInitializerIsReadAsItWasWritten(Initializer.Kind kind) throws FormatException {
    NetworkSpec spec =
        new NetworkSpec(
            1,
            2,
            List.of(new LayerSpec.Dense(2, new Initializer(kind, 0.1), 0)),
            Loss.SOFTMAX_CROSS_ENTROPY,
            L2Scaling.NONE);
    assertEquals(spec, NetworkJson.read(NetworkJson.write(spec)));
  }

  /**
   * Two places know which tensors a layer has: the layer, and the check that comes before it is
   * built.
   */
  @ParameterizedTest
  @MethodSource("specs")
  void theLayoutIsThatOfTheNetwork(NetworkSpec spec) throws FormatException {
    Network network = new Network(spec, TestNetworks.KERNELS);
    TensorLayout layout = TensorLayout.of(spec);

    layout.check("", network.tensors());
    assertEquals(List.copyOf(network.tensors().keySet()), List.copyOf(layout.entries().keySet()));
    network
        .parameters()
        .forEach(
            p -> assertEquals(!p.isWeight(), layout.entries().get(p.name()).vector(), p.name()));
    network
        .statistics()
        .forEach(s -> assertTrue(layout.entries().get(s.name()).vector(), s.name()));
  }

  @Test
  void theLayoutSaysWhichLayerDoesNotFit() {
    TensorLayout layout = TensorLayout.of(TestNetworks.everyLayer());
    Map<String, Matrix> tensors =
        new LinkedHashMap<>(TestNetworks.filled(TestNetworks.everyLayer(), 1).tensors());

    tensors.put("layers.4.weight", new Matrix(4, 5));
    assertComplains(
        layout, tensors, "layer 4, dense 5→4: tensor 'layers.4.weight': expected 5 × 4, got 4 × 5");
    tensors.remove("layers.1.running_var");
    assertComplains(
        layout, tensors, "layer 1, batch norm 5: tensor 'layers.1.running_var' (1 × 5) is missing");
    tensors.put("layers.1.running_var", new Matrix(1, 5));
    tensors.put("layers.4.weight", new Matrix(5, 4));
    tensors.put("layers.8.weight", new Matrix(1, 1));
    assertComplains(layout, tensors, "tensor 'layers.8.weight' belongs to no layer of the network");
  }

  private static void assertComplains(
      TensorLayout layout, Map<String, Matrix> tensors, String message) {
    FormatException e = assertThrows(FormatException.class, () -> layout.check("", tensors));
    assertEquals(message, e.getMessage());
  }

  private static void refuses(String from, String to, String message) {
    assertTrue(TEXT.contains(from), from);
    FormatException e =
        assertThrows(FormatException.class, () -> NetworkJson.read(TEXT.replace(from, to)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void whatIsNoNetworkIsRefused() {
    refuses("\"inputs\":6,", "", "network: 'inputs' is missing");
    refuses(
        "\"inputs\":6", "\"inputs\":6.5", "network: 'inputs': expected a whole number, got 6.5");
    refuses("\"inputs\":6", "\"inputs\":4294967302", "a whole number of at most 32 bits");
    refuses("\"inputs\":6", "\"inputs\":0", "network: expected at least 1 input, got 0");
    refuses("\"classes\":3", "\"classes\":4", "network: layer 7, dense: softmax-cross-entropy");
    refuses(
        "\"units\":5", "\"units\":-5", "network, layer 0, dense: expected at least 1 unit, got -5");
    refuses(
        "\"units\":5",
        "\"units\":\"5\"",
        "network, layer 0: 'units': expected a whole number, got '5'");
    refuses(
        "\"rate\":0.25", "\"rate\":1", "network, layer 3, dropout: expected a rate of at least 0");
    refuses(
        "\"rate\":0.25",
        "\"rate\":\"NaN\"",
        "network, layer 3, dropout: expected a rate of at least 0");
    refuses(
        "\"rate\":0.25", "\"rate\":null", "network, layer 3: 'rate': expected a number, got null");
    refuses("\"rate\":0.25", "\"rate\":0.25,\"p\":1", "network, layer 3: 'p' is not known here");
    refuses("dropout", "dropuot", "got 'dropuot'; did you mean 'dropout'?");
    refuses(
        "leaky-relu", "relu6", "network, layer 2: 'function': expected one of sigmoid, tanh, relu");
    refuses(
        "\"he\"",
        "\"xavier\"",
        "network, layer 0, initializer: 'kind': expected one of he, glorot");
    refuses(
        "{\"kind\":\"normal\",\"value\":0.1}",
        "\"normal\"",
        "initializer: expected an object, got 'normal'");
    refuses(
        "\"l2Scaling\":\"batch\"",
        "\"l2Scaling\":\"epoch\"",
        "'l2Scaling': expected one of batch, none");
    refuses("\"l2Scaling\"", "\"more\":[],\"l2Scaling\"", "network: 'more' is not known here");
    refuses(TEXT, "[]", "network: expected an object, got an array");
    refuses(TEXT, "{\"inputs\":", "network: JSON, byte 10");
  }

  @Test
  void moreLayersThanAnybodyCanTrainAreRefused() {
    String dropout = "{\"type\":\"dropout\",\"rate\":0.25}";
    refuses(
        dropout,
        (dropout + ",").repeat(20_000) + dropout,
        "expected at most 10000 layers, got 20008");
  }
}
