package dev.layerwise.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.layerwise.kernel.Activation;
import dev.layerwise.nn.Initializer;
import dev.layerwise.nn.L2Scaling;
import dev.layerwise.nn.LayerSpec;
import dev.layerwise.nn.Loss;
import dev.layerwise.nn.NetworkSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static NetworkSpec network(Map<String, Object> settings) {
    return RunSpecs.of(settings).network(4, 3);
  }

  private static String refusal(Map<String, Object> settings) {
    return assertThrows(IllegalArgumentException.class, () -> RunSpecs.of(settings)).getMessage();
  }

  private static LayerSpec dense(int units, Initializer initializer, double l2) {
    return new LayerSpec.Dense(units, initializer, l2);
  }

  private static LayerSpec relu() {
    return new LayerSpec.Pointwise(Activation.RELU);
  }

  @Test
  void aHiddenLayerIsDenseThenActivation() {
    assertEquals(
        new NetworkSpec(
            4,
            3,
            List.of(dense(8, Initializer.HE, 0), relu(), dense(3, Initializer.GLOROT, 0)),
            Loss.SOFTMAX_CROSS_ENTROPY,
            L2Scaling.BATCH),
        network(Map.of("layers", 8)));
  }

  @Test
  void noHiddenLayersAreSoftmaxRegression() {
    assertEquals(
        List.of(dense(3, Initializer.GLOROT, 0.5)),
        network(Map.of("layers", List.of(), "l2", 0.5)).layers());
  }

  @Test
  void oneValueServesAllLayers() {
    assertEquals(
        List.of(
            dense(8, Initializer.GLOROT, 0.5),
            new LayerSpec.Pointwise(Activation.TANH),
            new LayerSpec.Dropout(0.25),
            dense(6, Initializer.GLOROT, 0.5),
            new LayerSpec.Pointwise(Activation.TANH),
            new LayerSpec.Dropout(0.25),
            dense(3, Initializer.GLOROT, 0.5)),
        network(Map.of("layers", List.of(8, 6), "activation", "tanh", "dropout", 0.25, "l2", 0.5))
            .layers());
  }

  @Test
  void everyLayerMayHaveValuesOfItsOwn() {
    assertEquals(
        List.of(
            dense(8, Initializer.GLOROT, 0.1),
            new LayerSpec.Pointwise(Activation.SIGMOID),
            dense(6, Initializer.HE, 0),
            relu(),
            new LayerSpec.Dropout(0.5),
            dense(3, Initializer.GLOROT, 0.3)),
        network(
                Map.of(
                    "layers", List.of(8, 6),
                    "activation", List.of("sigmoid", "relu"),
                    "dropout", List.of(0, 0.5),
                    "l2", List.of(0.1, 0, 0.3)))
            .layers());
  }

  @Test
  void inputsMayBeDropped() {
    assertEquals(
        List.of(
            new LayerSpec.Dropout(0.2),
            dense(8, Initializer.HE, 0),
            relu(),
            new LayerSpec.Dropout(0.5),
            dense(3, Initializer.GLOROT, 0)),
        network(Map.of("layers", 8, "inputDropout", 0.2, "dropout", 0.5)).layers());
    assertEquals(
        "input dropout: expected a rate of at least 0 and below 1, got 1.0",
        refusal(Map.of("layers", 8, "inputDropout", 1)));
  }

  @Test
  void batchNormStandsBeforeOrAfterTheActivation() {
    LayerSpec norm = new LayerSpec.BatchNorm(0.2, 1e-3);
    Map<String, Object> settings =
        Map.of("layers", 8, "batchNormRate", 0.2, "batchNormEpsilon", 1e-3);
    assertEquals(
        List.of(dense(8, Initializer.HE, 0), norm, relu(), dense(3, Initializer.GLOROT, 0)),
        RunSpecs.of(settings, Map.of("batchNorm", "before")).network(4, 3).layers());
    assertEquals(
        List.of(dense(8, Initializer.HE, 0), relu(), norm, dense(3, Initializer.GLOROT, 0)),
        RunSpecs.of(settings, Map.of("batchNorm", "after")).network(4, 3).layers());
  }

  @Test
  void aChosenInitializerServesAllLayersAsTheSameValue() {
    assertEquals(
        List.of(
            dense(8, Initializer.normal(0.01), 0), relu(), dense(3, Initializer.normal(0.01), 0)),
        network(Map.of("layers", 8, "initializer", "normal:0.01")).layers());
  }

  @Test
  void twoClassesNeedOneLogisticUnit() {
    NetworkSpec spec =
        RunSpecs.of(Map.of("layers", 8, "loss", "sigmoid-cross-entropy")).network(2, 2);
    assertEquals("2-8-1", spec.widths());
  }

  @Test
  void listsOfTheWrongLengthAreRefused() {
    assertEquals(
        "activation: expected one value, or one for each hidden layer (2), got 3: [relu, tanh,"
            + " relu]",
        refusal(Map.of("layers", List.of(8, 6), "activation", List.of("relu", "tanh", "relu"))));
    assertEquals(
        "dropout: expected one value, or one for each hidden layer (3), got 2: [0.1, 0.2]",
        refusal(Map.of("layers", List.of(8, 6, 5), "dropout", List.of(0.1, 0.2))));
    assertEquals(
        "l2: expected one value, or one for each dense layer, output included (3), got 2: [0.1,"
            + " 0.2]",
        refusal(Map.of("layers", List.of(8, 6), "l2", List.of(0.1, 0.2))));
    assertEquals(
        "dropout: expected one value, or one for each hidden layer (1), got 0: []",
        refusal(Map.of("layers", 8, "dropout", List.of())));
  }

  @Test
  void aLayerOfMoreWeightsThanAMatrixHoldsIsRefused() {
    assertEquals(
        "layers: 1-100000-100000-2 has a layer of 10000000000 weights, more than the 2147483639"
            + " that a layer can have",
        refusal(Map.of("layers", List.of(100_000, 100_000))));
  }

  @Test
  void aWrongValueForNoLayerIsWrongAllTheSame() {
    assertEquals(
        "dropout: expected a rate of at least 0 and below 1, got 7.0",
        refusal(Map.of("layers", List.of(), "dropout", 7)));
    assertEquals(
        "activation: expected one of sigmoid, tanh, relu, leaky-relu, elu, gelu, silu, got 'rely';"
            + " did you mean 'relu'?",
        refusal(Map.of("layers", List.of(), "activation", "rely")));
  }
}
